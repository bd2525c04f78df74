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
	/** What all of the above have taken of the C heap of firmware, its overhead included; zeros in the simulator. */
	readonly system: { readonly now: number; readonly peak: number };
}

export interface DeviceStatus {
	/** The board: "qemu", "nrf52840dk", ...; "simulator" on the desktop. */
	readonly board: string;
	/** Milliseconds since the start. */
	readonly up: number;
	/** Milliseconds of those that the processor slept; 0 where nobody counts them. */
	readonly asleep: number;
	/** Bytes from the serial line that were lost since the start, to a full buffer or to an error on the line. */
	readonly lost: number;
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

/**
 * Reads the hardware's source of randomness: what keys are made of.
 * @param length bytes, 0 to 1024
 * @throws RangeError for another length; Error when the source does not work
 */
export function random(length: number): Uint8Array<ArrayBuffer> {
	if (!(Number.isInteger(length) && length >= 0 && length <= 1024))
		throw new RangeError(`random: the length ${String(length)} is not an integer from 0 to 1024`);
	const bytes = native.random(length);
	if (!bytes) throw new Error("the source of randomness does not work");
	return new Uint8Array(bytes);
}

/** Tells how the device is doing. */
export function status(): DeviceStatus {
	return native.status();
}
