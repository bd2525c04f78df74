/*
 * The Secure Sockets API in C: names, types and results as in FreeRTOS Secure Sockets (iot_secure_sockets.h V1.3.1).
 *
 * The functions block, within the socket's time-outs. Any number of threads may use any number of sockets; one socket may
 * be read in one thread and written in another at the same time. SOCKETS_Close() may be called while others wait: they
 * get SOCKETS_ECLOSED. SOCKETS_Connect(), _SetSockOpt() and _Shutdown() of one socket must not meet each other.
 *
 * A handle that is not one, or no longer one, gives SOCKETS_EINVAL and does no harm.
 *
 * Results are 0, a count, or a negative code of constants.h; SOCKETS_GetError() has the details of the last failure.
 */
#ifndef SECURE_SOCKETS_H
#define SECURE_SOCKETS_H

#include "constants.h"
#include "error.h"
#include "info.h"
#include "option_values.h"
#include "secure_sockets_types.h"
#include "trust.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A socket. Not a pointer to anything. */
typedef struct xSOCKET *Socket_t;

/** What SOCKETS_Socket() returns when there is none. */
#define SOCKETS_INVALID_SOCKET ((Socket_t)(uintptr_t)~0U)

typedef uint32_t Socklen_t;

/** An IPv4 address with a port. */
typedef struct SocketsSockaddr {
	uint8_t ucLength;       /**< Ignored. */
	uint8_t ucSocketDomain; /**< Ignored: it is SOCKETS_AF_INET. */
	uint16_t usPort;        /**< In network byte order: SOCKETS_htons(). */
	uint32_t ulAddress;     /**< In network byte order: SOCKETS_inet_addr_quick(), SOCKETS_GetHostByName(). */
} SocketsSockaddr_t;

/** The value of SOCKETS_SO_WAKEUP_CALLBACK. */
typedef void (*SocketsWakeup_t)(Socket_t xSocket);

/** The value of SOCKETS_SO_KEY_LOG: told each secret as a line of the NSS key log format. Network context. */
typedef void (*SocketsKeyLog_t)(Socket_t xSocket, const char *pcLine);

/** The value of SOCKETS_SO_PRE_SHARED_KEY. */
typedef ss_pre_shared_key SocketsPreSharedKey_t;

/**
 * Brings the network up, and waits until there is an address or the host gives up. Idempotent; before anything else.
 * @return pdPASS or pdFAIL.
 */
BaseType_t SOCKETS_Init(void);

/**
 * Creates a socket.
 * @param lDomain SOCKETS_AF_INET; SOCKETS_AF_INET6 for SOCKETS_ConnectAddress().
 * @param lType SOCKETS_SOCK_STREAM.
 * @param lProtocol SOCKETS_IPPROTO_TCP. Other values of the three are reported to SOCKETS_Assert() first.
 * @return the socket, to be given back with SOCKETS_Close(), or SOCKETS_INVALID_SOCKET.
 */
Socket_t SOCKETS_Socket(int32_t lDomain, int32_t lType, int32_t lProtocol);

/**
 * Chooses the port, and with an address other than 0 the local address, that SOCKETS_Connect() starts from.
 * @param xAddressLength ignored.
 * @return 0; SOCKETS_EINVAL, also for an address that is not ours; SOCKETS_EISCONN when connected; SOCKETS_SOCKET_ERROR
 *         for a port in use, which it also is for two minutes after a connection from it that this side closed first;
 *         SOCKETS_ENOMEM.
 */
int32_t SOCKETS_Bind(Socket_t xSocket, SocketsSockaddr_t *pxAddress, Socklen_t xAddressLength);

/**
 * Connects and, if TLS was required, completes the handshake and verifies the server. Waits at most as long as the
 * smaller of the two time-outs. After a failure the socket can be connected again.
 * @param xAddressLength ignored.
 * @return 0; SOCKETS_EINVAL, SOCKETS_EISCONN, SOCKETS_ENOMEM; SOCKETS_SOCKET_ERROR when TCP failed;
 *         SOCKETS_TLS_INIT_ERROR, SOCKETS_TLS_HANDSHAKE_ERROR, SOCKETS_TLS_SERVER_UNVERIFIED; SOCKETS_ECLOSED when the
 *         socket was closed meanwhile; SOCKETS_EWOULDBLOCK in a wake-up callback.
 */
int32_t SOCKETS_Connect(Socket_t xSocket, SocketsSockaddr_t *pxAddress, Socklen_t xAddressLength);

/**
 * Receives at least one byte, and all that is there up to xBufferLength.
 * @param pvBuffer at least xBufferLength bytes; those behind what was received stay as they are.
 * @param ulFlags ignored.
 * @return how many bytes; 0 at the receive time-out; SOCKETS_EWOULDBLOCK when there is nothing and the socket is
 *         non-blocking, or in a wake-up callback; SOCKETS_ECLOSED after the peer's end of the stream, after Shutdown, or
 *         when the socket was closed meanwhile; SOCKETS_ENOTCONN; SOCKETS_EINVAL; SOCKETS_TLS_RECV_ERROR, also when TLS
 *         was cut off without close_notify; SOCKETS_SOCKET_ERROR when the connection broke.
 */
