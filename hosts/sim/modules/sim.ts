/*
 * The module `sim`: what an app can ask of the simulator that runs it.
 */
import * as native from "./native";

/** Use of memory by one library, in bytes without the allocator's overhead. */
export interface MemoryUsage {
	readonly now: number;
	/** The most there was. */
	readonly peak: number;
	/** Blocks held now. */
	readonly blocks: number;
	/** Allocations ever made. */
	readonly allocations: number;
}

export interface MemoryReport {
	readonly core: MemoryUsage;
	readonly mbedtls: MemoryUsage;
	readonly lwip: MemoryUsage;
	/** Everything the engine holds; its heap is taken from the system in large blocks. */
	readonly xs: MemoryUsage;
	/** The JavaScript heap of this machine, in bytes: objects (garbage counts until it is collected), and what is reserved for them. */
	readonly heap: { readonly now: number; readonly peak: number; readonly reserved: number };
}

/** The arguments after the app's path on the command line of bin/sim. */
export const args: readonly string[] = native.readArguments();

/**
 * Ends the process at once, after what was printed is written.
 * @param code exit status, 0 to 255
 */
export function exit(code = 0): never {
	return native.exit(code);
}

/** Tells who holds how much memory. */
export function memory(): MemoryReport {
	return native.memory();
}

/** Collects garbage now. */
export function gc(): void {
	native.gc();
}

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
