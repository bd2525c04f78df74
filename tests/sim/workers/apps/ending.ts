/*
 * Two workers with a pending operation each (pending.ts), and the ways to their end.
 */
import { args, exit } from "sim";
import Worker from "worker";

const way = args[1];
let pending = 0;

class Pending extends Worker {
	override onmessage(message: unknown): void {
		console.log(message);
		pending++;
		if (way === "terminate") this.terminate();
		if (way === "exit" && pending === 2) exit(7);
	}
}

for (let index = 0; index < 2; index++) new Pending("./pending");
