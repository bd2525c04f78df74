/*
 * The server, and who must have signed its certificate.
 */
export const server = {
	/** Dotted, or a name that DNS knows. */
	host: "www.amazontrust.com",
	port: 443,
	/** The name that the server's certificate must have. */
	name: "www.amazontrust.com",
	/** The PEM of a root certificate; without one it must be one of Amazon's. */
	certificate: undefined as string | undefined,
};
