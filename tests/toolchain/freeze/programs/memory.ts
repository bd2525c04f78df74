/* eslint-disable -- what linters advise against has to work, too */
/* The garbage collector with references between flash, RAM and heap. */
import { Account, cycle, list, memo, names, nested, next, seen } from "./state-preloaded";

function churn(rounds: number): number {
	let sum = 0;
	for (let i = 0; i < rounds; i++) {
		const items = Array.from({ length: 20 }, (_, index) => ({ index, text: `text ${index}` }));
		sum += items.reduce((total, { text }) => total + text.length, 0);
	}
	return sum;
}
for (let i = 0; i < 20; i++) {
	names.set(i, { array: [i, `value ${i}`] });
	list[i] = i;
	nested.inner.items[i] = { i };
	seen.add({ i });
	cycle[`property ${i}`] = [i];
	(Array.prototype as unknown as Record<string, unknown>)[`own${i}`] = (): number => i;
	new Account(`owner ${i}`).deposit(i);
	churn(3);
}
console.log(churn(5), next(), memo("one"), names.get(7), list.join(), nested.inner.items.length, seen.size);
console.log(cycle["property 9"], ([] as unknown as Record<string, () => number>)["own3"]!(), Account.total);
for (let i = 0; i < 20; i += 2) {
	names.delete(i);
	delete cycle[`property ${i}`];
}
seen.clear();
nested.inner.items.length = 0;
churn(20);
names.set("again", [1]);
console.log(names.size, names.get("again"), Object.keys(cycle).length, [...seen], Account.find("owner 5")!.balance);
