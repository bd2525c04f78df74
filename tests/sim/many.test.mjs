/* Many connections: at once, and one after the other. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { startEcho } from "../servers/servers.mjs";
import { roots, serve } from "./client.mjs";
import { runSim } from "./harness.mjs";

function app(name) {
	return fileURLToPath(new URL(`apps/${name}.ts`, import.meta.url));
}

async function run(name, args, flags = []) {
	const { code, stdout, stderr, timedOut } = await runSim(app(name), args, { flags, timeout: 120_000 });
	assert.ok(!timedOut, `it did not end:\n${stdout}${stderr}`);
	assert.equal(stderr, "");
	assert.equal(code, 0);
	return stdout.trimEnd();
}

for (const [kind, server] of Object.entries({
	plain: undefined,
	"TLSv1.2": { version: "TLSv1.2" },
	"TLSv1.3": { version: "TLSv1.3" },
})) {
	const ca = server ? roots : "";

	test(`${kind}: 8 sockets at once, each with its own data`, async (t) => {
		const echo = await serve(t, startEcho(server));
		const bytes = 200_000;
		const lines = (await run("together", [String(echo.port), "8", String(bytes), ca])).split("\n");
		assert.deepEqual(lines, Array(8).fill(`sent ${bytes}, all came back`));
		assert.equal(echo.accepted, 8);
	});

	for (const resume of server ? ["", "resume"] : [""])
		test(`${kind}: after 200 connections${resume && ", resumed,"} the memory in use is what it was`, async (t) => {
			const echo = await serve(t, startEcho(server));
			const output = await run("repeated", [String(echo.port), "200", ca, resume], ["--clock-scale", "100"]);
			const { before, after } = JSON.parse(output);
			assert.equal(echo.accepted, 205);
			assert.ok(after.heap - before.heap < 200 * 16, `JavaScript: ${before.heap}, then ${after.heap} bytes`);
			delete before.heap;
			delete after.heap;
			if (!resume) return assert.deepEqual(after, before);
			/* a server may have given one session more to keep, of the two that are kept for it */
			assert.ok(after.core - before.core < 1024 && after.blocks - before.blocks <= 1, output);
			assert.deepEqual([after.mbedtls, after.lwip], [before.mbedtls, before.lwip]);
		});
}
