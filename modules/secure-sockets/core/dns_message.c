/*
 * DNS messages: writing a question, reading its answer.
 *
 * Names in a message are compared where they stand, by their offsets; nothing is copied but addresses. A pointer of a
 * compressed name must lead backwards, and a name has at most 255 bytes: each walk along a name ends.
 */
#include "dns_message.h"
#include "constants.h"
#include <string.h>

#define HEADER 12
#define QUESTION HEADER /* where the question's name stands */
#define NAME_MOST 255
#define CLASS_IN 1

/* Pointers in a row, without a label between them: one is enough for anybody. */
#define POINTERS_MOST 4

/* Aliases in a row: more is a loop, or somebody's joke. */
#define ALIASES_MOST 8

enum { RCODE_NONE = 0, RCODE_NO_SUCH_NAME = 3 };

typedef struct message {
	const uint8_t *bytes;
	size_t length;
} message;

typedef struct record {
	size_t name, data, next; /* offsets */
	uint16_t type, class, length;
	uint32_t ttl;
} record;

static bool is_digit(char c) {
	return c >= '0' && c <= '9';
}

static bool is_letter(uint8_t c) {
	return (uint8_t)((c | 0x20) - 'a') < 26;
}

bool ss_dns_name_is_valid(const char *name) {
	size_t length = strlen(name), label = 0;
	bool number = true;
	if (length && name[length - 1] == '.')
		length--;
	if (length == 0 || length > securesocketsMAX_DNS_NAME_LENGTH)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (name[i] == '.') {
			if (label == 0)
				return false;
			label = 0;
			number = true;
			continue;
		}
		if (!is_letter((uint8_t)name[i]) && !is_digit(name[i]) && name[i] != '-' && name[i] != '_')
			return false;
		number = number && is_digit(name[i]);
		if (++label > 63)
			return false;
	}
	return label > 0 && !number;
}

static uint8_t *write_16(uint8_t *to, uint16_t value) {
	to[0] = (uint8_t)(value >> 8);
	to[1] = (uint8_t)value;
	return to + 2;
}

size_t ss_dns_write_query(
	uint8_t query[SS_DNS_QUERY_MOST], uint16_t id, const char *name, uint16_t type, uint64_t letters) {
	uint8_t *to = query;
	to = write_16(to, id);
	to = write_16(to, 0x0100); /* recursion desired */
	to = write_16(to, 1);
	memset(to, 0, 6);
	to += 6;
	while (*name) {
		uint8_t *length = to++;
		for (; *name && *name != '.'; name++) {
			uint8_t c = (uint8_t)*name;
			if (is_letter(c)) {
				c = letters & 1 ? c & (uint8_t)~0x20 : c | 0x20;
				letters = letters >> 1 | letters << 63;
			}
			*to++ = c;
		}
		*length = (uint8_t)(to - length - 1);
		if (*name)
			name++;
	}
	*to++ = 0;
	to = write_16(to, type);
	to = write_16(to, CLASS_IN);
	return (size_t)(to - query);
}

static uint16_t read_16(const message *in, size_t at) {
	return (uint16_t)(in->bytes[at] << 8 | in->bytes[at + 1]);
}

static uint32_t read_32(const message *in, size_t at) {
	return (uint32_t)read_16(in, at) << 16 | read_16(in, at + 2);
}

/* Follows pointers to the next label, which stands in the message as a whole. */
static bool find_label(const message *in, size_t *at) {
	for (int pointers = 0; *at + 1 < in->length && in->bytes[*at] >= 0xC0; pointers++) {
		size_t target = read_16(in, *at) & 0x3FFF;
		if (target >= *at || target < HEADER || pointers == POINTERS_MOST)
			return false;
		*at = target;
	}
	return *at < in->length && in->bytes[*at] <= 63 && *at + in->bytes[*at] < in->length;
}

/* @return the offset behind a name, or 0 if it is broken anywhere. */
static size_t skip_name(const message *in, size_t at) {
	size_t behind = 0;
	for (size_t total = 0; total < NAME_MOST;) {
		size_t label = at;
		if (!find_label(in, &label))
			return 0;
		if (label != at && !behind)
			behind = at + 2;
		size_t length = in->bytes[label];
		at = label + length + 1;
		if (length == 0)
			return behind ? behind : at;
		total += length + 1;
	}
	return 0;
}

static bool same_letters(const uint8_t *a, const uint8_t *b, size_t length) {
	for (size_t i = 0; i < length; i++) {
		if (a[i] != b[i] && !(is_letter(a[i]) && (a[i] ^ b[i]) == 0x20))
			return false;
	}
	return true;
}

static bool same_name(const message *in, size_t a, size_t b) {
	for (size_t total = 0; total <= NAME_MOST;) {
		if (!find_label(in, &a) || !find_label(in, &b))
			return false;
		if (a == b)
			return true;
		size_t length = in->bytes[a];
		if (in->bytes[b] != length || !same_letters(in->bytes + a + 1, in->bytes + b + 1, length))
			return false;
		if (length == 0)
			return true;
		a += length + 1;
		b += length + 1;
		total += length + 1;
	}
	return false;
}

