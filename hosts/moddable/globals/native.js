/*
 * What is behind the globals (modules/globals/native.d.ts) in machines of the Moddable SDK.
 */
export function write(error, text) @ "xs_console_write";
/** Errors that nobody catches are told by the SDK. */
export function setDescribe() {}

export { now, setCallback, arm } from "globals/clock";

export function encode(text) @ "xs_text_encode";
export function encodeInto(text, bytes, counts) @ "xs_text_encode_into";
export function decode(state, bytes, last, fatal) @ "xs_text_decode";
