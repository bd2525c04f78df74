/*
 * GetHostByName and GetAddrInfo, and the functions that belong to no socket.
 */
#include "binding.h"
#include "binding_natives.h"
#include "core/memory.h"
#include <string.h>

typedef struct lookup {
	ss_resolution resolution;
	ss_event event;
	ss_loop *loop;
	xsSlot resolve;
	bool all; /* addresses are wanted, as text */
} lookup;

static void tell(xsMachine *the, xsSlot *resolve, double address) {
	(void)xsCallFunction1(xsAccess(*resolve), xsUndefined, xsNumber(address));
}

static void tell_all(xsMachine *the, xsSlot *resolve, const ss_address *addresses, size_t count) {
	char text[SS_ADDRESS_TEXT];
	xsmcVars(2);
	xsmcSetNewArray(xsVar(0), 0);
	for (size_t i = 0; i < count; i++) {
		ss_address_print(&addresses[i], text);
		xsmcSetString(xsVar(1), text);
		xsmcSetIndex(xsVar(0), (xsIndex)i, xsVar(1));
	}
	(void)xsCallFunction1(xsAccess(*resolve), xsUndefined, xsVar(0));
}

static double number_of(const ss_address *address) {
	uint32_t number = 0;
	for (int i = 0; i < 4; i++)
		number |= (uint32_t)address->bytes[i] << (8 * i);
	return number;
}

static void run(ss_event *event, xsMachine *the) {
	lookup *it = (lookup *)((char *)event - offsetof(lookup, event));
	if (the) {
		xsBeginHost(the);
		if (it->all)
			tell_all(the, &it->resolve, it->resolution.addresses, it->resolution.count);
		else
			tell(the, &it->resolve, number_of(&it->resolution.address));
		xsEndHost(the);
		xsForget(it->resolve);
		ss_loop_expect(it->loop, -1);
	}
	ss_loop_release(it->loop);
	ss_memory_free(it);
}

static void done(ss_resolution *resolution) {
	lookup *it = resolution->context;
	ss_loop_post(it->loop, &it->event);
}

/* @return NULL without memory or network. */
static lookup *new_lookup(xsMachine *the, xsSlot *resolve) {
	lookup *it = NULL;
	if (ss_binding_started())
		it = ss_memory_clear_allocate(SS_CORE, 1, sizeof(*it));
	if (!it)
		return NULL;
	it->resolution.done = done;
	it->resolution.context = it;
	it->event.run = run;
	it->loop = ss_loop_of(the);
	it->resolve = xsAccess(*resolve);
	ss_loop_retain(it->loop);
	xsRemember(it->resolve);
	ss_loop_expect(it->loop, 1);
	return it;
}

void xs_secure_sockets_resolve(xsMachine *the) {
	lookup *it = new_lookup(the, &xsArg(1));
	if (it)
		ss_resolve(&it->resolution, xsmcToString(xsArg(0)));
	else
		tell(the, &xsArg(1), 0);
}

void xs_secure_sockets_resolve_all(xsMachine *the) {
	lookup *it = new_lookup(the, &xsArg(2));
	if (it) {
		it->all = true;
		ss_resolve_family(&it->resolution, xsmcToString(xsArg(0)), xsmcToInteger(xsArg(1)));
	} else {
		tell_all(the, &xsArg(2), NULL, 0);
	}
}

void xs_secure_sockets_error_meaning(xsMachine *the) {
	xsmcSetString(xsResult, (xsStringValue)ss_error_meaning(xsmcToInteger(xsArg(0))));
}

/* Writes text as UTF-8, or only counts the bytes if `to` is NULL. The engine may keep a zero as C0 80, and characters
   beyond U+FFFF as two surrogates of three bytes each. */
static size_t encode(const uint8_t *from, uint8_t *to) {
	size_t length = 0;
	while (*from) {
		size_t step = 1, size = 1;
		uint8_t bytes[4] = {*from};
		if (from[0] == 0xC0 && from[1] == 0x80) {
			bytes[0] = 0;
			step = 2;
		} else if (from[0] == 0xED && from[1] >= 0xA0) {
			bool pair = from[1] < 0xB0 && from[3] == 0xED && from[4] >= 0xB0;
			if (pair) {
				uint32_t high = ((from[1] & 0x0Fu) << 6) | (from[2] & 0x3Fu);
				uint32_t low = ((from[4] & 0x0Fu) << 6) | (from[5] & 0x3Fu);
				uint32_t character = 0x10000 + (high << 10) + low;
				bytes[0] = (uint8_t)(0xF0 | (character >> 18));
				bytes[1] = (uint8_t)(0x80 | ((character >> 12) & 0x3F));
				bytes[2] = (uint8_t)(0x80 | ((character >> 6) & 0x3F));
				bytes[3] = (uint8_t)(0x80 | (character & 0x3F));
				step = 6;
				size = 4;
			} else { /* half a pair has no UTF-8: U+FFFD, as TextEncoder does */
				bytes[0] = 0xEF;
				bytes[1] = 0xBF;
				bytes[2] = 0xBD;
				step = size = 3;
			}
		}
		if (to)
			memcpy(to + length, bytes, size);
		from += step;
		length += size;
	}
	return length;
}

void xs_secure_sockets_encode_text(xsMachine *the) {
	size_t length = encode((const uint8_t *)xsmcToString(xsArg(0)), NULL);
	uint8_t *to = xsmcSetArrayBuffer(xsResult, NULL, (xsIntegerValue)length);
	encode((const uint8_t *)xsmcToString(xsArg(0)), to); /* which may have moved */
}
