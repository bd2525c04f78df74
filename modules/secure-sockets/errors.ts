/*
 * What socket.error tells, in types; and the words for numbers.
 */
import * as constants from "secure-sockets/constants";
import { errorMeaning } from "secure-sockets/native";

type Negative<Number extends number> = `${Number}` extends `-${string}` ? Number : never;
type Names = keyof typeof constants;

/** The names of the negative results: "SOCKETS_ENOTCONN" and so on. */
export type SocketErrorName = {
	[Name in Names]: (typeof constants)[Name] extends number
		? Negative<(typeof constants)[Name]> extends never
			? never
			: Name
		: never;
}[Names];

/** The negative results as literal types. */
export type SocketErrorCode = (typeof constants)[SocketErrorName];

/** Where a connection was when it failed or timed out. */
export type SocketPhase = "none" | "option" | "bind" | "tcp connect" | "tls handshake" | "send" | "recv" | "shutdown";

/** Why a server's certificate is not to be trusted. */
export type VerifyReason = (typeof verifyReasons)[number];

/* In the order of mbedTLS's MBEDTLS_X509_BADCERT_* and BADCRL_* bits, from 1 up; the last one is our own. */
const verifyReasons = [
	"expired",
	"revoked",
	"name mismatch",
	"not trusted",
	"revocation list not trusted",
	"revocation list expired",
	"no certificate",
	"not verified",
	"other reason",
	"not yet valid",
	"revocation list not yet valid",
	"key usage",
	"extended key usage",
	"certificate type",
	"weak hash",
	"weak key type",
	"weak key",
	"revocation list with weak hash",
	"revocation list with weak key type",
	"revocation list with weak key",
	"name constraints",
] as const;

/** A TLS alert (RFC 8446, 6). */
export interface TlsAlert {
	/** 0 to 255. */
	code: number;
	/** The RFC's name, "bad_certificate"; "unknown" for others. */
	name: string;
}

/** The detail of a socket's last failure. */
export interface SocketError {
	/** The negative result that was given. */
	code: SocketErrorCode;
	/** The result's name. */
	name: SocketErrorName;
	/** One line in English. */
	message: string;
	/** What was under way. */
	phase: SocketPhase;
	/** mbedTLS's or lwIP's own code, 0 if there is none. */
	libraryCode: number;
	/** The TLS alert that was sent to the server. */
	alertSent?: TlsAlert;
	/** The TLS alert that the server sent. */
	alertReceived?: TlsAlert;
	/** mbedTLS's verification flags, 0 if verification is not what failed. */
	verifyFlags: number;
	/** The same in words. */
	verify: VerifyReason[];
}

/** The words for mbedTLS's verification flags. */
export function verifyWords(flags: number): VerifyReason[] {
	return verifyReasons.filter((_, bit) => (flags >>> bit) & 1);
}

/**
 * Says what a result means, in a few words.
 * @param code a result of any method of SecureSocket.
 * @throws TypeError if it is not a number.
 */
export function SOCKETS_strerror(code: number): string {
	if (typeof code !== "number") throw new TypeError("not a number");
	return code >= 0 ? "no error" : errorMeaning(code);
}
