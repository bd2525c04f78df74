/*
 * Secure Sockets for JavaScript: the class SecureSocket, and all constants and helpers of the reference.
 *
 * Results are the reference's numbers: 0 or a count when all is well, otherwise a negative SOCKETS_* code; `error` has
 * the detail. Whatever the network does is told by results. Only a value of the wrong type throws a TypeError; methods
 * that return a promise reject with it.
 */
import { readAddress, type SocketAddress } from "secure-sockets/address";
import {
	securesocketsMAX_DNS_NAME_LENGTH,
	SOCKETS_AF_INET,
	SOCKETS_AF_INET6,
	SOCKETS_EINVAL,
	SOCKETS_ENOPROTOOPT,
	SOCKETS_SO_ERROR,
	SOCKETS_SO_KEY_LOG,
	SOCKETS_SO_WAKEUP_CALLBACK,
} from "secure-sockets/constants";
import { verifyWords, type SocketError } from "secure-sockets/errors";
import type { SocketInfo, TrustAnchor } from "secure-sockets/info";
import {
	addTrustAnchors,
	clearSessions,
	clearTrustAnchors,
	encodeText,
	exportSessions,
	importSessions,
	NativeSocket,
	resolveAll,
	resolveName,
	setTime,
	start,
	trustAnchors,
	type Bytes,
} from "secure-sockets/native";
import { bytesOf, checkOption, type SocketOption, type SocketOptionValues } from "secure-sockets/options";
import { isBuffer, type BufferLike } from "secure-sockets/tls-options";

export * from "secure-sockets/constants";
export {
	SOCKETS_htonl,
	SOCKETS_htons,
	SOCKETS_inet_addr_quick,
	SOCKETS_inet_ntoa,
	SOCKETS_ntohl,
	SOCKETS_ntohs,
	type PlainAddress,
	type SocketAddress,
	type SocketsSockaddr,
} from "secure-sockets/address";
export {
	SOCKETS_strerror,
	type SocketError,
	type SocketErrorCode,
	type SocketErrorName,
	type SocketPhase,
	type TlsAlert,
	type VerifyReason,
} from "secure-sockets/errors";
export type { Endpoint, PeerCertificate, SocketInfo, TrustAnchor } from "secure-sockets/info";
export type { SocketOption, SocketOptionValues } from "secure-sockets/options";
export type { BufferLike, CipherSuite, PinnedKeys, PreSharedKey, TlsVersion } from "secure-sockets/tls-options";

/* C takes 32 bits: a fraction or a larger number must not be taken for the valid number it is cut to. */
function integer(value: number, name: string): number {
	if (typeof value !== "number") throw new TypeError(`${name} must be a number`);
	return (value | 0) === value ? value : -1;
}

/** What addresses GetAddrInfo() is to look for. */
export type AddressFamily = typeof SOCKETS_AF_INET | typeof SOCKETS_AF_INET6;

/* Whether a callback is to be cleared; otherwise it is one. */
function isNoCallback(value: unknown): value is null | undefined {
	if (value === null || value === undefined) return true;
	if (typeof value !== "function") throw new TypeError("the option's value must be a function");
	return false;
}

function bytesFrom(value: string | BufferLike): Bytes {
	if (typeof value === "string") return encodeText(value);
	if (!isBuffer(value)) throw new TypeError("a string or a buffer is expected");
	return bytesOf(value);
}

/**
 * A TCP socket, with TLS by one option.
 *
 * A socket that is no longer referenced and has no operation under way is closed by the garbage collector; Close() says
 * when. An operation under way, or a wake-up callback of a connected socket, keeps the socket and the program alive.
 */
export default class SecureSocket {
	readonly #native: NativeSocket;

	/** Sockets are made by SecureSocket.Socket(). @throws TypeError always, when called by others. */
	private constructor(native: NativeSocket) {
		if (!(native instanceof NativeSocket)) throw new TypeError("sockets are made by SecureSocket.Socket()");
		this.#native = native;
	}

