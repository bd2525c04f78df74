// Takes one package from the npm registry as an archive: npm downloads it, nothing of it is installed or run.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure, mustRun, quote, run } from "./common.mjs";

/**
 * Downloads the package that `lock` pins, checks its integrity and unpacks it into the empty folder `target`.
 * @param {{name: string, lock: {package: string, version: string, integrity: string}, target: string}} wanted
 * @param {string} scratch a folder for what is thrown away afterwards.
 */
export function fetchNpm({ name, lock, target }, scratch) {
	const spec = `${lock.package}@${lock.version}`;
	const advice = `Another way: set ${name.toUpperCase()}_DIR to a source tree of your own.`;
	const downloads = join(scratch, "npm");
	mkdirSync(downloads);
	const pack = run("npm", ["pack", "--loglevel=error", "--ignore-scripts", "--pack-destination", downloads, spec], {
		cwd: scratch,
	});
	if (pack.missing) throw new Failure(`${spec} comes from the npm registry, but there is no npm here.\n${advice}`);
	const archive = readdirSync(downloads).find((file) => file.endsWith(".tgz"));
	if (pack.status !== 0 || archive === undefined) {
		throw new Failure(
			`${spec} could not be downloaded. The network is needed once. npm says:\n${quote(pack.errors || pack.output)}\n${advice}`,
		);
	}
	const file = join(downloads, archive);
	const integrity = `sha512-${createHash("sha512").update(readFileSync(file)).digest("base64")}`;
	if (integrity !== lock.integrity) {
		throw new Failure(
			`The archive of ${spec} is not the one that toolchain/vendor/lock.json pins:\n` +
				`    expected ${lock.integrity}\n    found    ${integrity}\nNothing of it is used.`,
		);
	}
	mustRun(`unpacking ${spec}`, "tar", ["-xzf", file, "-C", target, "--no-same-owner", "--strip-components=1"]);
	writeFileSync(join(target, "VERSION"), `${lock.package} ${lock.version}\n`);
}
