/*
 * Tests one after the other, and their results on the console in the Test Anything Protocol (version 14).
 */
export type Test = readonly [name: string, run: () => void | Promise<void>];

let notes: string[] = [];

/** Fails the test unless `condition`. @param text what was expected, and what was found instead */
export function check(condition: boolean, text: string): asserts condition {
	if (!condition) throw new Error(text);
}

/** Adds a figure or a remark to the result of the test. */
export function note(text: string): void {
	notes.push(text);
}

function printLines(text: string): void {
	for (const line of text.split("\n")) console.log(`# ${line}`);
}

/** @returns whether it went well */
async function runOne([name, run]: Test, number: number): Promise<boolean> {
	notes = [];
	const start = performance.now();
	let failure: unknown;
	let failed = false;
	try {
		await run();
	} catch (error) {
		failure = error;
		failed = true;
	}
	console.log(`${failed ? "not ok" : "ok"} ${number} - ${name} # ${Math.round(performance.now() - start)} ms`);
	for (const text of notes) printLines(text);
	if (failed) printLines(failure instanceof Error ? (failure.stack ?? failure.message) : String(failure));
	return !failed;
}

/** Runs all, whatever happens. @returns how many failed */
export async function runTests(tests: readonly Test[]): Promise<number> {
	let failures = 0;
	console.log("TAP version 14");
	console.log(`1..${tests.length}`);
	for (const [index, test] of tests.entries()) if (!(await runOne(test, index + 1))) failures++;
	console.log(failures === 0 ? "# all tests passed" : `# ${failures} of ${tests.length} tests failed`);
	return failures;
}
