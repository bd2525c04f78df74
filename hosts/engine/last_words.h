/*
 * What there is to say about a machine that cannot go on, the same on all hosts. The machine's thread.
 */
#ifndef ENGINE_LAST_WORDS_H
#define ENGINE_LAST_WORDS_H

/* After xsAll.h or xs.h. */

/** Prints text as it is. */
typedef void (*engine_printer)(const char *text);

/** Prints the calls under way, the innermost first, without the help of JavaScript or its heap. */
void engine_print_calls(struct sxMachine *the, engine_printer print);

/**
 * Makes text of a value as console.error() prints it or, if not even that works, as the engine itself does.
 * @param describe the function of JavaScript that does it.
 * @return to be freed with free(); NULL without memory.
 */
char *engine_describe(struct sxMachine *the, const struct sxSlot *describe, const struct sxSlot *value);

#endif
