/*
 * The two clients of bench/firmware/client.c.
 */
#ifndef BENCH_FIRMWARE_CLIENT_H
#define BENCH_FIRMWARE_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct client {
	void (*connect)(void);
	void (*echo)(const void *data, void *back, size_t length);
	void (*close)(void);
};

/** By the core's sockets; by mbedTLS alone. */
extern const struct client client_core, client_plain;

struct client_settings {
	bool plain, resume;
	uint16_t version, port;
	int count;
};

extern struct client_settings client_settings;

/** The trust anchor, in PEM, with its NUL. */
extern const char client_anchor[];

/** Prints a line. */
void client_print(const char *name, unsigned long number);

/** Ends the program with a message. */
void client_fail(const char *what, long code) __attribute__((noreturn));

/** Runs the network context until `*done`, and counts what that takes. */
void client_wait(const bool *done);

/** Bracket other work that counts: @return what to give to client_ended(). */
uint64_t client_began(void);
void client_ended(uint64_t began);

#endif
