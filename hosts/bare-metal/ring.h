/*
 * A queue of bytes between one writer and one reader, of which one may be an interrupt: neither needs a lock, because each
 * changes an index of its own only. For a processor with one core.
 */
#ifndef BARE_RING_H
#define BARE_RING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Make one with RING(), as a static variable. The indices count on for ever; bytes + (index & mask) is the place. */
struct ring {
	uint8_t *bytes;
	uint32_t mask;
	volatile uint32_t written, read;
};

/** Defines a ring. @param size a power of two, the number of bytes that fit */
#define RING(name, size) \
	static uint8_t name##_bytes[size]; \
	_Static_assert(((size) & ((size)-1)) == 0, "the size of a ring is a power of two"); \
	static struct ring name = {.bytes = name##_bytes, .mask = (size)-1}

/** @return how many bytes wait. */
static inline uint32_t ring_used(const struct ring *ring) {
	return ring->written - ring->read;
}

/** @return how many bytes there is room for. */
static inline uint32_t ring_room(const struct ring *ring) {
	return ring->mask + 1 - ring_used(ring);
}

/** The writer's: adds a byte, for which there must be room. */
static inline void ring_put(struct ring *ring, uint8_t byte) {
	uint32_t written = ring->written;
	ring->bytes[written & ring->mask] = byte;
	__asm__ volatile("" ::: "memory"); /* the byte first: with one core it is the compiler that must not reorder */
	ring->written = written + 1;
}

/** The writer's: adds as many bytes as there is room for. @return how many, 0 to `length` */
static inline size_t ring_put_some(struct ring *ring, const void *bytes, size_t length) {
	const uint8_t *from = bytes;
	size_t put = 0;
	while (put < length && ring_room(ring) > 0)
		ring_put(ring, from[put++]);
	return put;
}

/** The reader's: takes the oldest byte, of which there must be one. */
static inline uint8_t ring_take(struct ring *ring) {
	uint32_t read = ring->read;
	uint8_t byte = ring->bytes[read & ring->mask];
	__asm__ volatile("" ::: "memory");
	ring->read = read + 1;
	return byte;
}

/** The reader's: takes the oldest bytes. @return how many, 0 to `most` */
static inline size_t ring_take_some(struct ring *ring, void *buffer, size_t most) {
	uint8_t *to = buffer;
	size_t taken = 0;
	while (taken < most && ring_used(ring) > 0)
		to[taken++] = ring_take(ring);
	return taken;
}

#endif
