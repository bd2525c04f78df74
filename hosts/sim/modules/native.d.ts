import type { MemoryReport } from "sim";

/** Prints text as it is, to stderr if `error`. */
export function write(error: boolean, text: string): void;
/** What errors that nobody catches are printed with. */
export function setDescribe(describe: (value: unknown) => string): void;

/** Milliseconds of the scaled clock. */
export function now(): number;
/** Called, without arguments, when the time given to arm() has come; the time is Infinity again then. */
export function setCallback(callback: () => void): void;
/** @param time a value of now(), or Infinity: the loop may end. */
export function arm(time: number): void;

export function encode(text: string): ArrayBuffer;
/** @param counts receives what was read, as `length` counts it, and bytes written. */
export function encodeInto(text: string, bytes: Uint8Array, counts: { read: number; written: number }): void;
/**
 * @param state 8 bytes, zeros at first: where the decoder stands
 * @param last ends an incomplete sequence
 * @returns undefined when a sequence is wrong and `fatal` is set
 */
export function decode(state: ArrayBuffer, bytes: Uint8Array, last: boolean, fatal: boolean): string | undefined;

type Receive = (message: unknown) => void;

/** A worker as its owner has it. */
export class NativeWorker {
	/**
	 * Starts it, once, and waits until its module has run, up to its first top-level await.
	 * @param specifier as an import where the constructor of the worker is called would have it
	 * @returns why the module failed, if it did
	 */
	start(specifier: string, receive: Receive): string | undefined;
	/** @returns false if it was terminated or has ended. @throws Error for a message that cannot be sent. */
	post(message: unknown): boolean;
	terminate(): void;
}
/** Whether this machine is a worker's; the others below are only for those. */
export function isWorker(): boolean;
export function setReceiver(receive: Receive): void;
export function postToOwner(message: unknown): void;
export function closeSelf(): void;

export function readArguments(): string[];
export function exit(code: number): never;
export function memory(): MemoryReport;
export function gc(): void;
/** @returns 0 if the key cannot be used. */
export function importPsaKey(pem: string): number;
export function destroyPsaKey(id: number): void;
export function unplug(milliseconds: number): void;