int32_t SOCKETS_Recv(Socket_t xSocket, void *pvBuffer, size_t xBufferLength, uint32_t ulFlags);

/**
 * Sends; the bytes are taken when this returns, though the peer may not have them yet.
 * @param ulFlags ignored.
 * @return how many bytes were taken, fewer than xDataLength only at the send time-out or when the socket is non-blocking;
 *         0 when that were none at the time-out; negative as SOCKETS_Recv(), but SOCKETS_TLS_SEND_ERROR.
 */
int32_t SOCKETS_Send(Socket_t xSocket, const void *pvBuffer, size_t xDataLength, uint32_t ulFlags);

/**
 * Ends one direction or both. What was sent before still goes out.
 * @param ulHow SOCKETS_SHUT_RD, _WR, _RDWR.
 * @return 0, SOCKETS_EINVAL, SOCKETS_ENOTCONN.
 */
int32_t SOCKETS_Shutdown(Socket_t xSocket, uint32_t ulHow);

/**
 * Closes a socket. Returns at once: what was sent before, close_notify and FIN go out within the send time-out. Who waits
 * in this socket gets SOCKETS_ECLOSED.
 * @return 0, or SOCKETS_EINVAL, also for a socket that was closed before.
 */
int32_t SOCKETS_Close(Socket_t xSocket);

/**
 * Sets an option; one that was set before is replaced.
 *
 *   option                                value                                   length
 *   SOCKETS_SO_RCVTIMEO, _SNDTIMEO        TickType_t *, ticks; 0: for ever        ignored
 *   SOCKETS_SO_NONBLOCK                   ignored; after Connect. RCVTIMEO undoes it
 *   SOCKETS_SO_REQUIRE_TLS                ignored
 *   SOCKETS_SO_WAKEUP_CALLBACK            a SocketsWakeup_t as a pointer; NULL: none  ignored
 *   SOCKETS_SO_KEY_LOG                    a SocketsKeyLog_t as a pointer; NULL: none  ignored
 *   SOCKETS_SO_ALPN_PROTOCOLS             const char *const *                     number of names
 *   the others                            see options.c and options_tls.c
 *
 * The wake-up callback is called in the network context, whenever data, the end of the stream or an error arrives, and
 * once if one of them was there already. It does not come again for what was left unread. It should be short. All functions may be called in it; there those that would have to wait return SOCKETS_EWOULDBLOCK
 * instead (SOCKETS_GetHostByName(): 0), as if the socket were non-blocking.
 * @param lLevel ignored. @param pvOptionValue copied.
 * @return 0, SOCKETS_EINVAL, SOCKETS_ENOPROTOOPT, SOCKETS_ENOTCONN (NONBLOCK), SOCKETS_EISCONN (too late), SOCKETS_ENOMEM,
 *         SOCKETS_TLS_INIT_ERROR (a certificate or key that cannot be parsed).
 */
int32_t SOCKETS_SetSockOpt(
	Socket_t xSocket, int32_t lLevel, int32_t lOptionName, const void *pvOptionValue, size_t xOptionLength);

/**
 * Resolves a name to an IPv4 address; a dotted address is its own. Takes at most SS_RESOLVE_TIMEOUT milliseconds.
 * @return the address in network byte order, or 0: not found, longer than securesocketsMAX_DNS_NAME_LENGTH, or no answer.
 */
uint32_t SOCKETS_GetHostByName(const char *pcHostName);

/* Extensions: not in the reference */

/**
 * Reads an option. There is one to be read: SOCKETS_SO_ERROR, an int32_t, tells once of a failure of the connection that no
 * result has told yet, or 0; the end of the stream is no failure.
 * @param lLevel ignored. @param pxOptionLength in: bytes of pvOptionValue; out: those used, 4.
 * @return 0, SOCKETS_EINVAL, SOCKETS_ENOPROTOOPT.
 */
int32_t SOCKETS_GetSockOpt(
	Socket_t xSocket, int32_t lLevel, int32_t lOptionName, void *pvOptionValue, size_t *pxOptionLength);

/** SOCKETS_Connect() to an address of either family, with its port. */
int32_t SOCKETS_ConnectAddress(Socket_t xSocket, const ss_address *pxAddress);

/** SOCKETS_Bind() to an address of either family, with its port. */
int32_t SOCKETS_BindAddress(Socket_t xSocket, const ss_address *pxAddress);

/**
 * Resolves a name to all its addresses. Takes at most SS_RESOLVE_TIMEOUT milliseconds.
 * @param lFamily SOCKETS_AF_INET, SOCKETS_AF_INET6, or 0: both.
 * @param pxAddresses receives at most xMost addresses, IPv4 before IPv6, with port 0.
 * @return how many; SOCKETS_SOCKET_ERROR: there is no such name or address, or no answer in time; SOCKETS_EINVAL: not a
 *         name; SOCKETS_ENOMEM; SOCKETS_EWOULDBLOCK in a wake-up callback.
 */
