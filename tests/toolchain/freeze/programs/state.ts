/* eslint-disable -- what linters advise against has to work, too */
/* Reads and changes what state-preloaded.ts has frozen. */
import main, * as state from "./state-preloaded";
import { Account, Savings, exported, list, names, nested } from "./state-preloaded";

console.log(state.next(), state.next(), main(), exported, state.exported);
state.change();
console.log(
	"live bindings",
	exported,
	state.exported,
	Object.keys(state).length,
	Object.prototype.toString.call(state),
);

list.push(4);
list[0] = 10;
console.log(list, list.length, list.indexOf(3), state.seen.has(list), list.splice(1, 2), list);
nested.inner.value++;
nested.inner.items.push(nested, () => list.length);
Object.assign(nested, { added: true });
console.log(
	nested.inner.value,
	nested.inner.items.length,
	(nested.inner.items[2] as () => number)(),
	"added" in nested,
);
nested.when.setUTCFullYear(2001);
console.log(nested.when.toISOString());

console.log(names.get("one"), names.get(2), names.get(state.cycle), names.size, [...names.values()]);
names.set("more", { deep: [1] }).delete(2);
for (let i = 0; i < 50; i++) names.set(`key ${i}`, { i });
console.log(names.size, names.get("key 49"), names.get("more"), names.has(2));
state.seen.add(names);
console.log(state.seen.has(3n), state.seen.has(names), state.seen.delete("x"), state.seen.size);

state.buffer[0] = 200;
state.buffer.set([9, 9], 2);
new DataView(state.empty).setInt16(2, -2);
console.log(state.buffer, state.buffer.buffer.byteLength, new Uint8Array(state.empty));

console.log("a1b2".match(state.pattern), state.pattern.exec("a1b2")?.index, state.pattern.lastIndex);
console.log(state.pattern.exec("a1b2")?.index, state.pattern.exec("a1b2"), state.word.test("abc"), state.word.source);
console.log(
	state.big * 2n,
	state.big === 123456789012345678901234567890n,
	state.numbers,
	state.strings.map((x) => x.length),
);
console.log(Object.is(state.numbers[3], -0), JSON.stringify(state.strings), state.sparse, 2 in state.sparse);

for (const attempt of [
	() => ((state.constants as { fixed: number }).fixed = 2),
	() => ((state.constants as unknown as { extra: number }).extra = 2),
	() => (state.constants.list as number[]).push(2),
	() => ((state.sealed as { y?: number }).y = 2),
	() => Object.defineProperty(state, "exported", { value: 2 }),
])
	try {
		attempt();
		console.log("changed");
	} catch (error) {
		console.log((error as Error).name);
	}
state.sealed.x = 2;
state.sealedList[1] = 5;
state.fixedKeys.when++;
console.log(state.sealedList, state.fixedKeys, Object.isExtensible(state.fixedKeys));
console.log(JSON.stringify([state.constants, state.sealed, state.sealedList, list, { first: state.first }]));
try {
	JSON.stringify(state.cycle);
} catch (error) {
	console.log((error as Error).name);
}
const weak = new WeakMap<object, unknown>([
	[list, 1],
	[Account, 2],
	[state.constants, 3],
]);
console.log(
	weak.get(list),
	weak.get(Account),
	weak.get(state.constants),
	weak.has(nested),
	weak.delete(list),
	weak.has(list),
);
console.log(new WeakSet([nested, list]).has(nested), new WeakRef(nested).deref() === nested);
Object.freeze(state.keyed);
console.log(state.constants, state.sealed, Object.isFrozen(state.constants), Object.isSealed(state.sealed));
console.log(
	state.keyed[state.symbol],
	state.registered === Symbol.for("shared"),
	Object.keys(state.keyed),
	state.symbol,
);
console.log(
	state.error instanceof RangeError,
	state.error.message,
	await state.resolved,
	state.cycle["self"] === state.cycle,
);
state.cycle["self"] = null;
console.log(state.cycle, (state.proxy as { extra?: number }).extra, state.proxy.inner === nested.inner, state.bound(5));

const { first } = state;
first.deposit(5).limit = 3;
const savings = new Savings("second").deposit(10);
console.log(first.history, savings.history);
console.log(
	first.balance,
	first.owner,
	savings.balance,
	Account.total,
	Account.find("first") === first,
	Account.find("second")?.owner,
);
Object.defineProperty(Account.prototype, "half", {
	get(this: Account) {
		return this.balance / 2;
	},
});
console.log((first as unknown as { half: number }).half, (savings as unknown as { half: number }).half, first);
Account.prototype.deposit = function () {
	return this;
};
console.log(first.deposit(100).balance, Savings.name, Object.getPrototypeOf(Savings) === Account);

console.log(state.memo("frozen"), state.memo("new"), state.memo("new"), await state.later([1]));
const sequence = state.sequence();
console.log(sequence.next().value, sequence.next().value, state.next());

/* Builtins */
declare global {
	interface Array<T> {
		second(): T | undefined;
	}
	interface Number {
		doubled: number;
	}
}
Array.prototype.second = function () {
	return this[1] as never;
};
Object.defineProperty(Number.prototype, "doubled", {
	get(this: number) {
		return this * 2;
	},
	configurable: true,
});
console.log([1, 2].second(), list.second(), (21).doubled, state.strings.second());
const { join } = Array.prototype;
Array.prototype.join = function (separator) {
	return `<${join.call(this, separator)}>`;
};
console.log(["a", "b"].join("-"), String(list));
Array.prototype.join = join;
delete (Array.prototype as { second?: unknown }).second;
console.log(
	typeof list.second,
	Math.abs(-1),
	((Math as unknown as { own: number }).own = 5),
	(Math as unknown as { own: number }).own,
);
(globalThis as unknown as { mine: number }).mine = 1;
const push = Map.prototype.set;
Map.prototype.set = function (key, value) {
	return push.call(this, key, [value]) as typeof this;
};
console.log(new Map().set(1, 2), (globalThis as unknown as { mine: number }).mine, typeof globalThis.Map);
Map.prototype.set = push;
Object.setPrototypeOf(nested.inner, { inherited: "yes" });
console.log(
	(nested.inner as unknown as { inherited: string }).inherited,
	delete (nested as { when?: Date }).when,
	Object.keys(nested),
);
