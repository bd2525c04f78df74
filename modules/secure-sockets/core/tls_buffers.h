/*
 * The buffers in which mbedTLS keeps a record, held only as large as the record is, and as long. Network context only.
 */
#ifndef SS_TLS_BUFFERS_H
#define SS_TLS_BUFFERS_H

#include "mbedtls/ssl.h"
#include "tcp.h"

/** Holds what there is between records: the sequence number, an alert to send. More than 13 + 8 + 16 + 16 bytes. */
#define SS_TLS_SMALL 64

/** Buffers that are no larger than this, in bytes, may stay at rest: a host that has memory saves time (mbedtls_config.h). */
#ifndef SS_TLS_KEPT
#define SS_TLS_KEPT SS_TLS_SMALL
#endif

/** The length of a record's header in bytes (RFC 8446, 5.1). */
#define SS_TLS_HEADER 5

/** All zero at first; stays where it is as long as the session lives. */
typedef struct ss_tls_buffers {
	uint8_t in[SS_TLS_SMALL], out[SS_TLS_SMALL];
} ss_tls_buffers;

/** mbedtls_ssl_setup() without the memory for the largest record there can be. @return 0 or mbedTLS's code. */
int ss_tls_buffers_setup(ss_tls_buffers *buffers, mbedtls_ssl_context *ssl, const mbedtls_ssl_config *config);

/**
 * Makes room for the record whose header comes next, and may move the buffer: to be called when mbedTLS asks for the first
 * bytes of a record, which are then to be written to `in_hdr` of `ssl`. @return 0 or MBEDTLS_ERR_SSL_ALLOC_FAILED.
 */
int ss_tls_buffers_receive(ss_tls_buffers *buffers, mbedtls_ssl_context *ssl, const ss_tcp *tcp);

/** Makes room for a record of so many bytes of data. None may wait. @return 0 or MBEDTLS_ERR_SSL_ALLOC_FAILED. */
int ss_tls_buffers_send(ss_tls_buffers *buffers, mbedtls_ssl_context *ssl, size_t length);

/** Gives back what no record is in. */
void ss_tls_buffers_rest(ss_tls_buffers *buffers, mbedtls_ssl_context *ssl);

/** mbedtls_ssl_free(). */
void ss_tls_buffers_free(ss_tls_buffers *buffers, mbedtls_ssl_context *ssl);

/** Asked for each allocation of mbedTLS: @return how much to allocate instead of `size`, all of which is not needed. */
size_t ss_tls_buffers_size(size_t size);

#endif
