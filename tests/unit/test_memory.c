/*
 * core/memory.c: accounted allocation.
 */
#include "memory.h"
#include "test.h"
#include "test_port.h"
#include <string.h>

static ss_memory_usage usage_of(ss_library library) {
	ss_memory_usage usage;
	ss_memory_usage_of(library, &usage);
	return usage;
}

test(a_block_is_accounted_to_its_library_until_it_is_freed) {
	for (ss_library library = SS_CORE; library < SS_LIBRARIES; library++) {
		ss_memory_usage before = usage_of(library);
		void *block = ss_memory_allocate(library, 100);
		check(block);
		memset(block, 0xa5, 100);
		ss_memory_usage during = usage_of(library);
		check_equal(during.now, before.now + 100);
		check_equal(during.blocks, before.blocks + 1);
		check_equal(during.allocations, before.allocations + 1);
		ss_memory_free(block);
		check_equal(usage_of(library).now, before.now);
		check_equal(usage_of(library).blocks, before.blocks);
		check_equal(usage_of(library).allocations, before.allocations + 1);
	}
}

test(the_peak_stays_when_memory_is_freed) {
	size_t before = usage_of(SS_XS).now;
	ss_memory_free(ss_memory_allocate(SS_XS, 5000));
	void *block = ss_memory_allocate(SS_XS, 1000);
	check_equal(usage_of(SS_XS).peak, before + 5000);
	ss_memory_free(block);
}

test(blocks_are_aligned_for_any_type) {
	for (size_t size = 1; size < 64; size++) {
		void *block = ss_memory_allocate(SS_XS, size);
		check_equal((uintptr_t)block % _Alignof(max_align_t), 0);
		ss_memory_free(block);
	}
}

test(clear_allocation_clears) {
	static const uint8_t zeros[333];
	void *dirty = ss_memory_allocate(SS_XS, sizeof(zeros));
	memset(dirty, 0xff, sizeof(zeros));
	ss_memory_free(dirty);
	void *block = ss_memory_clear_allocate(SS_XS, 111, 3);
	check_bytes(block, zeros, sizeof(zeros));
	ss_memory_free(block);
}

test(sizes_that_overflow_give_no_block) {
	check(!ss_memory_clear_allocate(SS_XS, SIZE_MAX / 2, 3));
	check(!ss_memory_clear_allocate(SS_XS, 3, SIZE_MAX / 2));
	check(!ss_memory_clear_allocate(SS_XS, (size_t)1 << 33, (size_t)1 << 33));
	check(!ss_memory_allocate(SS_XS, SIZE_MAX));
	check(!ss_memory_allocate(SS_XS, SIZE_MAX >> 2));
	check(!ss_memory_allocate(SS_XS, (SIZE_MAX >> 2) - 8));
	check_equal(usage_of(SS_XS).blocks, 0);
}

test(a_block_of_no_bytes_is_a_block) {
	void *block = ss_memory_clear_allocate(SS_XS, 0, 10);
	check(block);
	check_equal(usage_of(SS_XS).blocks, 1);
	check_equal(usage_of(SS_XS).now, 0);
	ss_memory_free(block);
	check_equal(usage_of(SS_XS).blocks, 0);
}

test(freeing_null_does_nothing) {
	ss_memory_free(NULL);
	check_equal(usage_of(SS_XS).blocks, 0);
}

test(resizing_keeps_the_content) {
	uint8_t expected[200];
	test_pattern(expected, sizeof(expected), 0);
	uint8_t *block = ss_memory_resize(SS_XS, NULL, 100);
	memcpy(block, expected, 100);
	block = ss_memory_resize(SS_XS, block, 200);
	check_bytes(block, expected, 100);
	check_equal(usage_of(SS_XS).now, 200);
	memcpy(block, expected, 200);
	block = ss_memory_resize(SS_XS, block, 50);
	check_bytes(block, expected, 50);
	check_equal(usage_of(SS_XS).now, 50);
	check_equal(usage_of(SS_XS).blocks, 1);
	ss_memory_free(block);
}

test(resizing_without_memory_leaves_the_old_block) {
	char *block = ss_memory_allocate(SS_XS, 6);
	strcpy(block, "hello");
	ss_memory_fail(SS_XS, 1);
	check(!ss_memory_resize(SS_XS, block, 1000));
	check_text(block, "hello");
	check_equal(usage_of(SS_XS).now, 6);
	ss_memory_free(block);
}

test(the_nth_allocation_fails_once) {
	void *blocks[4];
	ss_memory_fail(SS_XS, 3);
	for (int i = 0; i < 4; i++)
		blocks[i] = ss_memory_allocate(SS_XS, 10);
	check(blocks[0] && blocks[1] && !blocks[2] && blocks[3]);
	for (int i = 0; i < 4; i++)
		ss_memory_free(blocks[i]);
}

test(only_the_library_that_was_told_fails) {
	ss_memory_fail(SS_XS, 1);
	void *other = ss_memory_allocate(SS_CORE, 10);
	check(other);
	check(!ss_memory_allocate(SS_XS, 10));
	ss_memory_free(other);
}

test(failing_can_be_taken_back) {
	ss_memory_fail(SS_XS, 1);
	ss_memory_fail(SS_XS, 0);
	void *block = ss_memory_allocate(SS_XS, 10);
	check(block);
	ss_memory_free(block);
}

test(a_host_without_memory_gives_no_block) {
	port_fail_allocation(1);
	check(!ss_memory_allocate(SS_XS, 10));
	check_equal(usage_of(SS_XS).blocks, 0);
	check_equal(usage_of(SS_XS).now, 0);
	port_fail_allocation(1);
	check(!ss_account_new());
}

test(an_account_is_charged_with_what_mbedtls_allocates_meanwhile) {
	ss_account *account = ss_account_new();
	void *before = ss_memory_allocate(SS_MBEDTLS, 10);
	check(!ss_memory_charge(account));
	void *during = ss_memory_allocate(SS_MBEDTLS, 100);
	void *core = ss_memory_allocate(SS_CORE, 1000);
	check(ss_memory_charge(NULL) == account);
	void *after = ss_memory_allocate(SS_MBEDTLS, 10000);
	check_equal(account->now, 100);
	check_equal(account->peak, 100);
	ss_memory_free(before);
	ss_memory_free(core);
	ss_memory_free(after);
	check_equal(account->now, 100);
	ss_memory_free(during);
	check_equal(account->now, 0);
	check_equal(account->peak, 100);
	ss_account_release(account);
}

test(an_account_lives_until_its_last_block_is_freed) {
	ss_account *account = ss_account_new();
	size_t held = port_blocks();
	ss_memory_charge(account);
	void *one = ss_memory_allocate(SS_MBEDTLS, 10), *two = ss_memory_allocate(SS_MBEDTLS, 20);
	ss_memory_charge(NULL);
	ss_account_release(account);
	ss_memory_free(one);
	ss_memory_free(two);
	check_equal(port_blocks(), held - 1);
}

test(an_account_outlives_blocks_of_no_bytes) {
	ss_account *account = ss_account_new();
	ss_memory_charge(account);
	void *block = ss_memory_allocate(SS_MBEDTLS, 0);
	ss_memory_charge(NULL);
	ss_account_release(account);
	ss_memory_free(block);
}

test(releasing_no_account_does_nothing) {
	ss_account_release(NULL);
}
