// Runs the tests: every *.test.mjs under tests/, one file after the other, because several measure time.
//
//     node tests/run.mjs [PART-OF-A-PATH...]
//
// With arguments only files whose path contains one of them. TEST_JOBS: how many files at once (1).
// Ends with the line "N passed, N failed"; exit status 1 if any failed, or if there was none to run.
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import process from "node:process";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL(".", import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true })
	.filter((name) => name.endsWith(".test.mjs"))
	.sort()
	.map((name) => join(folder, name))
	.filter((file) => wanted.length === 0 || wanted.some((part) => relative(join(folder, ".."), file).includes(part)));

const counts = { passed: 0, failed: 0, skipped: 0 };

// Not counted: suites, which only group; a parent that failed only because of its children; and a file that ended well
// without containing a test, which node reports as a test of the file's name.
function count(outcome, { name, details, skip, todo }) {
	if (details.type === "suite") return;
	if (outcome === "passed" && files.includes(name)) return;
	if (details.error?.failureType === "subtestsFailed") return;
	counts[skip !== undefined || todo !== undefined ? "skipped" : outcome]++;
}

if (files.length > 0) {
	const events = run({ files, concurrency: Number(process.env.TEST_JOBS ?? 1), timeout: 900_000 });
	events.on("test:pass", (event) => count("passed", event));
	events.on("test:fail", (event) => count("failed", event));
	await new Promise((resolve, reject) => {
		events.compose(spec).on("error", reject).on("end", resolve).pipe(process.stdout, { end: false });
	});
}
if (counts.skipped > 0) console.log(`${counts.skipped} skipped`);
if (counts.passed + counts.failed === 0) console.log("No test was run.");
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
