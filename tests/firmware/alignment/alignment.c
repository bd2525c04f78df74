/*
 * A plugin for QEMU that tells unaligned accesses, which QEMU allows on RISC-V and chips do not: a line on standard error for
 * each instruction that makes one, when it first does, and how many instructions there were at the end.
 *
 *     qemu-system-riscv32 -plugin build/boards/alignment.so ...
 *
 * The functions are QEMU's ("QEMU TCG Plugins", version 1 of the interface), whose header is not in Debian's packages.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define EXPORT __attribute__((visibility("default")))

struct qemu_plugin_tb;
struct qemu_plugin_insn;

typedef void on_block(uint64_t id, struct qemu_plugin_tb *block);
typedef void on_access(unsigned cpu, uint32_t access, uint64_t address, void *data);
typedef void on_exit(uint64_t id, void *data);

enum { callback_no_registers = 0, access_any = 3 };

void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, on_block *callback);
void qemu_plugin_register_vcpu_mem_cb(
	struct qemu_plugin_insn *instruction, on_access *callback, int flags, int accesses, void *data);
void qemu_plugin_register_atexit_cb(uint64_t id, on_exit *callback, void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *block, size_t index);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *instruction);
unsigned qemu_plugin_mem_size_shift(uint32_t access);
bool qemu_plugin_mem_is_store(uint32_t access);

extern int qemu_plugin_version;
EXPORT int qemu_plugin_version = 1;
EXPORT int qemu_plugin_install(uint64_t id, const void *info, int count, char **arguments);

/* The instructions told so far. */
static uint64_t told[64];
static unsigned told_count;

static void accessed(unsigned cpu, uint32_t access, uint64_t address, void *data) {
	(void)cpu;
	uint64_t size = 1u << qemu_plugin_mem_size_shift(access), pc = (uintptr_t)data;
	if (address % size == 0 || told_count == sizeof told / sizeof told[0])
		return;
	for (unsigned i = 0; i < told_count; i++)
		if (told[i] == pc)
			return;
	told[told_count++] = pc;
	fprintf(stderr, "unaligned: %s of %u bytes at %08" PRIx64 ", pc %08" PRIx64 "\n",
		qemu_plugin_mem_is_store(access) ? "write" : "read", (unsigned)size, address, pc);
}

static void translated(uint64_t id, struct qemu_plugin_tb *block) {
	(void)id;
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(block); i++) {
		struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, i);
		qemu_plugin_register_vcpu_mem_cb(instruction, accessed, callback_no_registers, access_any,
			(void *)(uintptr_t)qemu_plugin_insn_vaddr(instruction));
	}
}

static void ended(uint64_t id, void *data) {
	(void)id, (void)data;
	fprintf(stderr, "unaligned: %u instructions\n", told_count);
}

int qemu_plugin_install(uint64_t id, const void *info, int count, char **arguments) {
	(void)info, (void)count, (void)arguments;
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, ended, NULL);
	return 0;
}
