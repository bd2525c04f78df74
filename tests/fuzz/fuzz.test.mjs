// Each fuzzer plays what it knows: the inputs that once broke something, one test each, and its corpus. Then it looks for
// more, for FUZZ_SECONDS (60). An input that breaks something is left in build/fuzz/findings.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, test } from "node:test";
import { freshArguments, fuzzers, inputs, runFuzzer } from "./fuzz.mjs";

const seconds = Number(process.env.FUZZ_SECONDS ?? 60);

describe("fuzz: what once broke something", () => {
	for (const name of fuzzers) {
		const folder = inputs("findings", name);
		for (const file of existsSync(folder) ? readdirSync(folder) : []) {
			test(`${name}: ${file.replaceAll("-", " ")}`, () =>
				runFuzzer(name, [join(folder, file)], { timeout: 60_000 }));
		}
	}
});

describe("fuzz: the corpus", () => {
	for (const name of fuzzers) {
		test(name, async () => {
			const folder = inputs("corpus", name);
			const output = await runFuzzer(name, ["-runs=0", folder], { timeout: 300_000 });
			const [, played] = /seed corpus: files: (\d+)/.exec(output) ?? [];
			assert.equal(Number(played), readdirSync(folder).length);
		});
	}
});

describe(`fuzz: ${seconds} s more`, { concurrency: 2 }, () => {
	for (const name of fuzzers) {
		test(name, async () => {
			const output = await runFuzzer(name, freshArguments(name, seconds), { timeout: (seconds + 240) * 1000 });
			const [, executed] = /number_of_executed_units: (\d+)/.exec(output) ?? [];
			assert.ok(Number(executed) > seconds, `only ${executed} inputs in ${seconds} s`);
		});
	}
});
