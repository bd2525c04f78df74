/*
 * The table of handles. It grows as needed and goes with its last handle.
 *
 * A handle is a serial number, its place in the table and a 1: odd, so neither NULL nor the address of anything that a
 * program might take for a socket. Serial numbers count up and are not per place, lest a new table give old ones again.
 * With pointers of 32 bits they come round after two million sockets; the value of SOCKETS_INVALID_SOCKET never comes up.
 */
#include "secure_sockets_descriptors.h"
#include "memory.h"
#include <string.h>

#define INDEX_BITS 10
#define MOST ((1U << INDEX_BITS) - 1) /* the last index is SOCKETS_INVALID_SOCKET's */
#define LEAST 4

static ss_descriptor *table;
static size_t size, used;
static uintptr_t serial;

static bool grow(void) {
	size_t more = size ? size * 2 : LEAST;
	if (more > MOST)
		more = MOST;
	ss_descriptor *larger = more > size ? ss_memory_resize(SS_CORE, table, more * sizeof(*table)) : NULL;
	if (!larger)
		return false;
	memset(larger + size, 0, (more - size) * sizeof(*table));
	table = larger;
	size = more;
	return true;
}

Socket_t ss_descriptor_open(ss_socket *socket) {
	size_t index = 0;
	if (used == size && !grow())
		return SOCKETS_INVALID_SOCKET;
	while (table[index].socket)
		index++;
	uintptr_t value = (++serial << (INDEX_BITS + 1)) | (index << 1) | 1;
	table[index] = (ss_descriptor){.socket = socket, .value = (Socket_t)value};
	used++;
	return table[index].value;
}

ss_descriptor *ss_descriptor_find(Socket_t value) {
	size_t index = ((uintptr_t)value >> 1) & MOST;
	if (index >= size || !table[index].socket || table[index].value != value)
		return NULL;
	return &table[index];
}

void ss_descriptor_close(ss_descriptor *descriptor) {
	*descriptor = (ss_descriptor){0};
	if (--used)
		return;
	ss_memory_free(table);
	table = NULL;
	size = 0;
}

void ss_descriptor_close_all(void) {
	for (size_t index = 0; index < size; index++) {
		ss_socket *socket = table[index].socket;
		if (!socket)
			continue;
		ss_descriptor_close(&table[index]);
		ss_socket_close(socket);
	}
}
