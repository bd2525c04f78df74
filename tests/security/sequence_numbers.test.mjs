/* TCP's initial sequence numbers: who has seen those of one connection cannot tell those of another (RFC 6528). */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { startEcho } from "../servers/servers.mjs";
import { serve } from "../sim/client.mjs";
import { runSim } from "../sim/harness.mjs";

const app = fileURLToPath(new URL("../sim/apps/together.ts", import.meta.url));
const count = 5;

/** @returns {number[]} the numbers that the connections of a run began with */
async function run(file, port) {
	const flags = ["--pcap", file];
	const { code, stdout, stderr } = await runSim(app, [String(port), String(count), "100", ""], { flags });
	assert.equal(code, 0, stdout + stderr);
	const filter = ["-Y", "tcp.flags.syn == 1 && tcp.flags.ack == 0", "-T", "fields", "-e", "tcp.seq_raw"];
	return execFileSync("tshark", ["-r", file, ...filter], { encoding: "utf8", stdio: "pipe" })
		.trim()
		.split("\n")
		.map(Number);
}

test("initial sequence numbers of other connections, and of other runs, are far from each other", async (t) => {
	const folder = mkdtempSync(path.join(tmpdir(), "isn-"));
	t.after(() => rmSync(folder, { recursive: true }));
	const { port } = await serve(t, startEcho());
	const sent = [];
	for (const name of ["first", "second"]) sent.push(...(await run(path.join(folder, name), port)));
	/* without those sent again; by chance, two are nearer than that once in ten thousand runs of this test */
	const numbers = [...new Set(sent)].sort((a, b) => a - b);
	assert.ok(numbers.length >= 2 * count, `${numbers}`);
	for (let i = 1; i < numbers.length; i++) assert.ok(numbers[i] - numbers[i - 1] > 5000, numbers.join(", "));
});
