/*
 * The module `sim`: what an app can ask of the simulator that runs it. What firmware can be asked, too, is in `device`.
 */
import { getArguments } from "../../../modules/device/device";
import * as native from "./native";

export { exit, gc, memory, type MemoryReport, type MemoryUsage } from "../../../modules/device/device";

/** The arguments after the app's path on the command line of bin/sim. */
export const args: readonly string[] = getArguments();

/**
 * Puts a private key where a secure element's would be, for tests of SOCKETS_SO_CLIENT_KEY_ID: it can be used, but not be
 * read any more. After SecureSocket.Init().
 * @param pem RSA or ECDSA, not encrypted
 * @returns its PSA id, valid until destroyPsaKey() or the end of the process
 * @throws Error if it is no such key
 */
export function importPsaKey(pem: string): number {
	const id = native.importPsaKey(pem);
	if (id === 0) throw new Error("not a private key that PSA can use");
	return id;
}

/** Removes a key that importPsaKey() stored. */
export function destroyPsaKey(id: number): void {
	native.destroyPsaKey(id);
}

/**
 * Pulls the network cable out for a while, for tests of time-outs and keep-alive: frames are lost in both directions, and
 * nobody is told. After SecureSocket.Init().
 * @param milliseconds of the scaled clock, 0 to 4294967295; counts from now, whatever was said before
 */
export function unplug(milliseconds: number): void {
	native.unplug(milliseconds);
}

/**
 * Takes the link away for a while, and the network knows it is down. After SecureSocket.Init().
 * @param milliseconds of the scaled clock, 0 to 4294967295
 * @param move whether the link comes back in another place: the address is lost at once, and DHCP gives another one there.
 *   At most 15 times
 */
export function unlink(milliseconds: number, move = false): void {
	native.unlink(milliseconds, move);
}

/**
 * Makes the path narrower than the link: from now on larger packets are lost, both ways, and nobody is told. After
 * SecureSocket.Init().
 * @param bytes of the largest IP packet that gets through; 0: all do again
 */
export function narrow(bytes: number): void {
	native.narrow(bytes);
}
