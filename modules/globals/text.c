/*
 * The C half of TextEncoder and TextDecoder (text.ts). The engine keeps strings as UTF-8 with two exceptions:
 * U+0000 is C0 80, and a surrogate that stands alone has three bytes of its own.
 */
#include "globals_natives.h"

#include <stdbool.h>
#include <string.h>

enum { replacement = 0xFFFD };

/* Reads one character of an engine's string; a pair of surrogates is one character, a lone one the replacement. */
static const uint8_t *read_character(const uint8_t *at, uint32_t *character) {
	uint8_t lead = *at++;
	int more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
	uint32_t value = more == 0 ? lead : lead & (0x3Fu >> more);
	while (more--)
		value = value << 6 | (*at++ & 0x3F);
	if (value >= 0xD800 && value < 0xE000) {
		bool high = value < 0xDC00;
		if (high && at[0] == 0xED && (at[1] & 0xF0) == 0xB0) {
			value = 0x10000 + ((value - 0xD800) << 10) + ((at[1] & 0x0Fu) << 6 | (at[2] & 0x3F));
			at += 3;
		} else
			value = replacement;
	}
	*character = value;
	return at;
}

static size_t character_size(uint32_t character) {
	return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
}

static uint8_t *write_character(uint8_t *to, uint32_t character) {
	static const uint8_t leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
	size_t size = character_size(character);
	for (size_t i = size; i-- > 1; character >>= 6)
		to[i] = 0x80 | (character & 0x3F);
	to[0] = (uint8_t)(leads[size] | character);
	return to + size;
}

/* encode(text: string): ArrayBuffer */
void xs_text_encode(xsMachine *the) {
	const uint8_t *from = (const uint8_t *)xsmcToString(xsArg(0));
	size_t size = 0;
	uint32_t character;
	while (*from) {
		from = read_character(from, &character);
		size += character_size(character);
	}
	xsmcSetArrayBuffer(xsResult, NULL, (xsIntegerValue)size);
	uint8_t *to = xsmcToArrayBuffer(xsResult);
	from = (const uint8_t *)xsmcToString(xsArg(0)); /* memory may have moved */
	while (*from) {
		from = read_character(from, &character);
		to = write_character(to, character);
	}
}

/* encodeInto(text: string, bytes: Uint8Array, counts: { read: number, written: number }): void */
void xs_text_encode_into(xsMachine *the) {
	const uint8_t *from = (const uint8_t *)xsmcToString(xsArg(0));
	void *buffer;
	xsUnsignedValue size;
	xsmcGetBufferWritable(xsArg(1), &buffer, &size);
	uint8_t *to = buffer, *end = to + size;
	xsIntegerValue read = 0;
	while (*from) {
		uint32_t character;
		const uint8_t *next = read_character(from, &character);
		if (character_size(character) > (size_t)(end - to))
			break;
		to = write_character(to, character);
		read += next - from == 6 ? 2 : 1; /* a pair of surrogates counts twice */
		from = next;
	}
	xsmcVars(1);
	xsmcSetInteger(xsVar(0), read);
	xsmcSet(xsArg(2), xsID("read"), xsVar(0));
	xsmcSetInteger(xsVar(0), (xsIntegerValue)(to - (uint8_t *)buffer));
	xsmcSet(xsArg(2), xsID("written"), xsVar(0));
}

/* Where a decoder stands between two bytes, as the Encoding standard has it. */
typedef struct decoder_state {
	uint32_t character;
	uint8_t needed, seen, lower, upper;
} decoder_state;

static const decoder_state initial = {0, 0, 0, 0x80, 0xBF};

/* What one byte completes: a character, the replacement of a wrong sequence, or nothing yet. */
typedef enum step_result { nothing, complete, wrong, wrong_again } step_result;

static step_result start_sequence(decoder_state *decoder, uint8_t byte) {
	if (byte < 0x80) {
		decoder->character = byte;
		return complete;
	}
	if (byte < 0xC2 || byte > 0xF4)
		return wrong;
	decoder->needed = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3;
	decoder->character = byte & (0x3Fu >> decoder->needed);
	if (byte == 0xE0)
		decoder->lower = 0xA0;
	if (byte == 0xED)
		decoder->upper = 0x9F;
	if (byte == 0xF0)
		decoder->lower = 0x90;
	if (byte == 0xF4)
		decoder->upper = 0x8F;
	return nothing;
}

/* `wrong_again`: the sequence before is wrong, and the byte starts another. */
static step_result take_byte(decoder_state *decoder, uint8_t byte) {
	if (!decoder->needed)
		return start_sequence(decoder, byte);
	if (byte < decoder->lower || byte > decoder->upper) {
		*decoder = initial;
		return wrong_again;
	}
	decoder->lower = 0x80;
	decoder->upper = 0xBF;
	decoder->character = decoder->character << 6 | (byte & 0x3F);
	if (++decoder->seen < decoder->needed)
		return nothing;
	decoder->needed = decoder->seen = 0;
	return complete;
}

/* Collects characters in the engine's form; with to == NULL only counts its bytes. */
typedef struct text_writer {
	uint8_t *to;
	size_t size;
	bool wrong;
} text_writer;

static void put(text_writer *writer, uint32_t character) {
	static const uint8_t zero[] = {0xC0, 0x80};
	size_t size = character ? character_size(character) : sizeof zero;
	if (writer->to) {
		if (character)
			write_character(writer->to + writer->size, character);
		else
			memcpy(writer->to + writer->size, zero, sizeof zero);
	}
	writer->size += size;
}

static void decode(decoder_state *decoder, text_writer *writer, const uint8_t *bytes, size_t length, bool last) {
	for (size_t i = 0; i < length; i++) {
		step_result step = take_byte(decoder, bytes[i]);
		if (step >= wrong) {
			writer->wrong = true;
			put(writer, replacement);
		}
		if (step == wrong_again) {
			i--;
			continue;
		}
		if (step == complete)
			put(writer, decoder->character);
	}
	if (last && decoder->needed) {
		writer->wrong = true;
		put(writer, replacement);
		*decoder = initial;
	}
}

/*
 * decode(state: ArrayBuffer, bytes: Uint8Array, last: boolean, fatal: boolean): string | undefined
 * `state` has 8 bytes, zeros at first; undefined is the answer to a wrong sequence if fatal.
 */
void xs_text_decode(xsMachine *the) {
	void *bytes;
	xsUnsignedValue length;
	decoder_state before, after;
	bool last = xsmcToBoolean(xsArg(2));
	xsmcGetArrayBufferData(xsArg(0), 0, &before, sizeof before);
	if (before.upper == 0)
		before = initial;
	after = before;
	text_writer counted = {0}, written = {0};
	xsmcGetBufferReadable(xsArg(1), &bytes, &length);
	decode(&after, &counted, bytes, length, last);
	if (counted.wrong && xsmcToBoolean(xsArg(3)))
		after = initial;
	else {
		xsmcSetStringBuffer(xsResult, NULL, (xsIntegerValue)counted.size);
		written.to = (uint8_t *)xsmcToString(xsResult);
		xsmcGetBufferReadable(xsArg(1), &bytes, &length); /* memory may have moved */
		after = before;
		decode(&after, &written, bytes, length, last);
	}
	xsmcSetArrayBufferData(xsArg(0), 0, &after, sizeof after);
}
