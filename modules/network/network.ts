/*
 * The state of the network: addresses of the default interface.
 */
import { readState } from "network/native";

/** The default interface. Addresses are dotted decimal; those that there are none of are "0.0.0.0". */
export interface NetworkState {
	/** Whether there is an interface that is up, linked, and has an address. */
	up: boolean;
	/** Its IPv4 address. */
	address: string;
	/** Its network mask. */
	netmask: string;
	/** The router. */
	gateway: string;
	/** Its IPv6 addresses, in the form of RFC 5952. They come one after another, some after Init() has returned. */
	ipv6: string[];
	/** The DNS servers that are asked, the preferred one first; with a port ("127.0.0.1:5300", "[::1]:5300") if that is not 53. */
	dns: string[];
	/** Bytes of the largest packet. */
	mtu: number;
	/** "02:00:00:12:34:56", or empty for an interface without one. */
	hardwareAddress: string;
}

/**
 * Reads the state of the network as it is now.
 * @returns a copy; `up` is false and everything empty before SecureSocket.Init().
 */
export default function network(): NetworkState {
	return readState();
}
