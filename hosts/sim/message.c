/*
 * Marshalling; see message.h. The machines have no objects in common (xsMarshall.c calls them alien), so that classes
 * are lost, and what is left is data.
 */
#include "xsAll.h" /* before xs.h, which then takes its types */

#include "machine.h"
#include "message.h"

/* Where a machine has an archive. */
typedef struct place {
	uint8_t *data;
	size_t size;
} place;

struct sim_message {
	txByte *data;
	place archives[2]; /* of the sender */
	size_t shared_count;
	void *shared[]; /* memory that the message holds as long as it is on its way */
};

static void find_archives(const sim_machine *machine, place archives[2]) {
	archives[0] = (place){machine->library.data, machine->library.size};
	archives[1] = (place){machine->app.data, machine->app.size};
}

static txByte *align(const txByte *base, txByte *at) {
	return at + (size_t)(base - at) % sizeof(txNumber);
}

/* The slots come after a table of symbols: how many, how long each is, their names. */
static txByte *find_slots(txByte *data) {
	enum { symbol_bit = 0x8000 };
	txByte *at = data + sizeof(txSize);
	txID count;
	memcpy(&count, at, sizeof count);
	at += sizeof count;
	txByte *names = at + count * sizeof(txID);
	for (; count > 0; count--, at += sizeof(txID)) {
		txID length;
		memcpy(&length, at, sizeof length);
		names += length & ~symbol_bit;
	}
	return align(data, names);
}

static txByte *skip_chunk(const txByte *base, txByte *at) {
	return align(base, at + ((txChunk *)(void *)at)->size);
}

/* Not after fxDemarshall(), which overwrites what tells where things are. */
static void for_each_slot(txByte *data, void (*act)(txSlot *slot, void *context), void *context) {
	txByte *end = data + *(txSize *)(void *)data;
	txByte *at = find_slots(data);
	while (at < end) {
		txSlot *slot = (txSlot *)(void *)at;
		at += sizeof *slot;
		act(slot, context);
		switch (slot->kind) {
		case XS_STRING_KIND:
		case XS_BIGINT_KIND:
			at = skip_chunk(data, at);
			break;
		case XS_ARRAY_BUFFER_KIND:
			if (slot->value.arrayBuffer.address)
				at = skip_chunk(data, at);
			break;
		case XS_KEY_KIND:
			if (slot->value.key.string)
				at = skip_chunk(data, at);
			break;
		case XS_REGEXP_KIND:
			if (slot->value.regexp.code)
				at = skip_chunk(data, at);
			if (slot->value.regexp.data)
				at = skip_chunk(data, at);
			break;
		}
	}
}

static void count_shared(txSlot *slot, void *context) {
	if (slot->kind == XS_HOST_KIND)
		++*(size_t *)context;
}

static void hold_shared(txSlot *slot, void *context) {
	sim_message *message = context;
	if (slot->kind == XS_HOST_KIND)
		message->shared[message->shared_count++] = fxRetainSharedChunk(slot->value.host.data);
}

typedef struct move {
	const place *from, *to;
} move;

/* Literals stay where they are, in the sender's archive, which may be gone; the receiver's has them in the same place. */
static void move_literal(txSlot *slot, void *context) {
	const move *it = context;
	if (slot->kind != XS_STRING_X_KIND)
		return;
	for (int i = 0; i < 2; i++) {
		size_t offset = (size_t)((uintptr_t)slot->value.string - (uintptr_t)it->from[i].data);
		if (offset < it->from[i].size) {
			slot->value.string = (txString)it->to[i].data + offset;
			return;
		}
	}
}

sim_message *sim_message_new(txMachine *the, txSlot *value) {
	mxPushSlot(value);
	txByte *data = fxMarshall(the, 1);
	size_t shared_count = 0;
	for_each_slot(data, count_shared, &shared_count);
	sim_message *message = sim_xs_allocate(sizeof *message + shared_count * sizeof message->shared[0]);
	if (!message) {
		sim_xs_free(data);
		fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);
	}
	message->data = data;
	message->shared_count = 0;
	find_archives(the->host, message->archives);
	for_each_slot(data, hold_shared, message);
	return message;
}

void sim_message_read(txMachine *the, sim_message *message, txSlot *result) {
	place archives[2];
	find_archives(the->host, archives);
	for_each_slot(message->data, move_literal, &(move){message->archives, archives});
	mxPushUndefined(); /* what remains when it fails */
	fxDemarshall(the, message->data, 1);
	result->kind = the->stack->kind;
	result->value = the->stack->value;
}

void sim_message_free(sim_message *message) {
	for (size_t i = 0; i < message->shared_count; i++)
		fxReleaseSharedChunk(message->shared[i]);
	sim_xs_free(message->data);
	sim_xs_free(message);
}
