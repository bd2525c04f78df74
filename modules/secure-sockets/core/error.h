/*
 * What failed, in numbers for programs and words for people.
 */
#ifndef SS_ERROR_H
#define SS_ERROR_H

#include <stddef.h>
#include <stdint.h>

/** Where a connection was when it failed or timed out. */
typedef enum ss_phase {
	SS_PHASE_NONE,
	SS_PHASE_OPTION,
	SS_PHASE_BIND,
	SS_PHASE_TCP_CONNECT,
	SS_PHASE_TLS_HANDSHAKE,
	SS_PHASE_SEND,
	SS_PHASE_RECV,
	SS_PHASE_SHUTDOWN
} ss_phase;

typedef struct ss_error {
	int32_t code; /**< A negative code of constants.h; 0: no failure yet. */
	ss_phase phase;
	int32_t library_code;   /**< mbedTLS's or lwIP's own code, 0 if none. */
	int16_t alert_sent;     /**< TLS alert that we sent (RFC 8446, 6), or -1. */
	int16_t alert_received; /**< TLS alert of the peer, or -1. */
	uint32_t verify_flags;  /**< mbedTLS's MBEDTLS_X509_BADCERT_* and BADCRL_*. */
	char text[192];         /**< One line, in English. */
} ss_error;

/** @return the name of a code, "SOCKETS_ENOTCONN"; "SOCKETS_UNKNOWN" for others. Static. */
const char *ss_error_name(int32_t code);

/** @return what a code means, in a few words. Static. (SOCKETS_strerror) */
const char *ss_error_meaning(int32_t code);

/** @return the name of a phase, "tls handshake". Static. */
const char *ss_phase_name(ss_phase phase);

/** @return the RFC's name of a TLS alert, "bad_certificate"; "unknown" for others. Static. */
const char *ss_alert_name(int16_t alert);

#endif
