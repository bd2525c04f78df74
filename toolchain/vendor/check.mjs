// Says whether there are releases newer than those that lock.json pins: Debian's archive and the npm registry are asked, as
// vendor.mjs asks them.
//
//     node toolchain/vendor/check.mjs [--vendor DIR] [--lock FILE] [--etc DIR]
//
// Debian's development suite, sid, is asked as well: an author's release comes there first. What a pinned release became in
// Debian's hands, corrections of security among it, is compared with the tree that was fetched into DIR.
// Status: 0 when nothing is newer, 1 when something is, 2 when that could not be found out.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { listSources } from "./apt.mjs";
import { Failure, quote, run } from "./common.mjs";
import { debianMirrors } from "./sources.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const development = "sid";

/** @returns {string} the release of its authors that a version of Debian's is made from. */
function upstreamOf(version) {
	return version.replace(/-[^-]*$/, "");
}

function isNewer(version, than) {
	return version.localeCompare(than, "en", { numeric: true }) > 0;
}

/** @returns {Map<string, string>} the newest version of each package in a suite */
function askDebian(packages, suite, etc, scratch) {
	const mirrors = debianMirrors(etc);
	if (mirrors.length === 0) throw new Failure(`Debian's ${suite} could not be asked: no mirror is listed in ${etc}`);
	const problems = [];
	for (const [index, mirror] of mirrors.entries()) {
		const listed = listSources(join(scratch, `${suite}${index}`), mirror, suite);
		if (listed.missing) throw new Failure("this system has no apt-get");
		const asked =
			listed.status === 0
				? run("apt-get", ["-qq", "-c", listed.config, "source", "--print-uris", ...packages], { cwd: scratch })
				: listed;
		if (asked.status !== 0) {
			problems.push(quote(asked.errors || asked.output));
			continue;
		}
		const found = [...asked.output.matchAll(/ (\S+)_(\S+)\.dsc /g)].map(([, name, version]) => [name, version]);
		const versions = new Map(found);
		const missing = packages.filter((name) => !versions.has(name));
		if (missing.length === 0) return versions;
		problems.push(`    ${mirror.uri} has no source of ${missing.join(", ")} in ${suite}`);
	}
	throw new Failure(`Debian's ${suite} could not be asked. apt says:\n${problems.join("\n")}`);
}

/** @returns {string} the version that the registry hands out to whoever names none */
function askNpm(name) {
	const { status, output, errors, missing } = run("npm", ["view", "--loglevel=error", name, "version"]);
	if (missing) throw new Failure("this system has no npm");
	if (status !== 0) throw new Failure(`npm's registry could not be asked. npm says:\n${quote(errors || output)}`);
	return output.trim();
}

/** What is newer than the lock file has it, as lines for people; and other news, which nothing needs to be done about. */
function compare(lock, { version, source }) {
	const upstream = lock.from === "debian" ? upstreamOf(version) : version;
	if (!isNewer(upstream, lock.version)) return {};
	const text = `${lock.package} ${upstream} is in ${source}, lock.json pins ${lock.version}`;
	const same = lock.series === undefined || upstream.startsWith(`${lock.series}.`);
	return same ? { newer: text } : { news: `${text}: another series than ${lock.series}` };
}

/** A correction by Debian of the release that is pinned: vendor.mjs takes it, but not while there is a tree already. */
function compareTree(name, lock, version, vendor) {
	const file = join(vendor, name, "VERSION");
	if (!existsSync(file)) return {};
	const [, fetched] = readFileSync(file, "utf8").trim().split(" ");
	if (fetched === version || upstreamOf(fetched) !== upstreamOf(version)) return {};
	return {
		newer: `${lock.package} ${version} is in ${lock.suite}, ${file} says ${fetched}: remove ${name}.stamp there to fetch it anew`,
	};
}

function checkDebian(trees, etc, vendor, scratch, tell) {
	for (const suite of new Set(trees.flatMap(([, lock]) => [lock.suite, development]))) {
		const asked = trees.filter(([, lock]) => suite === development || suite === lock.suite);
		const packages = asked.map(([, lock]) => lock.package);
		tell(() => {
			const versions = askDebian(packages, suite, etc, scratch);
			return asked.map(([name, lock]) => {
				const version = versions.get(lock.package);
				const tree = suite === lock.suite ? compareTree(name, lock, version, vendor) : {};
				return {
					found: `${lock.package} ${version} in ${suite}`,
					...tree,
					...compare(lock, { version, source: suite }),
				};
			});
		});
	}
}

function main() {
	const { values } = parseArgs({
		options: {
			vendor: { type: "string", default: join(here, "../../build/vendor") },
			lock: { type: "string", default: join(here, "lock.json") },
			etc: { type: "string", default: "/etc/apt" },
		},
	});
	const trees = Object.entries(JSON.parse(readFileSync(values.lock, "utf8")));
	const scratch = mkdtempSync(join(tmpdir(), "vendor-check-"));
	process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));
	let [newer, unknown] = [0, 0];

	function tell(ask) {
		try {
			for (const one of ask()) {
				if (one.newer) newer++;
				const [mark, text] = one.newer
					? ["NEWER", one.newer]
					: one.news
						? ["news", one.news]
						: ["ok", one.found];
				console.log(`${mark.padEnd(8)}${text}`);
			}
		} catch (error) {
			if (!(error instanceof Failure)) throw error;
			unknown++;
			console.log(`${"unknown".padEnd(8)}${error.message}`);
		}
	}

	for (const [, lock] of trees.filter(([, lock]) => lock.from === "npm"))
		tell(() => {
			const version = askNpm(lock.package);
			return [
				{ found: `${lock.package} ${version} on npm`, ...compare(lock, { version, source: "npm's registry" }) },
			];
		});
	const debian = trees.filter(([, lock]) => lock.from === "debian");
	if (debian.length > 0) checkDebian(debian, values.etc, values.vendor, scratch, tell);

	if (unknown > 0) console.log("Not everything could be asked: whether there is anything newer is not known.");
	process.exitCode = newer > 0 ? 1 : unknown > 0 ? 2 : 0;
}

main();
