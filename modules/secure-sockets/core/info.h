/*
 * What can be known of a connection.
 */
#ifndef SS_INFO_H
#define SS_INFO_H

#include "address.h"
#include <stddef.h>

/** What became of a connection; all counts since the last Connect. */
typedef struct ss_info {
	ss_address local, remote;
	uint64_t sent, received;         /**< Application bytes taken by Send, given by Recv. */
	uint32_t tcp_milliseconds;       /**< From the start of Connect until TCP was established. */
	uint32_t handshake_milliseconds; /**< From then until the TLS handshake was complete; 0 without TLS. */
	bool connected;
	bool tls;
	bool resumed;                      /**< TLS went on with an earlier session. */
	char version[8];                   /**< "TLSv1.2", "TLSv1.3", or empty. */
	char suite[52];                    /**< The IANA name, or empty. */
	char group[16];                    /**< Of the key exchange: "secp256r1", "x25519", "secp384r1", or empty. */
	char alpn[32];                     /**< The protocol chosen, or empty. */
	char subject[160], issuer[160];    /**< Distinguished names of the server's certificate, cut to fit. */
	char names[256];                   /**< Its subject alternative names, comma separated, cut to fit. */
	char anchor[160];                  /**< Distinguished name of the trust anchor that vouches for it. */
	char valid_from[24], valid_to[24]; /**< ISO 8601, UTC. */
	uint8_t sha256[32];                /**< Of the server's certificate; zeros without TLS. */
	size_t heap, heap_peak;            /**< Bytes that the socket and its TLS hold now, and held at most. */
} ss_info;

#endif
