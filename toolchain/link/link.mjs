/*
 * Makes the program of a firmware image, a file of C, from an app and the library of its host:
 *
 *	node link.mjs --library LIBRARY.json --output PROGRAM.c [OPTIONS] APP.ts
 *
 *	--boot            freeze nothing but keys and bytecode; FROZEN=0 in the environment means the same
 *	--strip, --no-strip    whether builtins that no module names are left out; else the manifest or the library says so
 *	--preload NAME    a module of the app, by its path, that is to be frozen, too; again for each
 *	--no-check        do not check the app's types
 *
 * Errors in the app are printed as tsc prints them, and what cannot be frozen with its module and line. The status is 1
 * then, and 2 for wrong use. See docs/freezer.md.
 */
import { existsSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { CompileError } from "../xsc/bytecode.mjs";
import { linkProgram } from "./program.mjs";

const usage =
	"usage: link.mjs --library LIBRARY.json --output PROGRAM.c [--boot] [--[no-]strip] [--preload NAME] [--no-check] APP.ts";

function fail(message, status = 2) {
	console.error(message);
	process.exit(status);
}

function parse(args) {
	const options = { preload: [], boot: process.env.FROZEN === "0", check: true };
	const next = () => args.shift() ?? fail(usage);
	while (args.length > 0) {
		const arg = args.shift();
		if (arg === "--library") options.library = next();
		else if (arg === "--output") options.output = next();
		else if (arg === "--preload") options.preload.push(next());
		else if (arg === "--boot") options.boot = true;
		else if (arg === "--strip" || arg === "--no-strip") options.strip = arg === "--strip";
		else if (arg === "--no-check") options.check = false;
		else if (arg.startsWith("-") || options.app !== undefined) fail(usage);
		else options.app = arg;
	}
	if (!options.library || !options.output || !options.app) fail(usage);
	for (const file of [options.library, options.app]) if (!existsSync(file)) fail(`link: ${file}: no such file`);
	return options;
}

/** What the manifest.json beside an app says, as far as it matters here. */
function readManifest(app) {
	const file = path.join(path.dirname(app), "manifest.json");
	if (!existsSync(file)) return {};
	try {
		return JSON.parse(readFileSync(file, "utf8"));
	} catch (error) {
		return fail(`link: ${file}: ${error.message}`, 1);
	}
}

const options = parse(process.argv.slice(2));
options.app = realpathSync(options.app);
const { preload = [], creation = {}, strip } = readManifest(options.app);
options.preload.push(...preload);
options.creation = creation;
options.strip ??= strip;
try {
	await linkProgram(options);
} catch (error) {
	if (!(error instanceof CompileError)) throw error;
	fail(error.message, 1);
}
