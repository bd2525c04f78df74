/*
 * Atomic operations by function, for RISC-V: the SDK has all of those chips' code compiled for one without the instructions (ESP32-C3),
 * and IDF has these functions only where there are none. One processor: what no interrupt comes between is atomic.
 */
#include "../loop.h"

#if defined(__riscv) && !defined(__riscv_atomic)

#define ATOMIC(name, expression) \
	unsigned int name(volatile void *at, unsigned int value, int order); \
	__attribute__((weak)) unsigned int name(volatile void *at, unsigned int value, int order) { \
		volatile unsigned int *place = at; \
		(void)order; \
		moddable_lock(); \
		unsigned int before = *place; \
		*place = (expression); \
		moddable_unlock(); \
		return before; \
	}

ATOMIC(__atomic_exchange_4, value)
ATOMIC(__atomic_fetch_add_4, before + value)
ATOMIC(__atomic_fetch_sub_4, before - value)
ATOMIC(__atomic_fetch_or_4, before | value)

_Bool __atomic_compare_exchange_4(
	volatile void *at, void *expected, unsigned int value, _Bool weak, int success, int failure);

__attribute__((weak)) _Bool __atomic_compare_exchange_4(
	volatile void *at, void *expected, unsigned int value, _Bool weak, int success, int failure) {
	volatile unsigned int *place = at;
	unsigned int *wanted = expected;
	(void)weak;
	(void)success;
	(void)failure;
	moddable_lock();
	unsigned int before = *place;
	const _Bool same = before == *wanted;
	if (same)
		*place = value;
	moddable_unlock();
	if (!same)
		*wanted = before;
	return same;
}

#else

typedef int atomics_are_instructions;

#endif
