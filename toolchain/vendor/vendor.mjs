// Brings the three source trees that are not ours into build/vendor: XS, lwIP and mbedTLS.
//
//     node toolchain/vendor/vendor.mjs [--output DIR] [--lock FILE] [--etc DIR]
//
// Each tree NAME is complete when NAME.stamp holds the key of what was asked for, and is then left alone. XS_DIR, LWIP_DIR
// and MBEDTLS_DIR name source trees to use instead; build/vendor/NAME is then a link to it. An interrupted run leaves
// nothing but a scratch folder, which the next one removes. Runs must not overlap: vendor.mk holds a lock meanwhile.
import { createHash } from "node:crypto";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Failure } from "./common.mjs";
import { fetchDebian } from "./debian.mjs";
import { fetchNpm } from "./npm.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const scratchPrefix = ".scratch-";

function main() {
	const { values } = parseArgs({
		options: {
			output: { type: "string", default: join(here, "../../build/vendor") },
			lock: { type: "string", default: join(here, "lock.json") },
			etc: { type: "string", default: "/etc/apt" },
		},
	});
	const output = resolve(values.output);
	mkdirSync(output, { recursive: true });
	for (const name of readdirSync(output)) {
		if (name.startsWith(scratchPrefix)) rmSync(join(output, name), { recursive: true });
	}
	const trees = Object.entries(JSON.parse(readFileSync(values.lock, "utf8"))).map(([name, lock]) =>
		describe(name, lock),
	);
	const missing = trees.filter((tree) => !isComplete(tree, output));
	if (missing.length === 0) return;

	for (const tree of missing.filter((tree) => tree.own !== undefined)) useOwn(tree, output);
	const wanted = missing.filter((tree) => tree.own === undefined);
	if (wanted.length > 0) fetchAll(wanted, output, values.etc);
}

// The key says what the tree is made of: where it comes from, and the scripts that make it.
function describe(name, lock) {
	const variable = `${name.toUpperCase()}_DIR`;
	const own = process.env[variable] ? resolve(process.env[variable]) : undefined;
	if (own !== undefined) return { name, lock, variable, own, key: `own ${own}` };
	const hash = createHash("sha256").update(JSON.stringify(lock));
	for (const script of ["vendor.mjs", "common.mjs", `${lock.from}.mjs`])
		hash.update(readFileSync(join(here, script)));
	return { name, lock, variable, own, key: `fetched ${hash.digest("hex")}` };
}

function isComplete({ name, key }, output) {
	const stamp = join(output, `${name}.stamp`);
	return existsSync(stamp) && readFileSync(stamp, "utf8").trim() === key && existsSync(join(output, name));
}

function useOwn(tree, output) {
	if (!existsSync(tree.own)) throw new Failure(`${tree.variable} is ${tree.own}, which does not exist`);
	checkMarks(tree, tree.own, `${tree.variable} is ${tree.own}, but that`);
	const scratch = mkdtempSync(join(output, scratchPrefix));
	const link = join(scratch, tree.name);
	symlinkSync(tree.own, link);
	install(tree, link, output);
	rmSync(scratch, { recursive: true });
}

function fetchAll(wanted, output, etc) {
	const scratch = mkdtempSync(join(output, scratchPrefix));
	process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));
	console.log(`Fetching the sources of ${wanted.map((tree) => tree.name).join(", ")} ...`);

	const jobs = wanted.map((tree) => ({ ...tree, target: join(scratch, `${tree.name}-all`) }));
	for (const job of jobs) mkdirSync(job.target);
	for (const job of jobs.filter((job) => job.lock.from === "npm")) fetchNpm(job, scratch);
	const debian = jobs.filter((job) => job.lock.from === "debian");
	if (debian.length > 0) fetchDebian(debian, { etc, scratch }, (text) => console.error(`Notice: ${text}`));

	for (const job of jobs) {
		const kept = join(scratch, job.name);
		mkdirSync(kept);
		for (const [from, to] of Object.entries({ ...job.lock.keep, VERSION: "VERSION" })) {
			if (!existsSync(join(job.target, from)))
				throw new Failure(`${job.lock.package} has no ${from}, which is needed`);
			renameSync(join(job.target, from), join(kept, to));
		}
		checkMarks(job, kept, `What was fetched for ${job.name}`);
		install(job, kept, output);
		console.log(`    ${job.name}: ${readFileSync(join(output, job.name, "VERSION"), "utf8").trim()}`);
	}
}

// The series that the core was written for; another one fails late and strangely.
function checkMarks({ name, lock }, tree, subject) {
	for (const [file, pattern] of Object.entries(lock.marks)) {
		const path = join(tree, file);
		if (!existsSync(path)) throw new Failure(`${subject} is no source tree of ${name}: it has no ${file}`);
		if (!new RegExp(pattern).test(readFileSync(path, "utf8"))) {
			throw new Failure(
				`${subject} is not a version of ${name} that can be used: ${file} does not match /${pattern}/`,
			);
		}
	}
}

// The stamp goes first and comes last, so that whatever stops this halfway is seen the next time.
function install({ name, key }, from, output) {
	const [place, stamp] = [join(output, name), join(output, `${name}.stamp`)];
	rmSync(stamp, { force: true });
	rmSync(place, { recursive: true, force: true });
	renameSync(from, place);
	writeFileSync(`${from}.stamp`, `${key}\n`);
	renameSync(`${from}.stamp`, stamp);
}

try {
	main();
} catch (error) {
	if (!(error instanceof Failure)) throw error;
	console.error(`vendor: ${error.message}`);
	process.exitCode = 1;
}
