/*
 * Defines the globals an app finds beside those of ECMAScript; their types are in ambient.d.ts. What is here can be done
 * before there is a device: firmware has it frozen into flash. start() is for when there is one.
 */
import { console, describe, print } from "./console";
import { now, setDescribe } from "./native";
import { TextDecoder, TextEncoder } from "./text";
import { clearImmediate, clearTimer, setImmediate, setInterval, setTimeout, startTimers } from "./timers";

let started = 0;

function trace(...values: unknown[]): void {
	print(values.map(String).join(""));
}

function queueMicrotask(callback: unknown): void {
	if (typeof callback !== "function") throw new TypeError("queueMicrotask: the callback is no function");
	void Promise.resolve().then(callback as () => void);
}

const performance = {
	now(): number {
		return now() - started;
	},
};

const values = {
	TextDecoder,
	TextEncoder,
	clearImmediate,
	clearInterval: clearTimer,
	clearTimeout: clearTimer,
	console,
	performance,
	queueMicrotask,
	setImmediate,
	setInterval,
	setTimeout,
	trace,
};

for (const [name, value] of Object.entries(values))
	Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });

/** Connects the globals with the host, before the app starts. Once. */
export function start(): void {
	started = now();
	startTimers();
	setDescribe(describe);
}
