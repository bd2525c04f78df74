/*
 * The module `device`: what an app can ask of the firmware, or of the simulator, that it runs in.
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
	/** The C stack of firmware, in bytes; zeros where the system has one that grows. */
	readonly stack: { readonly peak: number; readonly size: number };
}

let read: readonly string[] | undefined;

/** @returns what the program was started with: words after the app's path for bin/sim, from the debugger on a board */
export function getArguments(): readonly string[] {
	return (read ??= native.readArguments());
}

/**
 * Ends the program at once, after what was printed is written.
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
