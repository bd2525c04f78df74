/*
 * TCP's initial sequence numbers, which nobody can tell who neither sees our packets nor knows our secret (RFC 6528): whoever
 * could would put data into connections, or end them, from anywhere. For the same two addresses and ports they go on with the
 * clock, so that a segment of an old connection is not taken for one of the next.
 */
#include "isn.h"
#include "lwip_address.h"
#include "port.h"
#include "sha256.h"
#include <string.h>

static uint8_t secret[32];

bool ss_isn_start(void) {
	return ss_port_entropy(secret, sizeof(secret));
}

static void hash_end(ss_sha256_stream *hash, const ip_addr_t *ip, uint16_t port) {
	ss_address address;
	ss_address_from_lwip(ip, port, &address);
	ss_sha256_update(hash, &address.family, sizeof(address.family));
	ss_sha256_update(hash, (const uint8_t *)&address.port, sizeof(address.port));
	ss_sha256_update(hash, address.bytes, sizeof(address.bytes));
}

uint32_t ss_isn(const ip_addr_t *local, uint16_t local_port, const ip_addr_t *remote, uint16_t remote_port) {
	uint8_t result[32];
	uint32_t offset;
	ss_sha256_stream hash;
	ss_sha256_start(&hash);
	ss_sha256_update(&hash, secret, sizeof(secret));
	hash_end(&hash, local, local_port);
	hash_end(&hash, remote, remote_port);
	ss_sha256_finish(&hash, result);
	memcpy(&offset, result, sizeof(offset));
	return offset + (uint32_t)(ss_port_milliseconds() * 250); /* in units of 4 microseconds */
}
