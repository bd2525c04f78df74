/** Prints text as it is, to stderr if `error` and if the host has one. */
export function write(error: boolean, text: string): void;
/** What errors that nobody catches are printed with. */
export function setDescribe(describe: (value: unknown) => string): void;

/** Milliseconds of the host's monotonic clock. */
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
