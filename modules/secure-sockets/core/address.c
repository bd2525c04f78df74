/*
 * Addresses as text, both families.
 */
#include "address.h"
#include "constants.h"
#include <stdio.h>
#include <string.h>

#define NO_GAP SIZE_MAX

static bool parse_ipv4(const char *text, uint8_t *bytes) {
	for (int i = 0; i < 4; i++) {
		unsigned value = 0;
		const char *start = text;
		while (*text >= '0' && *text <= '9' && text - start < 3)
			value = value * 10 + (unsigned)(*text++ - '0');
		if (text == start || value > 255 || (*start == '0' && text - start > 1))
			return false;
		if (*text++ != (i < 3 ? '.' : 0))
			return false;
		bytes[i] = (uint8_t)value;
	}
	return true;
}

static int hexadecimal(char digit) {
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	digit |= 0x20;
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

static bool parse_ipv6(const char *text, uint8_t *bytes) {
	size_t length = 0, gap = NO_GAP;
	if (*text == ':' && *++text != ':')
		return false;
	for (;;) {
		if (*text == ':') {
			if (gap != NO_GAP)
				return false;
			gap = length;
			if (!*++text)
				break;
		}
		const char *start = text;
		unsigned value = 0;
		for (int digit; (digit = hexadecimal(*text)) >= 0 && text - start < 4; text++)
			value = value << 4 | (unsigned)digit;
		if (text == start || length == 16)
			return false;
		if (*text == '.') {
			if (length > 12 || !parse_ipv4(start, bytes + length))
				return false;
			length += 4;
			break;
		}
		bytes[length++] = (uint8_t)(value >> 8);
		bytes[length++] = (uint8_t)value;
		if (!*text)
			break;
		if (*text++ != ':')
			return false;
	}
	if (gap == NO_GAP)
		return length == 16;
	if (length == 16)
		return false;
	memmove(bytes + 16 - (length - gap), bytes + gap, length - gap);
	memset(bytes + gap, 0, 16 - length);
	return true;
}

bool ss_address_parse(const char *text, ss_address *address) {
	ss_address parsed = {0};
	if (parse_ipv4(text, parsed.bytes)) {
		parsed.family = SOCKETS_AF_INET;
	} else {
		if (!parse_ipv6(text, parsed.bytes))
			return false;
		parsed.family = SOCKETS_AF_INET6;
	}
	*address = parsed;
	return true;
}

static unsigned group_of(const uint8_t *bytes, int index) {
	return (unsigned)bytes[2 * index] << 8 | bytes[2 * index + 1];
}

/* The first of the longest runs of zero groups. @return its length; a single one is not worth it. */
static int find_gap(const uint8_t *bytes, int *gap) {
	int best = 1;
	for (int i = 0, run = 0; i < 8; i++) {
		run = group_of(bytes, i) ? 0 : run + 1;
		if (run > best) {
			best = run;
			*gap = i - run + 1;
		}
	}
	return best;
}

static void print_ipv6(const uint8_t *bytes, char *text) {
	int gap = -1, length = find_gap(bytes, &gap);
	for (int i = 0; i < 8; i++) {
		if (i == gap) {
			text += sprintf(text, "::");
			i += length - 1;
		} else {
			text += sprintf(text, "%s%x", i == 0 || i == gap + length ? "" : ":", group_of(bytes, i));
		}
	}
}

void ss_address_print(const ss_address *address, char text[SS_ADDRESS_TEXT]) {
	const uint8_t *bytes = address->bytes;
	text[0] = 0;
	if (ss_address_is_mapped(address))
		snprintf(text, SS_ADDRESS_TEXT, "::ffff:%u.%u.%u.%u", bytes[12], bytes[13], bytes[14], bytes[15]);
	else if (address->family == SOCKETS_AF_INET6)
		print_ipv6(bytes, text);
	else if (address->family == SOCKETS_AF_INET)
		snprintf(text, SS_ADDRESS_TEXT, "%u.%u.%u.%u", bytes[0], bytes[1], bytes[2], bytes[3]);
}

unsigned ss_address_length(const ss_address *address) {
	return address->family == SOCKETS_AF_INET ? 4 : address->family == SOCKETS_AF_INET6 ? 16 : 0;
}

bool ss_address_is_any(const ss_address *address) {
	static const uint8_t zeros[16];
	return !memcmp(address->bytes, zeros, ss_address_length(address));
}

bool ss_address_is_mapped(const ss_address *address) {
	static const uint8_t prefix[12] = {[10] = 0xff, [11] = 0xff};
	return address->family == SOCKETS_AF_INET6 && !memcmp(address->bytes, prefix, sizeof(prefix));
}
