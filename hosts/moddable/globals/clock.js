/*
 * The clock and the alarm behind the globals, in machines of the Moddable SDK: its Time, which counts milliseconds in 32
 * bits, and its Timer.
 */
import Time from "time";
import Timer from "timer";

let callback;
let timer;
let ticks;
let elapsed = 0;

/** Goes on where the ticks begin again; to be called once in 24 days, at least. */
export function now() {
	const next = Time.ticks;
	if (ticks !== undefined) elapsed += Time.delta(ticks, next);
	ticks = next;
	return elapsed;
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
