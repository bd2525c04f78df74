/*
 * The cases of the reference's qualification suite on the class, each in a process of its own under AddressSanitizer and
 * UBSan, and those with several tasks under ThreadSanitizer, too.
 */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { pkiText } from "../servers/listener.mjs";
import { runSim } from "../sim/harness.mjs";
import { listCases } from "./programs.mjs";
import { Servers } from "./servers.mjs";

const app = fileURLToPath(new URL("ts/conformance.ts", import.meta.url));
const flavours = { plain: ["plain"], tls: ["TLS 1.2", "TLS 1.3"], both: ["plain", "TLS 1.2", "TLS 1.3"] };
/** Sanitizers end with a status of their own. */
const sanitizers = { ASAN_OPTIONS: "exitcode=66", TSAN_OPTIONS: "halt_on_error=1:exitcode=66" };
const servers = new Servers();
after(() => servers.close());

async function run(variant, args, flags = []) {
	const env = { SIM_VARIANT: variant, ...sanitizers };
	const result = await runSim(app, args.map(String), { flags, env, timeout: 120_000 });
	assert.ok(!result.timedOut, `it did not end:\n${result.stdout}${result.stderr}`);
	assert.equal(result.signal ?? result.code, 0, result.stdout + result.stderr);
	assert.equal(result.stderr, "");
	return result.stdout;
}

async function runCase(variant, name, flavour) {
	const secure = flavour === "plain" ? [] : [pkiText("root.pem"), await servers.port("other")];
	const dns = ["--dns", `127.0.0.1:${await servers.port("dns")}`];
	/* On a plain connection, whichever way the case is run. */
	const plain = flavour === "plain" || name === "SetSecureOptionsAfterConnect";
	await run(variant, [name, await servers.port("echo", plain ? "plain" : flavour), ...secure], dns);
}

const cases = (await run("asan", ["--list"]))
	.trim()
	.split("\n")
	.map((line) => line.split(" "));

function testCases(variant, wanted) {
	for (const [name, over] of cases.filter(([key]) => wanted.test(key)))
		for (const flavour of flavours[over]) test(`${name}, ${flavour}`, () => runCase(variant, name, flavour));
}

describe("conformance: TypeScript", { concurrency: 2 }, () => testCases("asan", /^/));
describe("conformance: TypeScript, tasks", () => testCases("tsan", /^Threadsafe/));

/* Those of our own have names in plain words. */
test("conformance: the reference's cases are the same in both languages", () => {
	const inC = listCases().filter(({ name }) => /^\w+$/.test(name));
	assert.ok(inC.length >= 30, `${inC.length} cases`);
	const both = (over) => (over.length === 2 ? "both" : over[0]);
	const sorted = (list) => list.toSorted(([a], [b]) => (a < b ? -1 : 1));
	assert.deepEqual(
		sorted(cases),
		sorted(inC.filter(({ name }) => name !== "SO_ERROR").map(({ name, over }) => [name, both(over)])),
	);
});
