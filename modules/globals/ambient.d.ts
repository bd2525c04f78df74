/*
 * The globals of an app, beside those of ECMAScript. There is no DOM, and nothing of node.
 */

/** Prints as node's console does: log, info and debug to stdout, the others to stderr. */
interface Console {
	log(...values: unknown[]): void;
	info(...values: unknown[]): void;
	debug(...values: unknown[]): void;
	warn(...values: unknown[]): void;
	error(...values: unknown[]): void;
	trace(...values: unknown[]): void;
	dir(value: unknown): void;
	assert(condition: unknown, ...values: unknown[]): void;
	count(label?: string): void;
	countReset(label?: string): void;
	group(...values: unknown[]): void;
	groupEnd(): void;
	time(label?: string): void;
	timeLog(label?: string, ...values: unknown[]): void;
	timeEnd(label?: string): void;
}
declare var console: Console;

/**
 * Calls a function once, later.
 * @param delay in milliseconds of the host's clock, at least 1
 * @returns a number for clearTimeout()
 */
declare function setTimeout<Arguments extends unknown[]>(
	callback: (...args: Arguments) => void,
	delay?: number,
	...args: Arguments
): number;
declare function setTimeout(callback: (value: undefined) => void, delay?: number): number;
/** Calls a function again and again, every `delay` milliseconds. */
declare function setInterval<Arguments extends unknown[]>(
	callback: (...args: Arguments) => void,
	delay?: number,
	...args: Arguments
): number;
/** Calls a function as soon as the events that have already happened are dealt with. */
declare function setImmediate<Arguments extends unknown[]>(
	callback: (...args: Arguments) => void,
	...args: Arguments
): number;
declare function setImmediate(callback: (value: undefined) => void): number;
declare function clearTimeout(id: number | undefined): void;
declare function clearInterval(id: number | undefined): void;
declare function clearImmediate(id: number | undefined): void;
declare function queueMicrotask(callback: () => void): void;

interface Performance {
	/** Milliseconds of the host's clock since the app started. */
	now(): number;
}
declare var performance: Performance;

/** UTF-8, of the Encoding standard. */
declare class TextEncoder {
	readonly encoding: string;
	encode(text?: string): Uint8Array<ArrayBuffer>;
	encodeInto(text: string, bytes: Uint8Array): { read: number; written: number };
}
/** UTF-8, of the Encoding standard. */
declare class TextDecoder {
	constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
	readonly encoding: string;
	readonly fatal: boolean;
	readonly ignoreBOM: boolean;
	decode(input?: ArrayBufferLike | ArrayBufferView, options?: { stream?: boolean }): string;
}