int32_t SOCKETS_GetAddresses(const char *pcHostName, int32_t lFamily, ss_address *pxAddresses, size_t xMost);

/** Copies the details of the socket's last failure; all zero if there was none. @return 0 or SOCKETS_EINVAL. */
int32_t SOCKETS_GetError(Socket_t xSocket, ss_error *pxError);

/** Copies what is known of the connection: ends, TLS, certificate, times, bytes, heap. @return 0 or SOCKETS_EINVAL. */
int32_t SOCKETS_GetInfo(Socket_t xSocket, ss_info *pxInfo);

/**
 * Writes the TLS sessions that are kept for resumption, for another life of the device: before a deep sleep, say.
 * They are secrets: store them so.
 * @param pvBuffer may be NULL. @return how many bytes they take; when that is more than xSize nothing is written.
 */
size_t SOCKETS_ExportSessions(void *pvBuffer, size_t xSize);

/** Takes what SOCKETS_ExportSessions() wrote. @return 0, or SOCKETS_EINVAL when it is damaged; nothing is taken then. */
int32_t SOCKETS_ImportSessions(const void *pvBytes, size_t xLength);

/** Forgets the TLS sessions that are kept. */
void SOCKETS_ClearSessions(void);

/*
 * The default store of trust anchors: what vouches for servers when a socket was given none of its own. Connections keep
 * the anchors they began with. A change forgets the TLS sessions that are kept. All after SOCKETS_Init().
 */

/** Adds one or several PEM certificates, or one in DER. @return 0, SOCKETS_EINVAL, SOCKETS_TLS_INIT_ERROR, SOCKETS_ENOMEM. */
int32_t SOCKETS_AddTrustAnchors(const void *pvCertificates, size_t xLength);

/** Removes all anchors, those compiled in as well. @return 0, SOCKETS_EINVAL, SOCKETS_ENOMEM. */
int32_t SOCKETS_ClearTrustAnchors(void);

/** Reads the anchor at xIndex, from 0. @return 0, or SOCKETS_EINVAL when there are not so many. */
int32_t SOCKETS_GetTrustAnchor(size_t xIndex, ss_trust_anchor *pxAnchor);

/**
 * Sets the clock by which certificates are judged. As long as it is not set, TLS connections fail.
 * @param llSeconds since 1970-01-01 UTC. @return pdPASS, or pdFAIL when the host's clock cannot be set.
 */
BaseType_t SOCKETS_SetTime(int64_t llSeconds);

/** @return what a code means, in a few words. Static. */
const char *SOCKETS_strerror(int32_t lCode);

/**
 * The assertion hook: called when SOCKETS_Socket() is asked for something else than a TCP socket, before anything is held,
 * so that it may also leave by longjmp(). The library's own does what configASSERT does where that is defined, and nothing
 * elsewhere. An application that defines a function of this name replaces it.
 * @param pcWhat what is wrong, in a few words. Static.
 */
void SOCKETS_Assert(const char *pcWhat);

/* Byte order and addresses */

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define SOCKETS_htonl(ulIn) \
	((uint32_t)((((uint32_t)(ulIn)) << 24) | (((uint32_t)(ulIn)&0xFF00U) << 8) | (((uint32_t)(ulIn) >> 8) & 0xFF00U) | \
				((uint32_t)(ulIn) >> 24)))
#define SOCKETS_htons(usIn) ((uint16_t)((uint16_t)((uint16_t)(usIn) << 8) | (uint16_t)((uint16_t)(usIn) >> 8)))
#else
#define SOCKETS_htonl(ulIn) ((uint32_t)(ulIn))
#define SOCKETS_htons(usIn) ((uint16_t)(usIn))
#endif
#define SOCKETS_ntohl(ulIn) SOCKETS_htonl(ulIn)
#define SOCKETS_ntohs(usIn) SOCKETS_htons(usIn)

/** @return the address of four octets, in network byte order. A constant if they are. */
#define SOCKETS_inet_addr_quick(ucOctet0, ucOctet1, ucOctet2, ucOctet3) \
	SOCKETS_htonl(((uint32_t)(uint8_t)(ucOctet0) << 24) | ((uint32_t)(uint8_t)(ucOctet1) << 16) | \
				  ((uint32_t)(uint8_t)(ucOctet2) << 8) | (uint32_t)(uint8_t)(ucOctet3))

/** Writes an address of network byte order as dotted decimal. @param pcBuffer at least 16 bytes. */
void SOCKETS_inet_ntoa(uint32_t ulAddress, char *pcBuffer);
#define SOCKETS_inet_ntoa(ulAddress, pcBuffer) SOCKETS_inet_ntoa((ulAddress), (char *)(pcBuffer))

#ifdef __cplusplus
}
#endif

#endif
