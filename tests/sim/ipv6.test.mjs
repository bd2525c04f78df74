// IPv6: the host's ::1 is fd00::2 in the simulated network.
import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { startDns } from "../servers/dns.mjs";
import { freePort } from "../servers/failing.mjs";
import { startEcho } from "../servers/servers.mjs";
import { client, close, connect, numbers, serve, trusting } from "./client.mjs";
import { runSim } from "./harness.mjs";

const app = fileURLToPath(new URL("apps/ipv6.ts", import.meta.url));

/** Makes a server on 127.0.0.1 reachable on ::1. @returns the same, at another port */
async function onIPv6(t, server) {
	const from = [];
	const front = net.createServer((stream) => {
		const behind = net.connect(server.port, "127.0.0.1");
		from.push(stream.remoteAddress);
		for (const [one, other] of [
			[stream, behind],
			[behind, stream],
		]) {
			one.pipe(other);
			one.on("error", () => other.destroy());
		}
	});
	front.listen(0, "::1");
	await once(front, "listening");
	t.after(() => front.close());
	return { port: front.address().port, from };
}

test("ipv6: sockets, names, ports, and what cannot be", async (t) => {
	const dns = await serve(t, startDns({ "six.test": { addresses: ["fd00::2"], ttl: 60 } }));
	const echo = await onIPv6(t, await serve(t, startEcho()));
	const run = await runSim(app, [`echo=${echo.port}`, `nobody=${await freePort()}`], {
		flags: ["--dns", `127.0.0.1:${dns.port}`],
		env: { SIM_VARIANT: "asan" },
	});
	assert.equal(run.stderr, "");
	assert.equal(run.code, 0, run.stdout);
	assert.ok(echo.from.length >= 12 && echo.from.every((address) => address === "::1"), echo.from.join(" "));
});

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	test(`ipv6: ${version}, a megabyte both ways`, async (t) => {
		const echo = await onIPv6(t, await serve(t, startEcho({ version })));
		const exchange = { do: "exchange", bytes: 1_000_000, seed: 6, chunk: 30_000 };
		const report = await client({ tls: trusting, family: 6 }, connect(echo, "fd00::2"), exchange, close);
		const [opened, { both }, closed] = report.results;
		assert.deepEqual([opened.result, closed.result], [0, 0], JSON.stringify(report));
		assert.deepEqual(
			both.map(({ bytes }) => bytes),
			[1_000_000, 1_000_000],
		);
		assert.equal(both[1].wrong, undefined);
		assert.equal(report.info.version, version);
		assert.deepEqual(report.info.remote ?? { address: "fd00::2", port: echo.port }, {
			address: "fd00::2",
			port: echo.port,
		});
	});
}

test("ipv6: a name that the certificate does not have is found out", async (t) => {
	const echo = await onIPv6(t, await serve(t, startEcho({})));
	const report = await client({ tls: { ...trusting, name: "other.test" }, family: 6 }, connect(echo, "fd00::2"));
	assert.deepEqual(numbers(report), [-1003]);
});

test("ipv6: a small MTU", async (t) => {
	const echo = await onIPv6(t, await serve(t, startEcho()));
	const exchange = { do: "exchange", bytes: 100_000, seed: 7 };
	const report = await client({ family: 6, flags: ["--mtu", "1280"] }, connect(echo, "fd00::2"), exchange);
	assert.equal(report.results[1].both?.[1].bytes, 100_000, JSON.stringify(report));
});
