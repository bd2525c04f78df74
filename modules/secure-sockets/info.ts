/*
 * What socket.info and GetTrustAnchors() tell, in types. The objects are made in binding_info.c.
 */

/** One end of a connection. */
export interface Endpoint {
	/** Dotted decimal, or IPv6 in the form of RFC 5952. */
	address: string;
	/** 1 to 65535. */
	port: number;
}

/** Whom a server's certificate names. Long names are cut. */
export interface PeerCertificate {
	/** Distinguished name. */
	subject: string;
	/** Distinguished name of who signed it. */
	issuer: string;
	/** Subject alternative names. */
	names: string[];
	/** First moment of validity, ISO 8601, UTC. */
	validFrom: string;
	/** Last moment of validity, ISO 8601, UTC. */
	validTo: string;
	/** SHA-256 of the certificate in DER, 64 hexadecimal digits. */
	sha256: string;
}

/** What was negotiated and measured; counts are since the last Connect(). */
export interface SocketInfo {
	/** Whether data can flow in at least one direction. */
	connected: boolean;
	/** This end, once there is one. */
	local?: Endpoint;
	/** The other end, once there is one. */
	remote?: Endpoint;
	/** "TLSv1.2" or "TLSv1.3"; without TLS there is none. */
	version?: string;
	/** The cipher suite's IANA name. */
	suite?: string;
	/** The key exchange's group: "secp256r1", "secp384r1", "x25519". */
	group?: string;
	/** Whether TLS went on with an earlier session. */
	resumed: boolean;
	/** The application protocol that the server chose (RFC 7301). */
	alpn?: string;
	/** The server's certificate. */
	peer?: PeerCertificate;
	/** Distinguished name of the trust anchor that vouches for it. */
	anchor?: string;
	/** From the call of Connect() until TCP was established. */
	tcpMilliseconds: number;
	/** From then until the TLS handshake was complete; 0 without TLS. */
	handshakeMilliseconds: number;
	/** Application bytes that Send() took. */
	bytesSent: number;
	/** Application bytes that Recv() gave. */
	bytesReceived: number;
	/** Bytes that the socket and its TLS hold now. */
	heap: number;
	/** Bytes that they held at most. */
	heapPeak: number;
}

/** A trust anchor of the default store. */
export interface TrustAnchor {
	/** Distinguished name, cut if long. */
	subject: string;
	/** Last moment of validity, ISO 8601, UTC. */
	validTo: string;
	/** SHA-256 of the certificate in DER, 64 hexadecimal digits. */
	sha256: string;
}
