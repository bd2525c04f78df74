/*
 * What the clients in C have in common is measure.c: arguments, workload, clock. A client supplies these functions. One
 * connection is open at a time. All leave the process with a message when something fails.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stddef.h>
#include <stdint.h>

/** Once, before anything else. @param ca the trust anchor in PEM, ending with NUL. @param name the server's. */
void bench_start(const char *ca, const char *name);

/** Connects to a port of the machine's loopback, and completes the TLS handshake. */
void bench_connect(uint16_t port);

/** Sends all bytes. */
void bench_send(const void *data, size_t length);

/** @return how many bytes were received, at least one. */
size_t bench_receive(void *buffer, size_t length);

/** Says goodbye and closes. */
void bench_close(void);

/** Once, at the end. */
void bench_stop(void);

/** Leaves the process with a message about what failed, and a number that says why. */
void bench_fail(const char *what, int code) __attribute__((noreturn));

#endif
