/** What a flavour of the cases is run with. */
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

/* The servers, and the cases that are not to be run; conformance.test.mjs writes others into a copy. */
export const flavours: Flavour[] = [];
export const without: string[] = [];
