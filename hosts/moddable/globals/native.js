/*
 * What is behind the globals (modules/globals/native.d.ts) in machines of the Moddable SDK: its clock and its timers.
 */
import Time from "time";
import Timer from "timer";

export function write(error, text) @ "xs_console_write";
/** Errors that nobody catches are told by the SDK. */
export function setDescribe() {}

let callback;
let timer;

export function now() {
	return Time.ticks;
}

export function setCallback(to) {
	callback = to;
}

export function arm(time) {
	if (timer !== undefined) Timer.clear(timer);
	timer = undefined;
	if (time === Infinity) return;
	timer = Timer.set(
		() => {
			timer = undefined;
			callback();
		},
		Math.max(0, time - now()),
	);
}

export function encode(text) @ "xs_text_encode";
export function encodeInto(text, bytes, counts) @ "xs_text_encode_into";
export function decode(state, bytes, last, fatal) @ "xs_text_decode";