	/**
	 * Brings the network up, and waits until there is an address. Comes before everything else; idempotent. (SOCKETS_Init)
	 * @returns pdPASS (1), or pdFAIL (0) when there is no network.
	 */
	static Init(): number {
		return start() ? 1 : 0;
	}

	/**
	 * Makes a socket. (SOCKETS_Socket)
	 * @param domain SOCKETS_AF_INET, or SOCKETS_AF_INET6 where the device has IPv6.
	 * @param type SOCKETS_SOCK_STREAM.
	 * @param protocol SOCKETS_IPPROTO_TCP.
	 * @returns the socket; null (SOCKETS_INVALID_SOCKET) for other arguments, without memory, and before Init().
	 * @throws TypeError if an argument is not a number.
	 */
	static Socket(domain: number, type: number, protocol: number): SecureSocket | null {
		const native = new NativeSocket();
		const result = native.open(integer(domain, "domain"), integer(type, "type"), integer(protocol, "protocol"));
		return result === 0 ? new SecureSocket(native) : null;
	}

	/**
	 * Resolves a host name; a dotted address is its own result. (SOCKETS_GetHostByName)
	 * @param name at most 253 characters.
	 * @returns the IPv4 address in network byte order; 0 if there is none, within 10 seconds, and before Init().
	 */
	static GetHostByName(name: string): Promise<number> {
		return new Promise((resolve) => {
			if (typeof name !== "string") throw new TypeError("the name must be a string");
			if (name.length === 0 || name.length > securesocketsMAX_DNS_NAME_LENGTH) resolve(0);
			else resolveName(name, resolve);
		});
	}

	/**
	 * Resolves a host name to all its addresses, as text for Connect(). Like GetHostByName(): asked of DNS servers without
	 * blocking anything, remembered for as long as DNS says; each time another one of several addresses comes first.
	 * @param name at most 253 characters; an address is its own result; "localhost" is the device itself.
	 * @param options family: SOCKETS_AF_INET or SOCKETS_AF_INET6; both if not given, IPv4 first.
	 * @returns up to 8 addresses of each family; none if there are none, within 10 seconds, and before Init().
	 * @throws TypeError (as a rejection) if the name is not a string or the family is another one.
	 */
	static GetAddrInfo(name: string, options: { family?: AddressFamily } = {}): Promise<string[]> {
		return new Promise((resolve) => {
			const { family = 0 }: { family?: number } = options;
			if (typeof name !== "string") throw new TypeError("the name must be a string");
			if (family !== 0 && family !== SOCKETS_AF_INET && family !== SOCKETS_AF_INET6)
				throw new TypeError("the family must be SOCKETS_AF_INET or SOCKETS_AF_INET6");
			resolveAll(name, family, resolve);
		});
	}

	/**
	 * Adds to the default trust anchors, which vouch for servers where a socket was given none of its own. Connections keep
	 * the anchors they began with; sessions kept for resumption are forgotten. (SOCKETS_AddTrustAnchors)
	 * @param certificates one or several in PEM, or one in DER.
	 * @returns 0; -1001 SOCKETS_TLS_INIT_ERROR if one cannot be read, and none is added then; -22 SOCKETS_EINVAL for nothing
	 *   and before Init(); -12 SOCKETS_ENOMEM.
	 * @throws TypeError if it is neither a string nor a buffer.
	 */
	static AddTrustAnchors(certificates: string | BufferLike): number {
		return addTrustAnchors(bytesFrom(certificates));
	}

	/** Lists the default trust anchors, those compiled in first; none before Init(). (SOCKETS_GetTrustAnchor) */
	static GetTrustAnchors(): TrustAnchor[] {
		return trustAnchors();
	}

