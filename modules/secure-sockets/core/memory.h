/*
 * The accounted allocators: who holds how many bytes, and a way to make the n-th allocation fail.
 */
#ifndef SS_MEMORY_H
#define SS_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum ss_library { SS_CORE, SS_MBEDTLS, SS_LWIP, SS_XS, SS_LIBRARIES } ss_library;

/** What one socket holds, in bytes: all that mbedTLS allocates while the account is charged. Network context. */
typedef struct ss_account {
	size_t now, peak;
	size_t blocks; /* those of no bytes included */
	size_t limit;  /* of `now`; 0: none */
	size_t denied; /* bytes of an allocation that would have gone beyond it */
	bool released;
	bool ran_out; /* an allocation failed */
} ss_account;

typedef struct ss_memory_usage {
	size_t now, peak;   /**< Bytes, without the allocator's own overhead. */
	size_t blocks;      /**< Blocks held now. */
	size_t allocations; /**< Ever made. */
} ss_memory_usage;

/** @return a block that is not cleared, or NULL. Any thread. */
void *ss_memory_allocate(ss_library library, size_t size);

/** @return a cleared block, or NULL, also on overflow. Any thread. */
void *ss_memory_clear_allocate(ss_library library, size_t count, size_t size);

/** Frees a block of either; NULL is allowed. Any thread. */
void ss_memory_free(void *block);

/** Wipes a block and frees it; NULL is allowed. Any thread. */
void ss_memory_free_secret(void *block);

/** @return a block of another size with the old content, or NULL with the old block untouched. Any thread. */
void *ss_memory_resize(ss_library library, void *block, size_t size);

/** @return an empty account, or NULL. */
ss_account *ss_account_new(void);

/** Gives an account up; it is freed when the last block charged to it is. NULL is allowed. */
void ss_account_release(ss_account *account);

/** Charges the following allocations of mbedTLS to an account, NULL: to none. Network context. @return the one before. */
ss_account *ss_memory_charge(ss_account *account);

/** @return the account that is charged now, or NULL. Network context. */
const ss_account *ss_memory_charged(void);

/**
 * @return whether an allocation of mbedTLS failed for the account charged now, which may be none, since this was last
 * cleared. Network context.
 */
bool ss_memory_ran_out(void);
void ss_memory_clear_ran_out(void);

/** Reads a library's usage. Any thread. */
void ss_memory_usage_of(ss_library library, ss_memory_usage *usage);

/**
 * Makes the n-th allocation from now on (1: the next) of a library fail, once; 0: none. For tests.
 * @param library SS_LIBRARIES: of all but XS together.
 */
void ss_memory_fail(ss_library library, size_t n);

#endif