/* Reads the record at an offset. @return false if it is broken or cut off. */
static bool read_record(const message *in, size_t at, record *it) {
	it->name = at;
	at = skip_name(in, at);
	if (at == 0 || in->length - at < 10)
		return false;
	it->type = read_16(in, at);
	it->class = read_16(in, at + 2);
	it->ttl = read_32(in, at + 4);
	if (it->ttl > INT32_MAX) /* RFC 2181, 8 */
		it->ttl = 0;
	it->length = read_16(in, at + 8);
	it->data = at + 10;
	it->next = it->data + it->length;
	return it->next <= in->length;
}

/* Adds an address in its place; an unspecified one is no answer: what filters say instead of "no". */
static void add_address(ss_dns_answer *answer, const uint8_t *address, size_t length) {
	static const uint8_t zeros[16];
	size_t place = 0;
	if (!memcmp(address, zeros, length))
		return;
	while (place < answer->count && memcmp(answer->addresses[place], address, length) < 0)
		place++;
	if (answer->count == SS_DNS_ADDRESSES ||
		(place < answer->count && !memcmp(answer->addresses[place], address, length)))
		return;
	memmove(answer->addresses[place + 1], answer->addresses[place], 16 * (answer->count - place));
	memset(answer->addresses[place], 0, 16);
	memcpy(answer->addresses[place], address, length);
	answer->count++;
}

typedef struct search {
	const message *in;
	size_t first, count; /* of the answers: where they begin, how many there are said to be */
	uint16_t type;
	bool cut;     /* the message may end within them */
	size_t name;  /* whose addresses are sought */
	size_t alias; /* what it stands for, if it is one; else 0 */
	uint32_t ttl; /* of the aliases so far */
	ss_dns_answer answer;
} search;

static bool take_record(search *it, const record *found) {
	size_t length = it->type == SS_DNS_A ? 4 : 16;
	if (found->class != CLASS_IN || (found->type != it->type && found->type != SS_DNS_CNAME) ||
		!same_name(it->in, found->name, it->name))
		return true;
	if (found->ttl < it->ttl)
		it->ttl = found->ttl;
	if (found->type == SS_DNS_CNAME) {
		it->alias = found->data;
		return skip_name(it->in, found->data) == found->next;
	}
	if (found->length != length)
		return false;
	add_address(&it->answer, it->in->bytes + found->data, length);
	return true;
}

/* Goes through all answers once. @return false if they are broken. */
static bool scan(search *it) {
	size_t at = it->first;
	it->alias = 0;
	for (size_t i = 0; i < it->count; i++) {
		record found;
		if (!read_record(it->in, at, &found))
			return it->cut;
		if (!take_record(it, &found))
			return false;
		at = found.next;
	}
	return true;
}

static ss_dns_result find_addresses(search *it) {
	for (int aliases = 0; aliases <= ALIASES_MOST; aliases++) {
		if (!scan(it))
			return SS_DNS_FOREIGN;
		if (it->answer.count)
			return SS_DNS_FOUND;
		if (!it->alias)
			return SS_DNS_NONE;
		it->name = it->alias;
	}
	return SS_DNS_FAILED;
}

ss_dns_result ss_dns_read_answer(const uint8_t *query, size_t query_length, bool any_case, const uint8_t *bytes,
	size_t length, ss_dns_answer *answer) {
	message in = {bytes, length};
	if (length < query_length || query_length < HEADER + 5 || bytes[0] != query[0] || bytes[1] != query[1])
		return SS_DNS_FOREIGN;
	/* an answer, a plain query's, with one question: ours */
	if ((bytes[2] & 0xF8) != 0x80 || read_16(&in, 4) != 1)
		return SS_DNS_FOREIGN;
	size_t name_length = query_length - QUESTION - 4;
	if (memcmp(bytes + query_length - 4, query + query_length - 4, 4) ||
		!same_letters(bytes + QUESTION, query + QUESTION, name_length))
		return SS_DNS_FOREIGN;
	if (!any_case && memcmp(bytes + QUESTION, query + QUESTION, name_length))
		return SS_DNS_OTHER_CASE;

	bool authoritative = bytes[2] & 0x04, cut = bytes[2] & 0x02, recursive = bytes[3] & 0x80;
	int code = bytes[3] & 0x0F;
	if (code == RCODE_NO_SUCH_NAME)
		return SS_DNS_NONE;
	if (code != RCODE_NONE)
		return SS_DNS_FAILED;
	search it = {.in = &in, .first = query_length, .count = read_16(&in, 6), .cut = cut, .name = QUESTION};
	it.type = read_16(&in, query_length - 4);
	it.ttl = INT32_MAX;
	ss_dns_result result = find_addresses(&it);
	if (result == SS_DNS_FOUND) {
		*answer = it.answer;
		answer->ttl = cut ? 0 : it.ttl;
	} else if (result == SS_DNS_NONE && cut) {
		return SS_DNS_TRUNCATED;
	} else if (result == SS_DNS_NONE && it.count == 0 && !recursive && !authoritative) {
		return SS_DNS_FAILED; /* it only says whom else to ask */
	}
	return result;
}
