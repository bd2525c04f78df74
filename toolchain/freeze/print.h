#ifndef FREEZE_PRINT_H
#define FREEZE_PRINT_H

#include "heap.h"

/** Prints a string as a literal of C. */
void print_text(FILE *file, const char *text);

/** Prints the address of a slot, or 0. */
void print_slot_address(FILE *file, const txSlot *slot);

/** Prints what follows a slot's `next`: its kind, flags and ID, and its value. */
void print_slot(FILE *file, txSlot *slot, txID id, frozen_place place);

/** Prints the chunks that a slot refers to, as constants: numbers of BigInts, bytes, items of arrays. */
void print_chunks(FILE *file, txSlot *slot);

#endif
