// Imports one of our TypeScript modules into node; for modules that import nothing at run time.
import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";

/** @param {URL} source the .ts file */
export function importTypeScript(source) {
	const { code } = transformSync(readFileSync(source, "utf8"), { loader: "ts", format: "esm" });
	return import(`data:text/javascript,${encodeURIComponent(code)}`);
}
