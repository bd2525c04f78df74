/*
 * Defines the globals an app finds, before it starts. Their types for apps: globals.d.ts.
 */
import { console, describe, print } from "./console";
import { isWorker, now, setDescribe } from "./native";
import { makeSelf } from "./self";
import { TextDecoder, TextEncoder } from "./text";
import { clearImmediate, clearTimer, setImmediate, setInterval, setTimeout } from "./timers";

const started = now();

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

if (isWorker()) Object.defineProperty(globalThis, "self", { value: makeSelf(), configurable: true });
setDescribe(describe);
