/*
 * DNS messages (RFC 1035): one question, and the addresses in an answer. Knows nothing of the network; reads any bytes
 * safely.
 */
#ifndef SS_DNS_MESSAGE_H
#define SS_DNS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes of the longest query: header, name, type and class. */
#define SS_DNS_QUERY_MOST (12 + 255 + 4)

/** Addresses of one name that are kept; the others are dropped. */
#define SS_DNS_ADDRESSES 8

/** Types of records. */
enum { SS_DNS_A = 1, SS_DNS_CNAME = 5, SS_DNS_AAAA = 28 };

typedef enum ss_dns_result {
	SS_DNS_FOUND,      /**< There are addresses. */
	SS_DNS_NONE,       /**< The name does not exist, or has no such addresses. */
	SS_DNS_FAILED,     /**< The server could not or would not tell. */
	SS_DNS_TRUNCATED,  /**< The answer was too long for UDP and holds no address. */
	SS_DNS_OTHER_CASE, /**< It would fit, but letters came back in another case than they were sent in. */
	SS_DNS_FOREIGN     /**< No answer to this query, or one that is broken: to be ignored. */
} ss_dns_result;

typedef struct ss_dns_answer {
	size_t count;                            /**< Of addresses, different from each other, in ascending order. */
	uint8_t addresses[SS_DNS_ADDRESSES][16]; /**< In network byte order; those of SS_DNS_A use four bytes. */
	uint32_t ttl;                            /**< Seconds for which they hold; 0 also when some were cut off. */
} ss_dns_answer;

/**
 * Checks a host name: labels of 1 to 63 letters, digits, hyphens and underscores, 253 characters in all, of which the
 * last label is not a number (RFC 1123, 2.1). A dot may follow. Names in other alphabets come as A-labels (xn--).
 */
bool ss_dns_name_is_valid(const char *name);

/**
 * Writes a query.
 * @param id any number that cannot be guessed.
 * @param name a valid one.
 * @param type SS_DNS_A or SS_DNS_AAAA.
 * @param letters random bits: which letters are sent as capitals, so that answers are harder to forge
 *   (draft-vixie-dnsext-dns0x20); 0: none.
 * @return its length.
 */
size_t ss_dns_write_query(
	uint8_t query[SS_DNS_QUERY_MOST], uint16_t id, const char *name, uint16_t type, uint64_t letters);

/**
 * Reads an answer to a query of ss_dns_write_query(). Follows aliases within the answer.
 * @param any_case whether the letters of the question may have come back in another case.
 * @param answer written only when the result is SS_DNS_FOUND.
 */
ss_dns_result ss_dns_read_answer(const uint8_t *query, size_t query_length, bool any_case, const uint8_t *message,
	size_t length, ss_dns_answer *answer);

#endif
