// Runs the tests: every *.test.mjs under tests/, one file after the other, because several measure time.
//
//     node tests/run.mjs [PART-OF-A-PATH...]
//
// With arguments only files whose path contains one of them. TEST_JOBS: how many files at once (1).
// A few files that failed are run once more, alone, after all others: tests that wait for real servers and emulated boards can
// come too late on a machine that stands still for seconds. What failed only at first is listed. What a sanitizer found counts
// at once, however rare it is. TEST_REPEAT=0: nothing is repeated.
// Ends with the line "N passed, N failed"; exit status 1 if any failed, or if there was none to run.
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import process from "node:process";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";

const folder = fileURLToPath(new URL(".", import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true })
	.filter((name) => name.endsWith(".test.mjs"))
	.sort()
	.map((name) => join(folder, name))
	.filter((file) => wanted.length === 0 || wanted.some((part) => relative(join(folder, ".."), file).includes(part)));

/* More files than this do not fail by chance. */
const mostRepeated = process.env.TEST_REPEAT === "0" ? 0 : 4;
const neverByChance = /Sanitizer|runtime error:|leak/;

// Not counted: suites, which only group; a parent that failed only because of its children; and a file that ended well
// without containing a test, which node reports as a test of the file's name.
function count(outcome, result, { name, details, skip, todo }) {
	if (details.type === "suite") return;
	if (result === "passed" && files.includes(name)) return;
	if (details.error?.failureType === "subtestsFailed") return;
	outcome[skip !== undefined || todo !== undefined ? "skipped" : result].push(name);
	if (result === "failed") outcome.byChance &&= !neverByChance.test(inspect(details.error));
}

const reporter = new spec();
reporter.pipe(process.stdout, { end: false });
/* node's own counts, which it gives for each file */
const isSummary = ({ type, data }) => type === "test:diagnostic" && data.nesting === 0 && data.file === undefined;

/**
 * @returns {Promise<{passed: string[], failed: string[], skipped: string[], byChance: boolean}>} the names of its tests, and
 *   whether what failed may have failed by chance
 */
async function runFile(file, printsAtOnce) {
	const outcome = { passed: [], failed: [], skipped: [], byChance: true };
	const later = [];
	for await (const event of run({ files: [file], timeout: 900_000 })) {
		if (event.type === "test:pass") count(outcome, "passed", event.data);
		if (event.type === "test:fail") count(outcome, "failed", event.data);
		if (isSummary(event)) continue;
		if (printsAtOnce) reporter.write(event);
		else later.push(event);
	}
	for (const event of later) reporter.write(event);
	return outcome;
}

/** @returns {Promise<Map<string, object>>} what runFile() gives, by file */
async function runFiles(some, jobs) {
	const outcomes = new Map();
	const left = [...some];
	async function work() {
		for (let file; (file = left.shift()) !== undefined;) outcomes.set(file, await runFile(file, jobs === 1));
	}
	await Promise.all(Array.from({ length: jobs }, work));
	return outcomes;
}

const outcomes = await runFiles(files, Number(process.env.TEST_JOBS ?? 1));
const failed = files.filter((file) => outcomes.get(file).failed.length > 0);
const repeated = failed.filter((file) => outcomes.get(file).byChance);
if (repeated.length > 0 && failed.length <= mostRepeated) {
	const again = await runFiles(repeated, 1);
	for (const [file, outcome] of again) {
		const lucky = outcomes.get(file).failed.filter((name) => !outcome.failed.includes(name));
		for (const name of lucky) console.log(`Failed at first, not when repeated: ${relative(folder, file)}: ${name}`);
		outcomes.set(file, outcome);
	}
}

reporter.end();
await once(reporter, "end");
const total = (result) => [...outcomes.values()].reduce((sum, outcome) => sum + outcome[result].length, 0);
if (total("skipped") > 0) console.log(`${total("skipped")} skipped`);
if (total("passed") + total("failed") === 0) console.log("No test was run.");
console.log(`${total("passed")} passed, ${total("failed")} failed`);
process.exitCode = total("failed") === 0 && total("passed") > 0 ? 0 : 1;
