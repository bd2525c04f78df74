/* eslint-disable -- what linters advise against has to work, too */
/* What the language has, run from a module that is not preloaded, on builtins that are frozen. */
class Shape {
	static count = 0;
	static #secret = 41;
	#size: number;
	readonly name: string = "shape";
	constructor(size: number) {
		this.#size = size;
		Shape.count++;
	}
	get size(): number {
		return this.#size;
	}
	set size(value: number) {
		this.#size = value;
	}
	#double(): number {
		return this.#size * 2;
	}
	doubled(): number {
		return this.#double();
	}
	static reveal(): number {
		return ++Shape.#secret;
	}
	static isShape(value: object): boolean {
		return #size in value;
	}
}
class Square extends Shape {
	override readonly name = "square";
	override doubled(): number {
		return super.doubled() + 1;
	}
}
const square = new Square(3);
square.size = 5;
console.log(square.size, square.doubled(), square.name, Shape.count, Shape.reveal(), Shape.isShape({}), square);
class Items extends Array<number> {
	get last(): number | undefined {
		return this[this.length - 1];
	}
}
console.log((Items.from([1, 2, 3]).map((item) => item * 2) as Items).last, Items.of(1) instanceof Items);

function* count(from: number): Generator<number, string, number | undefined> {
	const more = yield from;
	yield from + (more ?? 1);
	return "done";
}
const counter = count(10);
console.log(counter.next(), counter.next(5), counter.next(), [...count(1)]);
async function* ticks(): AsyncGenerator<number> {
	for (let i = 0; i < 3; i++) {
		await null;
		yield i;
	}
}
for await (const tick of ticks()) console.log("tick", tick);
const settled = await Promise.allSettled([Promise.resolve(1), Promise.reject(new RangeError("no"))]);
console.log(settled.map((item) => item.status).join(), await Promise.race([ticks().next(), 7]));

console.log(/(?<year>\d{4})-(?<month>\d\d)/.exec("on 2024-05-06")!.groups!["month"], "a1b22".replace(/\d+/g, "<$&>"));
console.log(
	"x,y;z".split(/[,;]/),
	[..."aXbX".matchAll(/X/g)].map((match) => match.index),
	/^\w+$/u.test("äb"),
);
console.log(2n ** 100n, -7n / 2n, BigInt.asUintN(8, 257n), BigInt("0xff"), typeof 1n, 10n > 9);

const view = new DataView(new ArrayBuffer(16));
view.setFloat64(0, Math.PI);
view.setUint32(8, 0xdeadbeef, true);
const bytes = new Uint8Array(view.buffer, 8, 4);
console.log(bytes, Float32Array.of(1.5, NaN), new Uint16Array([1, 2, 3]).subarray(1), bytes.slice(1).reverse());
console.log(new TextDecoder().decode(new TextEncoder().encode("grüße €")), Uint8ClampedArray.of(300)[0]);

const map = new Map<unknown, string>([
	["a", "1"],
	[NaN, "2"],
	[map0(), "3"],
]);
function map0(): object {
	return Shape;
}
map.set("b", "4").delete("a");
const weak = new WeakMap<object, string>([[square, "kept"]]);
console.log(map, map.get(Shape), map.get(NaN), new Set("hello").size, weak.get(square), weak.has({}));

const tag = Symbol("tag");
console.log({ [tag]: 1, plain: 2 }[tag], Symbol.for("x") === Symbol.for("x"), tag.description, String(tag));
console.log(JSON.stringify({ a: [1, { b: undefined, c: null }], d: new Date(0) }), JSON.parse('{"x":[1,2]}'));
console.log(new Date(Date.UTC(2024, 1, 29)).toISOString(), Number.isNaN(Date.parse("never")));

const proxy = new Proxy({} as Record<string, number>, {
	get: (target, name) => target[String(name)] ?? String(name).length,
	has: () => true,
});
proxy["x"] = 9;
console.log(proxy["x"], proxy["hello"], "nothing" in proxy, Reflect.ownKeys(proxy));

const { a, b: [, second = 5] = [], ...rest } = { a: 1, b: [0], c: 3, d: 4 } as { a: number; b?: number[]; c: number };
console.log(a, second, rest, ((...all: number[]) => all.length)(...[1, 2, 3]), [3, 1, 2].sort(), [1, [2, [3]]].flat(2));
const tagged = (strings: TemplateStringsArray, ...values: unknown[]): string => strings.raw.join("|") + values.join();
console.log(tagged`a${1}\n${2}c`, `${1 + 1}`, [..."ab"].entries().next().value, Object.fromEntries([["k", 1]]));

try {
	null!;
	(undefined as unknown as Shape).doubled();
} catch (error) {
	console.log(error instanceof TypeError, (error as Error).name, (error as Error).message !== "");
}
const wrapped = new Error("outer", { cause: new SyntaxError("inner") });
console.log(wrapped.message, (wrapped.cause as Error).name, new AggregateError([1], "all").errors);
function deep(level: number): number {
	return level === 0 ? 0 : 1 + deep(level - 1);
}
console.log(deep(15), (0.1 + 0.2).toFixed(3), (255).toString(16), parseInt("12px"), Math.max(...[1, 5, 3]), 5 % -3);
console.log(
	Object.getOwnPropertyNames(
		class {
			static x = 1;
		},
	).sort(),
	deep.name,
	deep.length,
	typeof Array.prototype.map.name,
);
label: for (const i of [1, 2, 3])
	for (const j of [1, 2])
		if (i * j === 4) {
			console.log("found", i, j);
			break label;
		}
setTimeout(() => console.log("later"), 20);
setImmediate(() => console.log("soon"));
queueMicrotask(() => console.log("at once"));
export {};
