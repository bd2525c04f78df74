/* eslint-disable -- what linters advise against has to work, too */
/* State of all kinds that a preloaded module may have when it is frozen. */
let count = 0;
export let exported = 1;
export const list = [1, 2, 3];
export const nested = { inner: { value: 1, items: ["a"] as unknown[] }, when: new Date(86400000) };
export const names = new Map<unknown, unknown>([
	["one", 1],
	[2, "two"],
]);
export const seen = new Set<unknown>(["x", 3n, list]);
export const buffer = new Uint8Array([1, 2, 3, 4]);
export const empty = new ArrayBuffer(8);
export const pattern = /(\d)/g;
export const word = /^[a-z]+$/;
export const big = 123456789012345678901234567890n;
export const constants = Object.freeze({ fixed: 1, list: Object.freeze([1]) });
export const sealed = Object.seal({ x: 1 });
export const sealedList = Object.seal([1, 2]);
export const fixedKeys = Object.preventExtensions({ when: 1 });
export const symbol = Symbol("mine");
export const registered = Symbol.for("shared");
export const numbers = [NaN, Infinity, -Infinity, -0, 0.1, 1e300, 5e-324, 2 ** 31, -1];
export const strings = ["", "plain", 'quote" \\ ?? \n\t', "äöü€", "𝄞", "nul\0nul", "x9\x01" + "23"];
export const keyed = { [symbol]: "by symbol", "odd name-\n": 1, 7: "seven", default: "d" };
export const sparse: unknown[] = [];
sparse[3] = "three";
export const error = new RangeError("made before");
export const resolved = Promise.resolve("kept");
export const cycle: Record<string, unknown> = { name: "cycle" };
cycle["self"] = cycle;
names.set(cycle, "by object");
export const proxy = new Proxy(nested, { get: (target, key) => (key === "extra" ? count : Reflect.get(target, key)) });
export const bound = function (this: { by: number }, x: number): number {
	return x * this.by;
}.bind({ by: 3 });

export class Account {
	static total = 0;
	static readonly #all = new Map<string, Account>();
	#balance = 0;
	#deposits: number[] = [];
	#last = "none";
	owner: string;
	constructor(owner: string) {
		this.owner = owner;
		Account.#all.set(owner, this);
	}
	deposit(amount: number): this {
		this.#balance += amount;
		this.#deposits.push(amount);
		this.#last = `deposit of ${amount}`;
		Account.total += amount;
		return this;
	}
	get balance(): number {
		return this.#balance;
	}
	get history(): string {
		return `${this.#deposits.join("+")}, ${this.#last}`;
	}
	set limit(value: number) {
		this.owner += `<${value}`;
	}
	static find(owner: string): Account | undefined {
		return Account.#all.get(owner);
	}
}
export class Savings extends Account {
	rate = 1.5;
	override deposit(amount: number): this {
		return super.deposit(amount * this.rate);
	}
}
export const first = new Account("first").deposit(10);

export function next(): number {
	return ++count;
}
export function change(): void {
	exported += 10;
}
export const memo = ((): ((key: string) => number) => {
	const results = new Map<string, number>();
	let calls = 0;
	return (key) => {
		calls++;
		if (!results.has(key)) results.set(key, calls);
		return results.get(key)!;
	};
})();
memo("frozen");
export function* sequence(): Generator<number> {
	while (count < 100) yield ++count;
}
export async function later<Value>(value: Value): Promise<Value> {
	await null;
	return value;
}
export default function main(): string {
	return `main ${count}`;
}
