/*
 * Prints the archive that an app is compiled to, after compiling it unless that was done before:
 *
 *	node build-app.mjs [--no-check] -- APP.ts
 *
 * Errors in the app are printed as tsc prints them; the status is 1 then, and 2 when there is no such app.
 */
import { realpathSync, statSync } from "node:fs";
import { entryFolder, look } from "./cache.mjs";

const args = process.argv.slice(2);
const types = args[0] !== "--no-check";
const given = args.at(-1);

function findApp() {
	try {
		const file = realpathSync(given);
		if (statSync(file).isFile()) return file;
		console.error(`sim: ${given}: not a file`);
	} catch (error) {
		console.error(`sim: ${given}: ${error.code === "ENOENT" ? "no such file" : error.message}`);
	}
	return process.exit(2);
}

async function compile(app, folder) {
	const { compileApp } = await import("./compile-app.mjs");
	try {
		return await compileApp(app, { folder, types });
	} catch (error) {
		if (error.constructor.name !== "CompileError") throw error;
		console.error(error.message);
		return process.exit(1);
	}
}

const app = findApp();
if (!/\.[mc]?[jt]sx?$/.test(app)) {
	console.error(`sim: ${given}: not a TypeScript or JavaScript file`);
	process.exit(2);
}
const folder = entryFolder(app, { types });
console.log(look(folder) ?? (await compile(app, folder)));
