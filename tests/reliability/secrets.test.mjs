/*
 * Secrets: nothing of a session's is in memory that was given back, whatever became of the session. c/secrets.c looks at each
 * block at the moment it is freed: for the secrets of the key log, the keys derived of them, a client's private key, a pre-shared
 * key, what a session is resumed with, the data.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { test } from "node:test";
import { startFailing } from "../servers/failing.mjs";
import { pkiFile } from "../servers/listener.mjs";
import { startEcho } from "../servers/servers.mjs";
import { serve } from "../sim/client.mjs";
import { root } from "../sim/harness.mjs";

const program = path.join(root, "build/sim/asan/reliability/secrets");
const numbers = { "TLSv1.2": "0x0303", "TLSv1.3": "0x0304" };
const asking = { requestCert: true, sessionIdContext: "secrets" };

/** @returns {Promise<{status: number, stdout: string}>} status 0: nothing was found */
function look(how, server, version) {
	const files = ["root", "client.chain", "client.key"].map((name) => pkiFile(`${name}.pem`));
	const env = { ...process.env, SIM_OPTIONS: "--clock-scale 10" };
	return new Promise((resolve) => {
		execFile(
			program,
			[how, String(server.port), numbers[version], ...files],
			{ env, timeout: 120_000 },
			(error, stdout, stderr) => resolve({ status: error ? (error.code ?? error.signal) : 0, stdout, stderr }),
		);
	});
}

function counts(stdout) {
	const [, first, second, secrets, bytes] = stdout
		.match(/results (-?\d+) (-?\d+), secrets (\d+), bytes (\d+)/)
		.map(Number);
	return { first, second, secrets, bytes };
}

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	test(`${version}: a connection and its resumption leave no secret`, async (t) => {
		const server = await serve(t, startEcho({ version, more: asking }));
		const { status, stdout } = await look("good", server, version);
		const { first, second, secrets, bytes } = counts(stdout);
		assert.deepEqual([first, second], [0, 0]);
		assert.ok(secrets >= (version === "TLSv1.3" ? 28 : 6) && bytes > 100_000, stdout);
		assert.equal(status, 0, stdout);
	});

	test(`${version}: the search finds what is not wiped`, async (t) => {
		const server = await serve(t, startEcho({ version }));
		const { status, stdout } = await look("control", server, version);
		assert.equal(status, 1);
		assert.match(stdout, version === "TLSv1.3" ? /CLIENT_TRAFFIC_SECRET_0: 1 times/ : /CLIENT_RANDOM: 1 times/);
	});

	test(`${version}: a refused certificate leaves no secret`, async (t) => {
		const { status, stdout } = await look("name", await serve(t, startEcho({ version })), version);
		assert.equal(counts(stdout).first, -1003);
		assert.equal(status, 0, stdout);
	});

	for (const [stage, way] of [
		["hello", "end"],
		["handshake", "silence"],
		["handshake", "reset"],
		["ready", "cut"],
		["transfer", "reset"],
	]) {
		test(`${version}: ${way} at stage ${stage} leaves no secret`, async (t) => {
			const { status, stdout } = await look(
				"any",
				await serve(t, startFailing(stage, way, { version })),
				version,
			);
			assert.notEqual(counts(stdout).first, 0);
			assert.equal(status, 0, stdout);
		});
	}

	test(`${version}: a lack of memory leaves no secret`, async (t) => {
		const server = await serve(t, startEcho({ version, more: asking }));
		let failed = 0;
		for (let n = 500; n < 7500; n += 500) {
			const { status, stdout } = await look(String(n), server, version);
			if (counts(stdout).first === -12) failed++;
			assert.equal(status, 0, `n = ${n}\n${stdout}`);
		}
		assert.ok(failed >= 10, `only ${failed} failed`);
	});
}