	/**
	 * Removes all default trust anchors, those compiled in as well. (SOCKETS_ClearTrustAnchors)
	 * @returns 0; -22 SOCKETS_EINVAL before Init(); -12 SOCKETS_ENOMEM.
	 */
	static ClearTrustAnchors(): number {
		return clearTrustAnchors();
	}

	/**
	 * Writes the TLS sessions that are kept for resumption, for another life of the device: before a deep sleep, say. They
	 * are secrets: store them so. (SOCKETS_ExportSessions)
	 * @returns at most about 16 KB; undefined without memory.
	 */
	static ExportSessions(): ArrayBuffer | undefined {
		return exportSessions();
	}

	/**
	 * Takes what ExportSessions() wrote; those that have expired are left out. (SOCKETS_ImportSessions)
	 * @returns 0; -22 SOCKETS_EINVAL if the bytes are damaged, and none is taken then, and before Init().
	 * @throws TypeError if it is not a buffer.
	 */
	static ImportSessions(bytes: BufferLike): number {
		if (!isBuffer(bytes)) throw new TypeError("a buffer is expected");
		return importSessions(bytesOf(bytes));
	}

	/** Forgets the TLS sessions that are kept for resumption. (SOCKETS_ClearSessions) */
	static ClearSessions(): void {
		clearSessions();
	}

	/**
	 * Sets the clock that certificates are judged by. As long as it is not set TLS connections fail, unless
	 * SOCKETS_SO_ALLOW_UNSET_CLOCK says otherwise. (SOCKETS_SetTime)
	 * @param epochSeconds since 1970-01-01 UTC, 0 to 253402300799 (the end of 9999); fractions are cut off.
	 * @returns pdPASS (1); pdFAIL (0) for another number, or if the host's clock cannot be set.
	 * @throws TypeError if it is not a number.
	 */
	static SetTime(epochSeconds: number): number {
		if (typeof epochSeconds !== "number") throw new TypeError("the time must be a number");
		return epochSeconds >= 0 && epochSeconds < 253402300800 ? setTime(epochSeconds) : 0;
	}

	/**
	 * Sets an option. (SOCKETS_SetSockOpt)
	 * @param option a SOCKETS_SO_* number.
	 * @param value as the option wants it:
	 * - RCVTIMEO, SNDTIMEO: milliseconds, 0 waits for ever; 10000 at first. RCVTIMEO makes the socket blocking again.
	 * - SNDBUF, RCVBUF: bytes.
	 * - SERVER_NAME_INDICATION: the host name, for SNI and for the check of the certificate.
	 * - TRUSTED_SERVER_CERTIFICATE: trust anchors, in PEM or DER, instead of the default ones.
	 * - REQUIRE_TLS, NONBLOCK: none; NONBLOCK on a connected socket only.
	 * - ALPN_PROTOCOLS: the protocols' names, the preferred one first.
	 * - WAKEUP_CALLBACK: a function, called with the socket after data, the end of the stream or an error arrived, once
	 *   for everything that arrived before the call; none, null or undefined clears it.
	 * - TCPKEEPALIVE: on or off; its INTERVAL and IDLE_TIME in seconds, its COUNT in probes.
	 * - Not in the reference, all but the first before Connect(): CONNECT_TIMEOUT: milliseconds; CLIENT_CERTIFICATE,
	 *   CLIENT_KEY: PEM or DER; CLIENT_KEY_ID: a number; PRE_SHARED_KEY: `{ key, identity }`; TLS_MIN_VERSION,
	 *   TLS_MAX_VERSION: SOCKETS_TLS_VERSION_*; CIPHER_SUITES: their IANA names; MAX_FRAGMENT_LENGTH, MEMORY_BUDGET: bytes;
	 *   PINNED_KEYS: SHA-256 hashes; SESSION_RESUMPTION, ALLOW_UNSET_CLOCK: on or off; KEY_LOG: a function, called with each line of
	 *   the key log before Connect()'s result, none clears it. See secure-sockets/constants for each.
	 * @returns 0; -22 SOCKETS_EINVAL for a bad value and after Close(); -109 SOCKETS_ENOPROTOOPT without such an option;
	 *   -126 SOCKETS_ENOTCONN for NONBLOCK before Connect(); -127 SOCKETS_EISCONN for a TLS option after it;
	 *   -1001 SOCKETS_TLS_INIT_ERROR for a certificate that cannot be read; -12 SOCKETS_ENOMEM.
	 * @throws TypeError if the option is not a number or its value is of another type.
	 */
	SetSockOpt<Option extends SocketOption>(option: Option, ...value: SocketOptionValues<SecureSocket>[Option]): number;
	SetSockOpt(option: number, value?: unknown): number {
		const native = this.#native;
		if (integer(option, "the option") === SOCKETS_SO_WAKEUP_CALLBACK) {
			if (isNoCallback(value)) return native.setWakeup(undefined);
			const callback = value as (socket: SecureSocket) => void;
			return native.setWakeup(() => callback(this));
		}
		if (option === SOCKETS_SO_KEY_LOG)
			return native.setKeyLog(isNoCallback(value) ? undefined : (value as (line: string) => void));
		const checked = checkOption(option, value);
		if (!checked) return native.refuse(SOCKETS_ENOPROTOOPT, "option", `there is no option ${option} to be set`);
		if (checked.wrong !== undefined) return native.refuse(SOCKETS_EINVAL, "option", checked.wrong);
		if ("key" in checked) return native.setPreSharedKey(checked.key, checked.identity);
		return native.setOption(option, checked.value);
	}

