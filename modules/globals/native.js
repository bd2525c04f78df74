/*
 * The functions in C behind the globals: text.c, and the console and clock of the host.
 */
export function write(error, text) @ "xs_console_write";
export function setDescribe(describe) @ "xs_console_set_describe";

export function now() @ "xs_timers_now";
export function setCallback(callback) @ "xs_timers_set_callback";
export function arm(time) @ "xs_timers_arm";

export function encode(text) @ "xs_text_encode";
export function encodeInto(text, bytes, counts) @ "xs_text_encode_into";
export function decode(state, bytes, last, fatal) @ "xs_text_decode";
