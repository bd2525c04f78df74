/*
 * What a TLSSocket throws, and tells onError, when it is the network, TLS or the memory that failed.
 */
import { SOCKETS_strerror, type SocketError } from "secure-sockets/errors";

/** A failure with the number that SecureSocket gave for it. */
export default class TLSSocketError extends Error {
	/** A negative SOCKETS_* number; -128 SOCKETS_ECLOSED: the server ended the stream, in order. */
	readonly code: number;
	/** What SecureSocket knows about it: phase, alerts, why a certificate was refused. */
	readonly detail: SocketError | undefined;

	override readonly name = "TLSSocketError";

	/** @param error the socket's, which may be about something else. @param message if that does not know it better. */
	constructor(code: number, error?: SocketError, message: string = SOCKETS_strerror(code)) {
		const detail = error?.code === code ? error : undefined;
		super(detail?.message ?? message);
		this.code = code;
		this.detail = detail;
	}

	/** With the code: the SDK's clients give an application no more of it than this, in what they trace. */
	override toString(): string {
		return `${this.name} ${this.code}: ${this.message}`;
	}
}
