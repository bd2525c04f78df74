/*
 * One TLS session over one TCP connection, with mbedTLS. Knows nothing of sockets, time-outs or threads.
 * Network context only.
 */
#ifndef SS_TLS_H
#define SS_TLS_H

#include "error.h"
#include "socket.h"
#include "tcp.h"
#include "trust.h"

typedef struct ss_tls ss_tls;

/** A client's certificate chain and its key (tls_options.h). */
typedef struct ss_credentials ss_credentials;

/** A key that both ends know. */
typedef struct ss_psk {
	size_t key_length, identity_length;
	uint8_t bytes[]; /**< The key, then the identity. */
} ss_psk;

/** What a session is to be. Owned by the socket, and unchanged as long as the session lives. */
typedef struct ss_tls_options {
	ss_trust *trust;             /**< Trust anchors; NULL: the default store. */
	char *server_name;           /**< SNI and the name to verify; NULL: none. */
	const char **alpn;           /**< NULL-terminated; NULL: none. */
	ss_credentials *credentials; /**< NULL: none. */
	ss_psk *psk;                 /**< NULL: none. */
	int *suites;                 /**< Ends with 0; NULL: the default. */
	uint8_t (*pins)[32];
	size_t pin_count;
	uint16_t min_version, max_version; /**< 0: the default. */
	uint16_t max_fragment;             /**< Bytes; 0: none. */
	uint32_t memory_budget;            /**< Bytes of a socket and its session; 0: not bounded. */
	bool no_resumption, allow_unset_clock;
	const void *owner;  /**< The socket, for the trace. */
	ss_key_log key_log; /**< NULL: none. */
	void *key_log_context;
} ss_tls_options;

/** Tells the secrets of all sessions, whatever their options say; NULL: no longer. For a host that was told to. Network context. */
void ss_tls_log_all_keys(ss_key_log key_log, void *context);

/** @return whether a server could be verified with these options; the default trust anchors need a name to. */
bool ss_tls_can_verify(const ss_tls_options *options);

/** Frees what the options own. */
void ss_tls_options_free(ss_tls_options *options);

/** A handshake that could go on at once. */
enum { SS_TLS_MORE = 1 };

/** Bytes: a non-negative result of read and write is a count; these are the others. SS_TLS_BROKE: TCP did, ss_tcp_failure(). */
enum { SS_TLS_AGAIN = -1, SS_TLS_CLOSED = -2, SS_TLS_ERROR = -3, SS_TLS_BROKE = -4 };

/**
 * @param remote whom the session is with; sessions are resumed with the same.
 * @return a session that has not begun, or NULL with `error` filled in (SOCKETS_TLS_INIT_ERROR, SOCKETS_ENOMEM).
 */
ss_tls *ss_tls_new(const ss_tls_options *options, const ss_address *remote, ss_tcp *tcp, ss_error *error);

/**
 * Does one step of the handshake. @return 0 when it is complete, SS_TLS_MORE, SS_TLS_AGAIN, or SS_TLS_ERROR with `error`
 * filled in.
 */
int ss_tls_handshake(ss_tls *tls, ss_error *error);

/**
 * Encrypts one record's worth of data. @return bytes taken, which may still wait in the session's record buffer
 * (ss_tls_flush()), SS_TLS_AGAIN, SS_TLS_BROKE, or SS_TLS_ERROR with `error` filled in.
 */
int ss_tls_write(ss_tls *tls, const void *data, size_t length, ss_error *error);

/** Gives the record that waits to TCP. @return 0 when none waits, else as ss_tls_write(). */
int ss_tls_flush(ss_tls *tls, ss_error *error);

/**
 * Decrypts. @return bytes, SS_TLS_AGAIN, SS_TLS_CLOSED after close_notify, SS_TLS_BROKE when all that came before is read, or
 * SS_TLS_ERROR with `error` filled in.
 */
int ss_tls_read(ss_tls *tls, void *buffer, size_t length, ss_error *error);

/**
 * Takes in what has arrived, up to the first record of data, which then waits decrypted: tickets, alerts.
 * @return 1 when there is data, else as ss_tls_read().
 */
int ss_tls_look(ss_tls *tls, ss_error *error);

/** @return decrypted bytes that can be read at once. */
size_t ss_tls_available(const ss_tls *tls);

/** @return whether an alert, or what is no TLS, has ended the session in both directions (RFC 8446, 6.2). */
bool ss_tls_is_broken(const ss_tls *tls);

/** For an operation after what has ended a session. @param code its result @param error keeps the reason, if it is about that */
void ss_tls_explain_broken(int32_t code, ss_phase phase, ss_error *error);

/** Sends close_notify (RFC 8446, 6.1). @return 0 when it was given to TCP, SS_TLS_AGAIN, SS_TLS_ERROR. */
int ss_tls_close_notify(ss_tls *tls);

/** Fills in what was negotiated and whom the certificate names. */
void ss_tls_describe(const ss_tls *tls, ss_info *info);

/** Frees the session and wipes its secrets; NULL is allowed. */
void ss_tls_free(ss_tls *tls);

#endif
