/*
 * The servers that the tests talk to. tests/bringup/run.mjs replaces this file, in a copy, by one for servers of its own.
 */
export const servers = {
	/** The developer's machine, as the board sees it through the gateway. */
	host: "10.0.2.2",
	/** A name that the gateway's DNS server knows, with the address of the developer's machine. */
	name: "bringup.test",
	/** The name in the certificates of the servers. */
	certificateName: "echo.test",
	/** PEM of the root that vouches for them. */
	root: "",
	/** Ports: echo servers in plain TCP, TLS 1.2 and TLS 1.3; one that accepts and says nothing; one that nobody listens at. */
	plain: 0,
	tls12: 0,
	tls13: 0,
	/** As tls13, with a certificate that the root does not vouch for. */
	stranger: 0,
	silent: 0,
	nobody: 0,
};
