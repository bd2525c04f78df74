/*
 * The reference's constants (iot_secure_sockets.h V1.3.1), with literal types. core/constants.h says the same to C;
 * tests/unit/constants.test.mjs holds the two together.
 */

/** No error. */
export const SOCKETS_ERROR_NONE = 0;
/** The network failed: reset, unreachable, refused, timed out. */
export const SOCKETS_SOCKET_ERROR = -1;
/** The socket is non-blocking, and nothing can be done now. */
export const SOCKETS_EWOULDBLOCK = -11;
/** Out of memory. */
export const SOCKETS_ENOMEM = -12;
/** A bad argument, or a socket that was closed. */
export const SOCKETS_EINVAL = -22;
/** No such option. */
export const SOCKETS_ENOPROTOOPT = -109;
/** The socket is not connected. */
export const SOCKETS_ENOTCONN = -126;
/** The socket is already connected, and it is too late for what was asked. */
export const SOCKETS_EISCONN = -127;
/** The peer, or the application, closed the connection. */
export const SOCKETS_ECLOSED = -128;
/** TLS could not be set up: certificate, key, trust anchors. */
export const SOCKETS_TLS_INIT_ERROR = -1001;
/** The TLS handshake failed. */
export const SOCKETS_TLS_HANDSHAKE_ERROR = -1002;
/** The server's certificate is not to be trusted: its chain, its name or its dates. */
export const SOCKETS_TLS_SERVER_UNVERIFIED = -1003;
/** TLS failed while receiving; truncation, too. */
export const SOCKETS_TLS_RECV_ERROR = -1004;
/** TLS failed while sending. */
export const SOCKETS_TLS_SEND_ERROR = -1005;
/** The network peripheral was reset. */
export const SOCKETS_PERIPHERAL_RESET = -1006;

/** What SecureSocket.Socket() returns for a socket that cannot be. */
export const SOCKETS_INVALID_SOCKET = null;

/** Address family IPv4. */
export const SOCKETS_AF_INET = 2;
/** Protocol family IPv4. */
export const SOCKETS_PF_INET = 2;
/** Address family IPv6. */
export const SOCKETS_AF_INET6 = 10;

/** A reliable stream of bytes. */
export const SOCKETS_SOCK_STREAM = 1;
/** Datagrams; no socket of this kind can be made. */
export const SOCKETS_SOCK_DGRAM = 2;

/** TCP. */
export const SOCKETS_IPPROTO_TCP = 6;
/** UDP; no socket of this kind can be made. */
export const SOCKETS_IPPROTO_UDP = 17;

/** Receive time-out in milliseconds; 0 waits for ever. */
export const SOCKETS_SO_RCVTIMEO = 0;
/** Send time-out in milliseconds; 0 waits for ever. */
export const SOCKETS_SO_SNDTIMEO = 1;
/** Bytes of the send buffer. */
export const SOCKETS_SO_SNDBUF = 4;
/** Bytes of the receive buffer. */
export const SOCKETS_SO_RCVBUF = 5;
/** The server's name: sent as SNI, and the name that its certificate must have. */
export const SOCKETS_SO_SERVER_NAME_INDICATION = 6;
/** The trust anchors, in PEM (one or several) or DER (one). */
export const SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE = 7;
/** Use TLS. */
export const SOCKETS_SO_REQUIRE_TLS = 8;
/** Do not wait in Send and Recv; on a connected socket only. */
export const SOCKETS_SO_NONBLOCK = 9;
/** The application protocols to offer (RFC 7301), the preferred one first. */
export const SOCKETS_SO_ALPN_PROTOCOLS = 10;
/** A function to call when data, the end of the stream or an error arrives. */
export const SOCKETS_SO_WAKEUP_CALLBACK = 17;
/** TCP keep-alive probes on or off. */
export const SOCKETS_SO_TCPKEEPALIVE = 18;
/** Seconds between keep-alive probes. */
export const SOCKETS_SO_TCPKEEPALIVE_INTERVAL = 19;
/** Unanswered keep-alive probes that end the connection. */
export const SOCKETS_SO_TCPKEEPALIVE_COUNT = 20;
/** Seconds of silence before the first keep-alive probe. */
export const SOCKETS_SO_TCPKEEPALIVE_IDLE_TIME = 21;

/** Shut down: no more receiving. */
export const SOCKETS_SHUT_RD = 0;
/** Shut down: no more sending. */
export const SOCKETS_SHUT_WR = 1;
/** Shut down: both. */
export const SOCKETS_SHUT_RDWR = 2;

/** Success of SecureSocket.Init(). */
export const pdPASS = 1;
/** Failure of SecureSocket.Init(). */
export const pdFAIL = 0;

/** Longest name that can be resolved, in characters. */
export const securesocketsMAX_DNS_NAME_LENGTH = 253;
/** The usual port of TLS servers. */
export const securesocketsDEFAULT_TLS_DESTINATION_PORT = 443;
/** ALPN name of MQTT on AWS IoT Core's port 443. */
export const socketsAWS_IOT_ALPN_MQTT = "x-amzn-mqtt-ca";
