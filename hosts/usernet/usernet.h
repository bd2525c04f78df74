/*
 * A network for one guest, made by libslirp in this process without any privilege: an Ethernet segment with a router at
 * 10.0.2.2, which is also the host's loopback, 127.0.0.1; name server 10.0.2.3; the guest is 10.0.2.15. In IPv6 the router
 * tells the prefix fd00::/64, and fd00::2 is the host's ::1.
 *
 * The caller polls. There is one network in a process; one thread at a time. SIGPIPE must be ignored.
 */
#ifndef USERNET_H
#define USERNET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct usernet_settings {
	const char *program; /* its name, in front of messages on stderr */
	uint32_t mtu;        /* bytes of an IP packet, 576 to 65520 */
	bool has_ipv6;
	bool has_resolver;                                 /* the name server asks the resolver of the machine */
	int64_t (*nanoseconds)(void);                      /* a monotonic clock */
	void (*receive)(const void *frame, size_t length); /* takes a frame that the network sends; borrowed */
};

/** The host's ::1 in the network: fd00::2. */
extern const uint8_t usernet_host6[16];

/** Starts the network. @param settings copied. @return false when libslirp cannot. */
bool usernet_start(const struct usernet_settings *settings);

/** Ends all connections; nothing if it was not started. */
void usernet_stop(void);

/** Gives a frame to the network, which may call receive() before this returns. */
void usernet_send(const void *frame, size_t length);

struct pollfd;

/** Writes what to poll for. @return how many; at most `most`. @param milliseconds lowered to libslirp's own wish. */
size_t usernet_fill(struct pollfd *polls, size_t most, uint32_t *milliseconds);

/** Lets libslirp look at what poll() found, in the array of the last usernet_fill(). @param failed whether poll() did. */
void usernet_dispatch(struct pollfd *polls, size_t count, bool failed);

#endif
