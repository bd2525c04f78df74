/*
 * What of the machine's heap is reachable, and what becomes of each slot in the program.
 */
#ifndef FREEZE_HEAP_H
#define FREEZE_HEAP_H

#include "freeze.h"

typedef enum frozen_place {
	in_flash,
	in_ram /**< Copied to RAM by the start-up code, as .data: what objects hold that XS cannot alias. */
} frozen_place;

/** A slot that the program is going to have. */
typedef struct frozen_slot {
	txSlot *slot;
	txSize parent; /**< Where it was found first, for messages; -1: it is a root. */
	bool follows;  /**< Because it is `next` of that, not because that refers to it. */
	frozen_place place;
	txSize index; /**< Among those of the same place. */
	txID alias;   /**< Where the machine keeps its own version once it has changed; 0: it cannot change. */
	bool root;    /**< In RAM, and referred to from flash, where the garbage collector does not look. */
	bool closure; /**< A variable of a module or a function. */
} frozen_slot;

typedef struct frozen_heap {
	frozen_slot *slots;
	txSize count, in_flash, in_ram, roots;
	txSize alias_count;
} frozen_heap;

extern frozen_heap heap;

/** Finds all that can be reached from the machine's stack and its keys. Fails for what cannot be frozen. */
void collect_heap(txMachine *the);

/** Finds the keys only. */
void collect_keys(txMachine *the);

/** @return what is known of a slot, or NULL. */
frozen_slot *frozen(const txSlot *slot);

/**
 * Says for a message what an object is and where it is found: "variable cache.items (a WeakMap) of module lib.ts".
 * describe.c.
 */
void describe_slot(txMachine *the, const frozen_slot *found, char *text, size_t size);

/** How many slots an array has in its chunk. */
txSize array_capacity(const txSlot *array);

#endif
