/*
 * What the conformance tests in C are made of: a case is a function that uses the C API against an echo server and ends
 * the process at the first thing that is not as it should be. The helpers do what those of the reference's qualification
 * suite do. A process runs one case, with or without TLS.
 */
#ifndef SUITE_H
#define SUITE_H

#include "secure_sockets.h"
#include <pthread.h>
#include <stdbool.h>

/** Where things are; from the command line. */
typedef struct suite_settings {
	bool tls;
	uint16_t port;       /**< Of the echo server, plain or TLS, at 10.0.2.2. */
	uint16_t other_port; /**< Of a TLS server that `ca` does not vouch for. */
	char *ca;            /**< PEM of the echo server's root, with a NUL at the end. */
	size_t ca_size;      /**< The NUL included. */
	size_t kept;         /**< Blocks of the core that a case leaves behind on purpose. */
} suite_settings;

extern suite_settings suite;

/** What a case may be run over. */
enum suite_over { PLAIN = 1, TLS = 2, BOTH = PLAIN | TLS };

typedef struct suite_case {
	const char *name;
	void (*run)(void);
	enum suite_over over;
	const char *server; /**< What listens at the port, one of the names in servers.mjs; NULL: an echo server. */
} suite_case;

/** Ends the process unless the condition holds. Any thread. */
#define check(condition) suite_check((condition), #condition, __FILE__, __LINE__)

/** Ends the process unless both numbers are the same; says what they are. Any thread. */
#define check_equal(actual, expected) suite_check_equal((actual), (expected), #actual, __FILE__, __LINE__)

void suite_check(bool holds, const char *condition, const char *file, int line);
void suite_check_equal(int64_t actual, int64_t expected, const char *what, const char *file, int line);

/** Says where the echo server is. @param ca path of its root; NULL: no TLS. */
void suite_set_server(uint16_t port, const char *ca);

/** Time-outs of the sockets that the helpers make, in ticks. */
#define SUITE_TIMEOUT pdMS_TO_TICKS(10000)

/** The reference's sizes: its buffers, their fillers, what it sends at once. */
enum { BUFFER_SIZE = 1500, RX_FILLER = 0xFF, TX_FILLER = 0xAA, LARGE = 3000 };

extern const uint8_t *const suite_large; /**< LARGE bytes that differ from each other's neighbours. */

/** @return a new TCP socket; with `options` the time-outs, and with TLS its options, are set. */
Socket_t suite_socket(bool options);

/** @return the address of the echo server; the fields that the API ignores are filled with rubbish. */
SocketsSockaddr_t suite_address(void);

/** Sets the options that a TLS connection to the echo server needs. */
void suite_set_tls(Socket_t socket);

/** @return a socket that is connected to the echo server. */
Socket_t suite_connect(void);

void suite_set_timeout(Socket_t socket, int32_t option, TickType_t ticks);

/** Sends or receives all of the bytes in as many calls as it takes. */
void suite_send(Socket_t socket, const void *data, size_t length);
void suite_recv(Socket_t socket, void *buffer, size_t length);

/** Shutdown(RDWR), then Recv until it gives something negative; at most 100 times, as zeros for ever hang the suite. */
void suite_shutdown(Socket_t socket);

/** Close must give 0. */
void suite_close(Socket_t socket);

/** @return milliseconds of the clock that ticks are measured by. */
int64_t suite_now(void);

/** Checks that a wait that began at `start` has taken `timeout` ms: not less, and not much more. */
void suite_check_elapsed(int64_t start, int64_t timeout);

/** Checks that all is the filler. */
void suite_check_filler(const uint8_t *bytes, uint8_t filler, size_t length);

/** Arms the assertion hook: from now on it calls `hook`; NULL: it does nothing. */
void suite_on_assert(void (*hook)(const char *what));

/** Starts a thread, or ends the process. */
pthread_t suite_thread(void *(*run)(void *argument), void *argument);
void suite_join(pthread_t thread);

/* The cases, by what they are about. Each list ends with a name that is NULL. */
extern const suite_case cases_life[], cases_data[], cases_options[], cases_tls[], cases_threads[];
/* Not in the reference. */
extern const suite_case cases_codes[], cases_waiting[], cases_wakeup[], cases_handles[], cases_extensions[];

#endif
