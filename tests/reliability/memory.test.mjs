/*
 * No memory: in a connection's life each allocation fails once. c/sweep.c does it, in a few processes that share the work. For
 * core and lwIP each allocation; mbedTLS makes thousands: every seventh, or each with SWEEP=all (make sweep).
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { startDns } from "../servers/dns.mjs";
import { pkiFile } from "../servers/listener.mjs";
import { startEcho } from "../servers/servers.mjs";
import { roots, serve } from "../sim/client.mjs";
import { root, runSim } from "../sim/harness.mjs";

const all = process.env.SWEEP === "all";
const program = path.join(root, "build/sim/asan/reliability/sweep");
const app = fileURLToPath(new URL("../sim/apps/client.ts", import.meta.url));
const numbers = { "TLSv1.2": "0x0303", "TLSv1.3": "0x0304" };

/** @returns {Promise<{needed: number, results: Map<number, number>}>} how many runs gave each result */
async function sweep(t, library, version, { step, processes = 2, host = "-", options = "" }) {
	const plain = await serve(t, startEcho());
	const server = version ? await serve(t, startEcho({ version, more: { requestCert: true } })) : plain;
	const tls = version && [
		numbers[version],
		...["root", "client.chain", "client.key"].map((name) => pkiFile(`${name}.pem`)),
	];
	const results = new Map();
	let needed = 0;
	async function run(first) {
		const args = [library, first, step * processes, server.port, plain.port, host, ...(tls ?? [])].map(String);
		const env = { ...process.env, SIM_OPTIONS: `--clock-scale 20 ${options}` };
		const { stdout } = await promisify(execFile)(program, args, { env, timeout: 1_000_000 });
		for (const line of stdout.trim().split("\n")) {
			const [what, count] = line.split(" ");
			if (what === "needed") needed = Math.max(needed, Number(count));
			else results.set(Number(what), (results.get(Number(what)) ?? 0) + Number(count));
		}
	}
	await Promise.all(Array.from({ length: processes }, (_, index) => run(1 + index * step)));
	const list = [...results].map(([code, count]) => `${count} times ${code}`);
	t.diagnostic(`${needed} allocations; ${list.join(", ")}`);
	return { needed, results };
}

for (const version of [undefined, "TLSv1.2", "TLSv1.3"]) {
	for (const library of version ? ["core", "lwip", "mbedtls"] : ["core", "lwip"]) {
		const step = library === "mbedtls" && !all ? 7 : 1;
		const which = step === 1 ? "each allocation" : `every ${step}th allocation`;
		test(`${version ?? "plain TCP"}: ${which} of ${library} fails once`, { timeout: 1_200_000 }, async (t) => {
			const { needed, results } = await sweep(t, library, version, { step, processes: step > 1 || all ? 2 : 1 });
			const least = { core: 2, lwip: 5, mbedtls: 2000 }[library];
			assert.ok(needed >= least, `a life takes more than ${needed} allocations`);
			assert.ok(
				results.get(-12) >= (library === "lwip" ? 1 : needed / step - 5),
				"they are told as a lack of memory",
			);
		});
	}
}

test("a name is resolved: each allocation of core and lwIP fails once", { timeout: 300_000 }, async (t) => {
	const dns = await serve(t, startDns({ "echo.test": ["10.0.2.2"] }));
	for (const library of ["core", "lwip"])
		await sweep(t, library, undefined, {
			step: 1,
			processes: 1,
			host: "echo.test",
			options: `--dns 127.0.0.1:${dns.port}`,
		});
});

/** Runs the client's app, in which one allocation fails. */
async function runFailing(server, what) {
	const steps = [{ do: "connect", port: server.port }, { do: "exchange", bytes: 3000, seed: 3 }, { do: "close" }];
	const plan = { tls: { ca: roots, name: "echo.test" }, steps };
	return runSim(app, [JSON.stringify(plan)], { flags: ["--fail-alloc", what], env: { SIM_VARIANT: "asan" } });
}

test("JavaScript: an allocation of the engine that fails ends the app with a reason, or does no harm", async (t) => {
	const server = await serve(t, startEcho({}));
	for (let n = 1; n < 60; n += all ? 1 : 3) {
		const { code, signal, stdout, stderr, timedOut } = await runFailing(server, `xs:${n}`);
		assert.ok(!timedOut && !signal, `xs:${n}: ${signal}`);
		if (code === 0) assert.deepEqual(JSON.parse(stdout).results[0].result, 0);
		else assert.match(stderr, /^(Out of memory|Uncaught .*not enough memory)/, `xs:${n}: ${stderr}`);
	}
});

test("JavaScript: no memory for a new machine is told, also where the engine does not look", async (t) => {
	const server = await serve(t, startEcho({}));
	for (const n of [1, 4]) {
		const { code, stderr } = await runFailing(server, `xs:${n}`);
		assert.equal(code, 1);
		assert.match(stderr, /^Out of memory: /);
	}
});

test("JavaScript: an allocation of core, mbedTLS or lwIP that fails is a result or an exception, never the end", async (t) => {
	const server = await serve(t, startEcho({}));
	for (const what of ["core:2", "core:6", "mbedtls:30", "mbedtls:700", "mbedtls:1800", "lwip:9", "lwip:15"]) {
		const { code, signal, stdout, stderr } = await runFailing(server, what);
		assert.equal(signal, null, `${what}: ${stderr}`);
		if (code !== 0) assert.match(stderr, /Error: no (socket|network)/, what);
		else assert.ok([0, -12].includes(JSON.parse(stdout).results[0].result), `${what}: ${stdout}`);
	}
});
