/*
 * The clock and the alarm behind the globals, in machines of the SDK's simulator on Linux: alarm.c says why there is one.
 */
class Alarm @ "xs_alarm_destructor" {
	constructor(callback) @ "xs_alarm";
	arm(delay) @ "xs_alarm_arm";
}

let alarm;

export function now() @ "xs_alarm_now";

export function setCallback(to) {
	alarm = new Alarm(to);
}

export function arm(time) {
	alarm.arm(time === Infinity ? -1 : Math.max(0, time - now()));
}
