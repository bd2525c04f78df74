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

/* Extensions: not in the reference. */

/** Our certificate chain for servers that ask for one, our own certificate first: PEM (a chain) or DER (one). */
export const SOCKETS_SO_CLIENT_CERTIFICATE = 1000;
/** The private key of our certificate, RSA or ECDSA: PEM or DER, not encrypted. */
export const SOCKETS_SO_CLIENT_KEY = 1001;
/** Or the PSA id of that key, 1 to 4294967295, which then never leaves its secure element. */
export const SOCKETS_SO_CLIENT_KEY_ID = 1002;
/** A key that both ends know, and its name, instead of certificates. */
export const SOCKETS_SO_PRE_SHARED_KEY = 1003;
/** The lowest version of TLS to be spoken: SOCKETS_TLS_VERSION_1_2, the default, or SOCKETS_TLS_VERSION_1_3. */
export const SOCKETS_SO_TLS_MIN_VERSION = 1004;
/** The highest version of TLS to be spoken; SOCKETS_TLS_VERSION_1_3 at first. */
export const SOCKETS_SO_TLS_MAX_VERSION = 1005;
/** The cipher suites to be offered, 1 to 32 IANA names, the preferred one first. */
export const SOCKETS_SO_CIPHER_SUITES = 1006;
/** The largest record to be asked for: 512, 1024, 2048 or 4096 bytes; 0, the default: not asked for (RFC 6066, 4). */
export const SOCKETS_SO_MAX_FRAGMENT_LENGTH = 1007;
/**
 * SHA-256 hashes of the public keys (SubjectPublicKeyInfo) that are good, 1 to 32: at least one must be of the server's
 * chain, besides all other checks. Without trust anchors and name of the socket's own, it must be the server's own key, and
 * that alone decides.
 */
export const SOCKETS_SO_PINNED_KEYS = 1008;
/** Whether TLS sessions are kept, and resumed by later connections to the same name and port; on at first. */
export const SOCKETS_SO_SESSION_RESUMPTION = 1009;
/** Milliseconds for a whole Connect, the handshake included; 0, the default: the smaller of the other two time-outs. */
export const SOCKETS_SO_CONNECT_TIMEOUT = 1010;
/** A function told the session's secrets, in lines of the NSS key log format: who has them can read the connection. */
export const SOCKETS_SO_KEY_LOG = 1011;
/** Accept certificates of any date while the clock is not set, which else ends in -1003; off at first. */
export const SOCKETS_SO_ALLOW_UNSET_CLOCK = 1012;
/** To be read by GetSockOpt(): a failure of the connection that no result has told yet. */
export const SOCKETS_SO_ERROR = 1013;
export const SOCKETS_SO_MEMORY_BUDGET = 1014;

/** TLS 1.2 for SOCKETS_SO_TLS_MIN_VERSION and SOCKETS_SO_TLS_MAX_VERSION. */
export const SOCKETS_TLS_VERSION_1_2 = 0x0303;
/** TLS 1.3 for the same. */
export const SOCKETS_TLS_VERSION_1_3 = 0x0304;

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
