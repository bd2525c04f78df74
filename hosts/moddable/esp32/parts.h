/*
 * What the parts of this host are to each other.
 */
#ifndef MODDABLE_ESP32_PARTS_H
#define MODDABLE_ESP32_PARTS_H

#include <stdbool.h>

/** Prints on the console of write.c. Any task. */
void esp32_print(const char *text);

/**
 * Runs a function where lwIP may be called, in IDF's tcpip task, and returns when it is done. In the network context, or in
 * such a function.
 */
void esp32_lwip_call(void (*run)(void *argument), void *argument);

#endif