	/**
	 * Reads an option; there is one to be read.
	 * @param option SOCKETS_SO_ERROR: a failure of the connection that no result has told yet, told once. For a wake-up
	 *   callback that wants to know why it was called without a Recv(). The end of the stream is no failure.
	 * @returns 0 if there is nothing to tell; -1 SOCKETS_SOCKET_ERROR, -1004 SOCKETS_TLS_RECV_ERROR, -1005
	 *   SOCKETS_TLS_SEND_ERROR, -12 SOCKETS_ENOMEM; -109 SOCKETS_ENOPROTOOPT for other options; -22 after Close().
	 * @throws TypeError if the option is not a number.
	 */
	GetSockOpt(option: typeof SOCKETS_SO_ERROR): number {
		const native = this.#native;
		if (integer(option, "the option") === SOCKETS_SO_ERROR) return native.takeError();
		return native.refuse(SOCKETS_ENOPROTOOPT, "option", `there is no option ${String(option)} to be read`);
	}

	/**
	 * Chooses the port, and with it one of the device's addresses, that the following Connect() calls are made from.
	 * (SOCKETS_Bind)
	 * @param address in the two forms of Connect(); an address of 0 is any of the device's, port 0 any port.
	 * @returns 0; -1 SOCKETS_SOCKET_ERROR if the port is in use, which it also is for two minutes after a connection from
	 *   it that this side closed first; -22 SOCKETS_EINVAL for no address, one that is not the device's or not of the
	 *   socket's family, while connecting and after Close(); -127 SOCKETS_EISCONN when connected; -12 SOCKETS_ENOMEM.
	 * @throws TypeError if it is not an address at all.
	 */
	Bind(address: SocketAddress): number {
		const from = readAddress(address, 0);
		if (from.wrong !== undefined) return this.#native.refuse(SOCKETS_EINVAL, "bind", from.wrong);
		return this.#native.bind(from.ip, from.port);
	}

