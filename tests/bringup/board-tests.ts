/*
 * What must work before there is a network: randomness, clock, sleep, memory, stack.
 */
import { gc, memory, random, status } from "device";
import { check, note, type Test } from "./tap";

export function wait(milliseconds: number): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, milliseconds);
	});
}

/* A stuck source gives one value; one with a bias, too many of some. 1024 bytes have 8192 bits: 5 sigma are 226. */
function testEntropy(): void {
	const first = random(1024);
	const second = random(1024);
	const values = new Set(first);
	check(values.size > 200, `1024 random bytes have only ${values.size} different values`);
	check(
		first.some((value, index) => value !== second[index]),
		"the same 1024 random bytes came twice",
	);
	let ones = 0;
	for (const value of first) for (let bit = value; bit > 0; bit &= bit - 1) ones++;
	check(Math.abs(ones - 4096) < 226, `${ones} of 8192 random bits are ones`);
	note(`${values.size} different values, ${ones} of 8192 bits are ones`);
}

async function testClock(): Promise<void> {
	const start = performance.now();
	let last = start;
	for (let i = 0; i < 1000; i++) {
		const now = performance.now();
		check(now >= last, `the clock went back from ${last} to ${now} ms`);
		last = now;
	}
	await wait(250);
	const waited = performance.now() - start;
	check(waited >= 250 && waited < 750, `a timer of 250 ms came after ${waited} ms`);
	note(`a timer of 250 ms came after ${waited.toFixed(1)} ms`);
}

async function testSleep(): Promise<void> {
	const before = status();
	if (before.board === "simulator") {
		note("the simulator does not count sleep");
		return;
	}
	await wait(500);
	const after = status();
	const part = (after.asleep - before.asleep) / (after.up - before.up);
	check(part > 0.9, `the processor slept only ${Math.round(part * 100)} % of the time, with nothing to do`);
	note(`asleep ${(part * 100).toFixed(1)} % of the time, with nothing to do`);
}

function testHeap(): void {
	gc();
	const before = memory();
	for (let round = 0; round < 50; round++) {
		const bytes = new Uint8Array(8192).fill(round);
		check(bytes[8191] === round, "memory does not keep what is written to it");
	}
	gc();
	const after = memory();
	const more = after.heap.now - before.heap.now;
	check(more < 4096, `${more} bytes more than before are held after 50 buffers of 8 KB were dropped`);
	note(`JavaScript heap: ${after.heap.now} bytes, ${after.heap.reserved} reserved`);
}

function callDeeply(depth: number): number {
	return depth === 0 ? 0 : 1 + [depth].map((value) => callDeeply(value - 1))[0]!;
}

/* Array.prototype.map() calls back through C. */
function testStack(): void {
	const depth = 12;
	check(callDeeply(depth) === depth, "calls inside each other gave a wrong result");
	const { peak, size } = memory().stack;
	check(peak <= size, `${peak} bytes of stack were used, there are ${size}`);
	if (size > 0) note(`${peak} of ${size} bytes of stack used so far`);
}

export const boardTests: readonly Test[] = [
	["the source of randomness is not stuck", testEntropy],
	["the clock goes forward, and timers keep time", testClock],
	["the processor sleeps when there is nothing to do", testSleep],
	["the heap gives back what was dropped", testHeap],
	["calls through C inside each other leave the stack whole", testStack],
];
