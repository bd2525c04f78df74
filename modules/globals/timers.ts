/*
 * setTimeout and its kin, on the host's monotonic clock. As in node, a delay is at least 1 ms, timers of the same time
 * run in the order they were set, and promise jobs run after each.
 */
import { arm, now, setCallback } from "./native";

type Callback = (...args: unknown[]) => void;

interface Timer {
	readonly id: number;
	readonly callback: Callback;
	readonly args: unknown[];
	/** Undefined: not to be repeated. */
	readonly interval: number | undefined;
	time: number;
	/** Tells timers of the same time apart. */
	order: number;
	/** Where it stands in the heap; -1: it does not. */
	index: number;
}

const longestDelay = 0x7fffffff;

/** A binary heap, the next timer first. Made by startTimers(), as what follows: what changes cannot be in flash. */
let heap: Timer[];
let timers: Map<number, Timer>;
/** In the order they were set. */
let immediates: Map<number, { callback: Callback; args: unknown[] }>;
let lastId = 0;
let lastOrder = 0;

function isBefore(a: Timer, b: Timer): boolean {
	return a.time < b.time || (a.time === b.time && a.order < b.order);
}

function place(timer: Timer, index: number): void {
	heap[index] = timer;
	timer.index = index;
}

function moveUp(timer: Timer, from: number): void {
	let index = from;
	while (index > 0) {
		const parentIndex = (index - 1) >> 1;
		const parent = heap[parentIndex]!;
		if (!isBefore(timer, parent)) break;
		place(parent, index);
		index = parentIndex;
	}
	place(timer, index);
}

function moveDown(timer: Timer, from: number): void {
	let index = from;
	for (;;) {
		let childIndex = 2 * index + 1;
		let child = heap[childIndex];
		const other = heap[childIndex + 1];
		if (child && other && isBefore(other, child)) {
			child = other;
			childIndex++;
		}
		if (!child || !isBefore(child, timer)) break;
		place(child, index);
		index = childIndex;
	}
	place(timer, index);
}

function add(timer: Timer): void {
	timer.order = ++lastOrder;
	moveUp(timer, heap.length);
}

function remove(timer: Timer): void {
	const last = heap.pop()!;
	if (last !== timer) {
		moveDown(last, timer.index);
		moveUp(last, last.index);
	}
	timer.index = -1;
}

function armNext(): void {
	arm(immediates.size > 0 ? now() : (heap[0]?.time ?? Infinity));
}

function runNext(): void {
	try {
		for (const [id, immediate] of immediates) {
			immediates.delete(id);
			immediate.callback(...immediate.args);
			return;
		}
		const timer = heap[0];
		if (!timer || timer.time > now()) return;
		remove(timer);
		if (timer.interval === undefined) timers.delete(timer.id);
		else {
			timer.time = now() + timer.interval;
			add(timer);
		}
		timer.callback(...timer.args);
	} finally {
		armNext();
	}
}

function checkCallback(callback: unknown, name: string): Callback {
	if (typeof callback !== "function") throw new TypeError(`${name}: the callback is no function`);
	return callback as Callback;
}

function start(callback: Callback, delay: unknown, args: unknown[], repeat: boolean): number {
	const number = Math.trunc(Number(delay));
	const span = number >= 1 && number <= longestDelay ? number : 1;
	const timer: Timer = {
		id: ++lastId,
		callback,
		args,
		interval: repeat ? span : undefined,
		time: now() + span,
		order: 0,
		index: -1,
	};
	timers.set(timer.id, timer);
	add(timer);
	if (timer.index === 0) armNext();
	return timer.id;
}

export function setTimeout(callback: unknown, delay?: unknown, ...args: unknown[]): number {
	return start(checkCallback(callback, "setTimeout"), delay, args, false);
}

export function setInterval(callback: unknown, delay?: unknown, ...args: unknown[]): number {
	return start(checkCallback(callback, "setInterval"), delay, args, true);
}

export function clearTimer(id: unknown): void {
	const timer = timers.get(id as number);
	if (!timer) return;
	timers.delete(timer.id);
	remove(timer);
	armNext();
}

export function setImmediate(callback: unknown, ...args: unknown[]): number {
	immediates.set(++lastId, { callback: checkCallback(callback, "setImmediate"), args });
	armNext();
	return lastId;
}

export function clearImmediate(id: unknown): void {
	immediates.delete(id as number);
	armNext();
}

/** Has the host run them. Once, before the first is set. */
export function startTimers(): void {
	heap = [];
	timers = new Map();
	immediates = new Map();
	setCallback(runNext);
}
