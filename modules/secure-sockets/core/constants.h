/*
 * The reference's numbers: results, domains, types, protocols, options (iot_secure_sockets.h V1.3.1).
 * modules/secure-sockets/constants.ts says the same to TypeScript; a test holds the two together.
 */
#ifndef SS_CONSTANTS_H
#define SS_CONSTANTS_H

#define SOCKETS_ERROR_NONE (0)
#define SOCKETS_SOCKET_ERROR (-1)             /**< The network failed: reset, unreachable, timed out. */
#define SOCKETS_EWOULDBLOCK (-11)             /**< Non-blocking, and nothing can be done now. */
#define SOCKETS_ENOMEM (-12)                  /**< Out of memory. */
#define SOCKETS_EINVAL (-22)                  /**< A bad argument, or a socket that was closed. */
#define SOCKETS_ENOPROTOOPT (-109)            /**< No such option. */
#define SOCKETS_ENOTCONN (-126)               /**< The socket is not connected. */
#define SOCKETS_EISCONN (-127)                /**< The socket is already connected. */
#define SOCKETS_ECLOSED (-128)                /**< The peer, or the application, closed the connection. */
#define SOCKETS_TLS_INIT_ERROR (-1001)        /**< TLS could not be set up: certificate, key, trust anchors. */
#define SOCKETS_TLS_HANDSHAKE_ERROR (-1002)   /**< The handshake failed. */
#define SOCKETS_TLS_SERVER_UNVERIFIED (-1003) /**< The server's certificate is not to be trusted. */
#define SOCKETS_TLS_RECV_ERROR (-1004)        /**< TLS failed while receiving; truncation, too. */
#define SOCKETS_TLS_SEND_ERROR (-1005)        /**< TLS failed while sending. */
#define SOCKETS_PERIPHERAL_RESET (-1006)      /**< The network peripheral was reset. */

#define SOCKETS_AF_INET (2)
#define SOCKETS_PF_INET SOCKETS_AF_INET
#define SOCKETS_AF_INET6 (10)

#define SOCKETS_SOCK_STREAM (1)
#define SOCKETS_SOCK_DGRAM (2)

#define SOCKETS_IPPROTO_TCP (6)
#define SOCKETS_IPPROTO_UDP (17)

#define SOCKETS_SO_RCVTIMEO (0)
#define SOCKETS_SO_SNDTIMEO (1)
#define SOCKETS_SO_SNDBUF (4)
#define SOCKETS_SO_RCVBUF (5)
#define SOCKETS_SO_SERVER_NAME_INDICATION (6)
#define SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE (7)
#define SOCKETS_SO_REQUIRE_TLS (8)
#define SOCKETS_SO_NONBLOCK (9)
#define SOCKETS_SO_ALPN_PROTOCOLS (10)
#define SOCKETS_SO_WAKEUP_CALLBACK (17)
#define SOCKETS_SO_TCPKEEPALIVE (18)
#define SOCKETS_SO_TCPKEEPALIVE_INTERVAL (19)
#define SOCKETS_SO_TCPKEEPALIVE_COUNT (20)
#define SOCKETS_SO_TCPKEEPALIVE_IDLE_TIME (21)

/* extensions: not in the reference */
#define SOCKETS_SO_CLIENT_CERTIFICATE (1000)  /**< Our certificate chain: PEM or DER. */
#define SOCKETS_SO_CLIENT_KEY (1001)          /**< Its private key: PEM or DER, not encrypted. */
#define SOCKETS_SO_CLIENT_KEY_ID (1002)       /**< Or the PSA id of its private key (a secure element's, say). */
#define SOCKETS_SO_PRE_SHARED_KEY (1003)      /**< A key both ends know, and its name (SocketsPreSharedKey_t). */
#define SOCKETS_SO_TLS_MIN_VERSION (1004)     /**< 0x0303: TLS 1.2, 0x0304: TLS 1.3. */
#define SOCKETS_SO_TLS_MAX_VERSION (1005)     /**< The same. */
#define SOCKETS_SO_CIPHER_SUITES (1006)       /**< IANA names, in the order of preference. */
#define SOCKETS_SO_MAX_FRAGMENT_LENGTH (1007) /**< 512, 1024, 2048, 4096 bytes; 0: not asked for (RFC 6066, 4). */
#define SOCKETS_SO_PINNED_KEYS (1008)         /**< SHA-256 of SubjectPublicKeyInfos, 32 bytes each. */
#define SOCKETS_SO_SESSION_RESUMPTION (1009)  /**< 0: never resume or keep a session; on by default. */
#define SOCKETS_SO_CONNECT_TIMEOUT (1010)     /**< Milliseconds for a whole Connect; 0: the other time-outs decide. */
#define SOCKETS_SO_KEY_LOG (1011)             /**< A callback for the session's secrets. For debugging only. */
#define SOCKETS_SO_ALLOW_UNSET_CLOCK (1012)   /**< 1: accept certificates of any date while the clock is not set. */
#define SOCKETS_SO_ERROR (1013)               /**< To be read: a failure of the connection not told yet. */
#define SOCKETS_SO_MEMORY_BUDGET (1014)       /**< Bytes that a connection may use; 0: not bounded. */

#define SOCKETS_TLS_VERSION_1_2 (0x0303)
#define SOCKETS_TLS_VERSION_1_3 (0x0304)

#define SOCKETS_SHUT_RD (0)
#define SOCKETS_SHUT_WR (1)
#define SOCKETS_SHUT_RDWR (2)

#define securesocketsMAX_DNS_NAME_LENGTH (253)
#define securesocketsDEFAULT_TLS_DESTINATION_PORT (443)
#define socketsAWS_IOT_ALPN_MQTT "x-amzn-mqtt-ca"

#endif
