// Runs the fuzzers that build.mk makes, one after the other.
//
//     node tests/fuzz/fuzz.mjs run SECONDS [NAME...]
//     node tests/fuzz/fuzz.mjs merge [NAME...]
//
// "run" adds to the corpora of this machine, build/fuzz/corpus, and begins with those of the repository as well; an input
// that breaks something is left in build/fuzz/findings. "merge" adds to the repository's what reaches new code.
// Without names: all fuzzers.
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const sources = fileURLToPath(new URL(".", import.meta.url));
const root = join(sources, "../..");
const programs = join(root, "build/fuzz");

/** Names of all fuzzers. */
export const fuzzers = readdirSync(sources)
	.map((file) => /^fuzz_(\w+)\.c$/.exec(file)?.[1])
	.filter((name) => name !== undefined);

/** @returns {string} the folder of a fuzzer's inputs in the repository. @param {"corpus" | "findings"} kind */
export function inputs(kind, name) {
	return join(sources, kind, name);
}

function folder(...path) {
	const made = join(programs, ...path);
	mkdirSync(made, { recursive: true });
	return made;
}

/**
 * Runs a fuzzer. Rejects with what it printed if something was found, and says which input that was.
 * @param {string} name
 * @param {string[]} args of libFuzzer
 * @param {{show?: boolean, timeout?: number}} [options] show: print its output at once; timeout: milliseconds
 * @returns {Promise<string>} what it printed
 */
export async function runFuzzer(name, args, { show = false, timeout } = {}) {
	const findings = folder("findings", name);
	const fixed = ["-timeout=120", "-rss_limit_mb=2048", "-print_final_stats=1", `-artifact_prefix=${findings}/`];
	const child = spawn(join(programs, `fuzz_${name}`), [...fixed, ...args], {
		stdio: ["ignore", "pipe", "pipe"],
		env: { ...process.env, ASAN_OPTIONS: "quarantine_size_mb=16:malloc_context_size=12" },
		timeout,
		killSignal: "SIGKILL",
	});
	let output = "";
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding("utf8").on("data", (text) => {
			output += text;
			if (show) process.stdout.write(text);
		});
	}
	const [status, signal] = await new Promise((resolve, reject) => {
		child.on("error", () => reject(new Error(`fuzz_${name} could not be run: make fuzzers builds it`)));
		child.on("close", (...end) => resolve(end));
	});
	if (status === 0) return output;
	const [, written] = /Test unit written to (\S+)/.exec(output) ?? [];
	const where = written ? `input: ${relative(root, written)}` : "no input was written";
	throw new Error(
		`fuzz_${name} ended with ${signal ?? status}; ${where}\n${output.split("\n").slice(-80).join("\n")}`,
	);
}

/** Arguments for a run of so many seconds, from a folder that new inputs are added to, and the corpus of the repository. */
function runArguments(name, seconds, corpus) {
	return [`-max_total_time=${seconds}`, "-max_len=2048", "-reload=0", corpus, inputs("corpus", name)];
}

/** Arguments for a run from the corpus of the repository alone. */
export function freshArguments(name, seconds) {
	rmSync(join(programs, "fresh", name), { recursive: true, force: true });
	return runArguments(name, seconds, folder("fresh", name));
}

async function main([command, ...args]) {
	const seconds = command === "run" ? args.shift() : undefined;
	const names = args.length > 0 ? args : fuzzers;
	const unknown = names.filter((name) => !fuzzers.includes(name));
	if (!["run", "merge"].includes(command) || unknown.length > 0 || (command === "run" && !(Number(seconds) > 0))) {
		const wrong = unknown.length > 0 ? `There is no fuzzer ${unknown.join(", ")}. ` : "";
		console.error(`${wrong}Usage: fuzz.mjs run SECONDS [NAME...] | merge [NAME...]; names: ${fuzzers.join(", ")}`);
		process.exitCode = 2;
		return;
	}
	for (const name of names) {
		mkdirSync(inputs("corpus", name), { recursive: true });
		/* counters: an input that only runs a loop more often is not worth keeping */
		const merging = ["-merge=1", "-use_counters=0", inputs("corpus", name), folder("corpus", name)];
		console.log(`--- ${name}`);
		try {
			await runFuzzer(name, command === "run" ? runArguments(name, seconds, folder("corpus", name)) : merging, {
				show: true,
			});
		} catch (error) {
			console.error(error.message.split("\n")[0]);
			process.exitCode = 1;
		}
	}
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
