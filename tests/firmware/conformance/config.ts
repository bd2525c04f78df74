/*
 * The servers that the cases talk to; replaced in a copy by tests/firmware/conformance.test.mjs.
 */
export interface Flavour {
	/** "plain", "TLS 1.2", "TLS 1.3". */
	name: string;
	/** Of the echo server. */
	port: number;
	/** PEM of the root that vouches for it; undefined: no TLS. */
	ca?: string;
	/** Of a TLS server that `ca` does not vouch for. */
	otherPort?: number;
	/** Of an echo server without TLS. */
	plainPort: number;
}

export const flavours: Flavour[] = [];
