/* Imports between preloaded and other modules, at the start and at run time. */
import { a, viaB } from "./modules/cycle-a";
import * as all from "./modules/everything";
import data from "./modules/data.json";
import { log } from "./modules/log-preloaded";

console.log(a(), viaB(), Object.keys(all).sort(), all.default, data);
log("main");
const lazy = await import("./modules/lazy");
console.log(lazy.value, (await import("./modules/lazy")) === lazy, (await import("./modules/log-preloaded")).lines);
const name = ["la", "zy"].join("");
console.log(((await import(`./modules/${name}`)) as typeof lazy).value);
try {
	await import(`./${name}/missing`);
} catch (error) {
	console.log((error as Error & { code: string }).code, (error as Error).message.startsWith("Cannot find module"));
}
try {
	await import("./modules/throws");
} catch (error) {
	console.log((error as Error).message, await import("./modules/throws").catch((again: unknown) => again === error));
}
console.log(await lazy.loadFromPreloaded());
