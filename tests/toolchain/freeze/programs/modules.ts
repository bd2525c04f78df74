/* Imports between preloaded and other modules, at the start and at run time. */
import { a, viaB } from "./modules/cycle-a.ts";
import * as all from "./modules/everything.ts";
import data from "./modules/data.json";
import { log } from "./modules/log-preloaded.ts";

console.log(a(), viaB(), Object.keys(all).sort(), all.default, data);
log("main");
const lazy = await import("./modules/lazy.ts");
console.log(
	lazy.value,
	(await import("./modules/lazy.ts")) === lazy,
	(await import("./modules/log-preloaded.ts")).lines,
);
const name = ["la", "zy"].join("");
console.log(((await import(`./modules/${name}`)) as typeof lazy).value);
try {
	await import(`./${name}/missing`);
} catch (error) {
	console.log((error as Error & { code: string }).code, (error as Error).message.startsWith("Cannot find module"));
}
try {
	await import("./modules/throws.ts");
} catch (error) {
	console.log(
		(error as Error).message,
		await import("./modules/throws.ts").catch((again: unknown) => again === error),
	);
}
console.log(await lazy.loadFromPreloaded());