	/**
	 * Connects, and completes the TLS handshake if TLS is required. Both together are bounded by the smaller of the two
	 * time-outs. After a failure the socket can be connected again. (SOCKETS_Connect)
	 * @param address `{ ulAddress, usPort }` in network byte order, or `{ address, port }` with an address as text (or
	 *   a number in network byte order) and a plain port. IPv6 needs a socket of SOCKETS_AF_INET6.
	 * @returns 0; -1 SOCKETS_SOCKET_ERROR if refused, unreachable or timed out; -22 SOCKETS_EINVAL for no address, address
	 *   0 or port 0; -127 SOCKETS_EISCONN; -1001 to -1003 SOCKETS_TLS_*; -128 SOCKETS_ECLOSED if closed meanwhile.
	 */
	Connect(address: SocketAddress): Promise<number> {
		return new Promise((resolve) => {
			const native = this.#native;
			const to = readAddress(address);
			if (to.wrong !== undefined) resolve(native.refuse(SOCKETS_EINVAL, "tcp connect", to.wrong));
			else native.connect(to.ip, to.port, resolve);
		});
	}

	/**
	 * Sends all bytes; several Sends of one socket take turns. (SOCKETS_Send)
	 * @param data bytes, not to be changed before the result is there; or text, sent as UTF-8.
	 * @returns the number of bytes taken: fewer than all at the send time-out, or when the connection breaks midway, or on
	 *   a non-blocking socket; otherwise -11 SOCKETS_EWOULDBLOCK (non-blocking), -22 SOCKETS_EINVAL for no bytes,
	 *   -126 SOCKETS_ENOTCONN, -128 SOCKETS_ECLOSED, -1 SOCKETS_SOCKET_ERROR, -1005 SOCKETS_TLS_SEND_ERROR.
	 */
	Send(data: BufferLike | string): Promise<number> {
		return new Promise((resolve) =>
			this.#native.send(typeof data === "string" ? encodeText(data) : bytesOf(data), resolve),
		);
	}

	/**
	 * Receives what is there, up to the buffer's length; waits for the first byte. Several Recvs of one socket take
	 * turns. (SOCKETS_Recv)
	 * @param buffer is written from its start; bytes after the last one received stay as they are.
	 * @returns the number of bytes; 0 at the receive time-out; -11 SOCKETS_EWOULDBLOCK (non-blocking), -22 SOCKETS_EINVAL
	 *   for an empty buffer, -126 SOCKETS_ENOTCONN, -128 SOCKETS_ECLOSED at the end of the stream, -1 SOCKETS_SOCKET_ERROR,
	 *   -1004 SOCKETS_TLS_RECV_ERROR (also for a stream cut off without close_notify).
	 */
	Recv(buffer: BufferLike): Promise<number> {
		return new Promise((resolve) => this.#native.recv(bytesOf(buffer), resolve));
	}

	/**
	 * Ends one direction or both; afterwards Recv() or Send() give SOCKETS_ECLOSED. (SOCKETS_Shutdown)
	 * @param how SOCKETS_SHUT_RD, SOCKETS_SHUT_WR or SOCKETS_SHUT_RDWR.
	 * @returns 0; -22 SOCKETS_EINVAL for another `how` and after Close(); -126 SOCKETS_ENOTCONN.
	 * @throws TypeError if `how` is not a number.
	 */
	Shutdown(how: number): number {
		return this.#native.shutdown(integer(how, "how"));
	}

	/**
	 * Closes the socket at once: operations under way end with -128 SOCKETS_ECLOSED; what Send() took still goes out, in
	 * the background and within the send time-out. Everything but `error` and `info` is -22 afterwards. (SOCKETS_Close)
	 * @returns 0; -22 SOCKETS_EINVAL if it was closed already.
	 */
	Close(): number {
		return this.#native.close();
	}

	/** The detail of the last failure, undefined if there was none. Still there after Close(). */
	get error(): SocketError | undefined {
		const error = this.#native.error();
		return error && { ...error, verify: verifyWords(error.verifyFlags) };
	}

	/** What was negotiated and measured, now; after Close(), when it was closed. */
	get info(): SocketInfo {
		return this.#native.info();
	}
}
