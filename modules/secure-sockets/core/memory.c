/*
 * The accounted allocators: a small head in front of each block says whose it is.
 *
 * Counters are atomic because JavaScript threads and the network context allocate at the same time; accounts are not,
 * because only the network context charges them.
 */
#include "memory.h"
#include "port.h"
#include "wipe.h"
#include <stdatomic.h>
#include <string.h>

/* The library takes the two low bits of the tag, the size the others. */
typedef struct head {
	_Alignas(2 * sizeof(void *)) size_t tag;
	ss_account *account;
} head;

typedef struct counters {
	_Atomic size_t now, peak, blocks, allocations, fail_in;
} counters;

_Static_assert(SS_LIBRARIES <= 4, "the tag has two bits for the library");

static counters usage[SS_LIBRARIES];
static counters together; /* of all but XS; only fail_in is used */
static ss_account *charged;
static bool ran_out; /* for no account */

static size_t size_of(const head *block) {
	return block->tag >> 2;
}

static ss_library library_of(const head *block) {
	return (ss_library)(block->tag & 3);
}

static bool must_fail(counters *counter) {
	size_t n = atomic_load_explicit(&counter->fail_in, memory_order_relaxed);
	while (n) {
		if (atomic_compare_exchange_weak(&counter->fail_in, &n, n - 1))
			return n == 1;
	}
	return false;
}

static void add(head *block) {
	counters *counter = &usage[library_of(block)];
	size_t now = atomic_fetch_add_explicit(&counter->now, size_of(block), memory_order_relaxed) + size_of(block);
	size_t peak = atomic_load_explicit(&counter->peak, memory_order_relaxed);
	while (now > peak && !atomic_compare_exchange_weak(&counter->peak, &peak, now))
		continue;
	atomic_fetch_add_explicit(&counter->blocks, 1, memory_order_relaxed);
	if (block->account) {
		block->account->blocks++;
		block->account->now += size_of(block);
		if (block->account->now > block->account->peak)
			block->account->peak = block->account->now;
	}
}

static void subtract(head *block) {
	counters *counter = &usage[library_of(block)];
	atomic_fetch_sub_explicit(&counter->now, size_of(block), memory_order_relaxed);
	atomic_fetch_sub_explicit(&counter->blocks, 1, memory_order_relaxed);
	if (block->account) {
		block->account->now -= size_of(block);
		if (--block->account->blocks == 0 && block->account->released)
			ss_port_free(block->account);
	}
}

static bool is_denied(ss_account *account, size_t size) {
	if (!account || !account->limit || (account->now <= account->limit && size <= account->limit - account->now))
		return false;
	account->denied = size;
	return true;
}

static bool *ran_out_flag(void) {
	return charged ? &charged->ran_out : &ran_out;
}

void *ss_memory_allocate(ss_library library, size_t size) {
	counters *counter = &usage[library];
	atomic_fetch_add_explicit(&counter->allocations, 1, memory_order_relaxed);
	ss_account *account = library == SS_MBEDTLS ? charged : NULL;
	bool refused = must_fail(counter);
	refused |= library != SS_XS && must_fail(&together);
	bool possible = !refused && size <= (SIZE_MAX >> 2) - sizeof(head) && !is_denied(account, size);
	head *block = possible ? ss_port_allocate(sizeof(head) + size) : NULL;
	if (!block) {
		if (library == SS_MBEDTLS)
			*ran_out_flag() = true;
		return NULL;
	}
	block->tag = size << 2 | library;
	block->account = account;
	add(block);
	return block + 1;
}

void *ss_memory_clear_allocate(ss_library library, size_t count, size_t size) {
	if (size && count > SIZE_MAX / size)
		return NULL;
	void *block = ss_memory_allocate(library, count * size);
	if (block)
		memset(block, 0, count * size);
	return block;
}

void ss_memory_free(void *memory) {
	if (!memory)
		return;
	head *block = (head *)memory - 1;
	subtract(block);
	ss_port_free(block);
}

void ss_memory_free_secret(void *memory) {
	if (!memory)
		return;
	ss_wipe(memory, size_of((head *)memory - 1));
	ss_memory_free(memory);
}

void *ss_memory_resize(ss_library library, void *memory, size_t size) {
	void *result = ss_memory_allocate(library, size);
	if (result && memory) {
		size_t old = size_of((head *)memory - 1);
		memcpy(result, memory, old < size ? old : size);
		ss_memory_free(memory);
	}
	return result;
}

ss_account *ss_account_new(void) {
	ss_account *account = ss_port_allocate(sizeof(*account));
	if (account)
		*account = (ss_account){0};
	return account;
}

void ss_account_release(ss_account *account) {
	if (!account)
		return;
	account->released = true;
	if (account->blocks == 0)
		ss_port_free(account);
}

ss_account *ss_memory_charge(ss_account *account) {
	ss_account *before = charged;
	charged = account;
	return before;
}

const ss_account *ss_memory_charged(void) {
	return charged;
}

bool ss_memory_ran_out(void) {
	return *ran_out_flag();
}

void ss_memory_clear_ran_out(void) {
	*ran_out_flag() = false;
	if (charged)
		charged->denied = 0;
}

void ss_memory_usage_of(ss_library library, ss_memory_usage *result) {
	counters *counter = &usage[library];
	result->now = atomic_load_explicit(&counter->now, memory_order_relaxed);
	result->peak = atomic_load_explicit(&counter->peak, memory_order_relaxed);
	result->blocks = atomic_load_explicit(&counter->blocks, memory_order_relaxed);
	result->allocations = atomic_load_explicit(&counter->allocations, memory_order_relaxed);
}

void ss_memory_fail(ss_library library, size_t n) {
	atomic_store(&(library == SS_LIBRARIES ? &together : &usage[library])->fail_in, n);
}
