/*
 * A client of an echo server, for programs that let things fail: it goes on to the end whatever fails, and gives everything
 * back.
 */
#ifndef CLIENT_H
#define CLIENT_H

#include "memory.h"
#include "secure_sockets.h"
#include <stdbool.h>

/** What a connection is to be; PEMs end with NUL, and NULL means without. */
typedef struct client_plan {
	uint16_t port;    /**< At 10.0.2.2. */
	const char *host; /**< To be resolved instead; NULL: none. */
	const char *ca;   /**< NULL: no TLS. */
	const char *name; /**< To be verified. */
	uint32_t version; /**< SOCKETS_TLS_VERSION_*. */
	const char *certificate, *key;
	const ss_pre_shared_key *psk;
	SocketsKeyLog_t key_log;
	bool resume;
	uint32_t timeout; /**< ms; 0: 60000. */
	size_t bytes;     /**< To send and to receive; 0: Close right after Connect. */
} client_plan;

/** What came back is not what was sent: no code of the library's. */
enum { CLIENT_WRONG_DATA = -1100 };

/** What the last client_run() that failed says of it. */
extern ss_error client_error;

/** The echo's content. */
extern uint8_t client_content[65536];

/** Reads a file that must be there. @return its text, with a NUL, to be freed by the caller. */
char *client_read(const char *path);

/** Create, options, connect, echo, close. @return the first result that is an error, or 0; what came was right. */
int32_t client_run(const client_plan *plan);

/** Waits until all sockets are gone and no more blocks are held than `most` says, up to 10 s. @return whether that is so. */
bool client_settle(const ss_memory_usage most[SS_LIBRARIES]);

/** Reads the usage of core, mbedTLS and lwIP. */
void client_usage(ss_memory_usage usage[SS_LIBRARIES]);

/** Told of each block before it is given back; malloc_usable_size() tells its size. Any thread. NULL: nobody. */
extern void (*client_watch_free)(const void *block);

#endif
