/*
 * Datagrams of UDP as a board gets and sends them, for tests.
 */
#ifndef TEST_DATAGRAM_H
#define TEST_DATAGRAM_H

#include <stddef.h>
#include <stdint.h>

/** Makes a datagram with good checksums. Addresses are of 10.0.2.0/24, their last numbers. @return its length */
size_t make_datagram(
	uint8_t *out, uint8_t from, uint16_t from_port, uint8_t to, uint16_t to_port, const void *data, size_t length);

/** Puts a packet on the line to the board. */
void put_on_line(const uint8_t *bytes, size_t length);

/** Takes the next packet that the board has sent. @return its length, 0 if there is none */
size_t take_from_line(uint8_t *bytes, size_t most);

#endif
