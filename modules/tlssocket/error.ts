/*
 * What a TLSSocket throws, and tells onError, when it is the network, TLS or the memory that failed.
 */
import { SOCKETS_TLS_RECV_ERROR, SOCKETS_TLS_SEND_ERROR } from "secure-sockets/constants";
import { SOCKETS_strerror, type SocketError } from "secure-sockets/errors";

/* What ends TLS is told to Recv and to Send, each with its own number; which of them is told last is a matter of chance. */
function isTransfer(code: number): boolean {
	return code === SOCKETS_TLS_RECV_ERROR || code === SOCKETS_TLS_SEND_ERROR;
}

function isAbout(error: SocketError | undefined, code: number): boolean {
	return error !== undefined && (error.code === code || (isTransfer(error.code) && isTransfer(code)));
}

/** A failure with the number that SecureSocket gave for it. */
export default class TLSSocketError extends Error {
	/** A negative SOCKETS_* number; -128 SOCKETS_ECLOSED: the server ended the stream, in order. */
	readonly code: number;
	/** What SecureSocket knows about it: phase, alerts, why a certificate was refused. */
	readonly detail: SocketError | undefined;

	override readonly name = "TLSSocketError";

	/** @param error the socket's, which may be about something else. @param message if that does not know it better. */
	constructor(code: number, error?: SocketError, message: string = SOCKETS_strerror(code)) {
		const detail = isAbout(error, code) ? error : undefined;
		super(detail?.message ?? message);
		this.code = code;
		this.detail = detail;
	}

	/** With the code: the SDK's clients give an application no more of it than this, in what they trace. */
	override toString(): string {
		return `${this.name} ${this.code}: ${this.message}`;
	}
}
