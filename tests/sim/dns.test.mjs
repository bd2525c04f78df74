// Names: the core's DNS client against a real server on loopback, kind or not. No query leaves the machine.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { startDns } from "../servers/dns.mjs";
import { serve } from "./client.mjs";
import { runSim } from "./harness.mjs";

const app = fileURLToPath(new URL("apps/names.ts", import.meta.url));

/** Resolves names in one run. @returns {Promise<{name: string, result: string, ms: number}[]>} */
async function resolve({ port, host = "127.0.0.1" }, ...names) {
	const { code, stdout, stderr } = await runSim(app, names, {
		flags: ["--dns", `${host}:${port}`],
		timeout: 60_000,
	});
	assert.equal(stderr, "");
	assert.equal(code, 0, stdout);
	return JSON.parse(stdout.trimEnd().split("\n").at(-1));
}

const results = (answers) => answers.map(({ result }) => result);

test("dns: a name has its address, others have none", async (t) => {
	const dns = await serve(
		t,
		startDns({ "a.test": ["192.0.2.1"], "six.test": ["2001:db8::1"], "zero.test": ["0.0.0.0"] }),
	);
	const answers = await resolve(dns, "a.test", "A.TEST.", "nobody.test", "six.test", "zero.test");
	assert.deepEqual(results(answers), ["192.0.2.1", "192.0.2.1", "0.0.0.0", "0.0.0.0", "0.0.0.0"]);
	for (const { name, ms } of answers) assert.ok(ms < 900, `${name}: ${ms} ms`);
});

test("dns: addresses, localhost and bad names ask nobody", async (t) => {
	const dns = await serve(t, startDns({}));
	const names = ["192.0.2.7", "localhost", "x.localhost", "a..b", "a b", "1.2.3", "-", "a".repeat(64), "é.test"];
	const answers = await resolve(dns, ...names, "6:2001:DB8:0::1", "6:192.0.2.7", "*:localhost");
	assert.deepEqual(results(answers), [
		...["192.0.2.7", "127.0.0.1", "127.0.0.1", "0.0.0.0", "0.0.0.0", "0.0.0.0", "0.0.0.0", "0.0.0.0", "0.0.0.0"],
		...["2001:db8::1", "", "127.0.0.1 ::1"],
	]);
	assert.deepEqual(dns.queries, ["-"]);
});

test("dns: both families, aliases", async (t) => {
	const dns = await serve(
		t,
		startDns({
			"both.test": { addresses: ["192.0.2.1", "2001:db8::2", "2001:db8::1"], ttl: 60 },
			"alias.test": { alias: "a.long.way.off.test", addresses: ["192.0.2.9", "2001:db8::9"] },
		}),
	);
	const names = ["*:both.test", "4:both.test", "6:both.test", "alias.test", "6:alias.test", "*:nobody.test"];
	assert.deepEqual(results(await resolve(dns, ...names)), [
		...[
			"192.0.2.1 2001:db8::1 2001:db8::2",
			"192.0.2.1",
			"2001:db8::2 2001:db8::1",
			"192.0.2.9",
			"2001:db8::9",
			"",
		],
	]);
});

for (const [how, ttl] of Object.entries({ "kept in the cache": 60, "asked for each time": 0 })) {
	test(`dns: each use begins with another of several addresses, ${how}`, async (t) => {
		const addresses = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"];
		const dns = await serve(t, startDns({ "a.test": { addresses, ttl, rotate: true } }));
		assert.deepEqual(results(await resolve(dns, "8*a.test")), [...addresses, ...addresses]);
		assert.equal(dns.queries.length, ttl ? 1 : 8);
	});
}

test("dns: forged answers are ignored, each query comes from another port", async (t) => {
	const names = {};
	for (const kind of ["id", "name", "type", "class", "port", "short", "loop"])
		names[`${kind}.test`] = { addresses: ["192.0.2.1"], forged: [kind], delay: 20 };
	names["flood.test"] = { addresses: ["192.0.2.1"], forged: Array(500).fill("id"), delay: 20 };
	const dns = await serve(t, startDns(names));
	const answers = await resolve(dns, ...Object.keys(names));
	for (const { name, result } of answers) assert.equal(result, "192.0.2.1", name);
	assert.ok(new Set(dns.ports).size >= Object.keys(names).length - 1, dns.ports.join(" "));
});

test("dns: a slow answer is taken, a lost one asked for again", async (t) => {
	const names = {
		"slow.test": { addresses: ["192.0.2.1"], delay: 600 },
		"late.test": { addresses: ["192.0.2.2"], delay: 1300 },
	};
	const dns = await serve(t, startDns(names));
	const [slow, late] = await resolve(dns, "slow.test", "late.test");
	assert.equal(slow.result, "192.0.2.1");
	assert.ok(slow.ms >= 590 && slow.ms < 5000, `${slow.ms} ms`);
	assert.equal(late.result, "192.0.2.2");
	assert.ok(late.ms >= 2250 && late.ms < 8000, `${late.ms} ms`);
	assert.deepEqual(dns.queries, ["slow.test", "late.test", "late.test"]);
});

test("dns: silence ends after 10 seconds, for all who ask at the same time", async (t) => {
	const dns = await serve(t, startDns({ "silent.test": { silent: true }, "a.test": ["192.0.2.1"] }));
	const answers = await resolve(dns, "&silent.test", "&silent.test", "a.test", "&a.test");
	assert.deepEqual(results(answers), ["0.0.0.0", "0.0.0.0", "192.0.2.1", "192.0.2.1"]);
	for (const { result, ms } of answers) {
		if (result === "0.0.0.0") assert.ok(ms >= 9990 && ms < 15_000, `${ms} ms`);
		else assert.ok(ms < 900, `${ms} ms`);
	}
});

test("dns: many names at once", async (t) => {
	const names = {};
	for (let i = 0; i < 60; i++) names[`n${i}.test`] = { addresses: [`192.0.2.${i + 1}`], delay: i % 7 };
	const dns = await serve(t, startDns(names));
	const answers = await resolve(dns, ...Object.keys(names).map((name) => `&${name}`));
	for (const [i, { result }] of answers.entries()) assert.equal(result, `192.0.2.${i + 1}`);
});

test("dns: a server that fails is asked once more, then that is that", async (t) => {
	const dns = await serve(
		t,
		startDns({
			"once.test": { addresses: ["192.0.2.1"], fail: 1 },
			"always.test": { code: 2 },
			"refused.test": { code: 5 },
			"lame.test": { referral: true },
		}),
	);
	const answers = await resolve(dns, "once.test", "always.test", "refused.test", "lame.test");
	assert.deepEqual(results(answers), ["192.0.2.1", "0.0.0.0", "0.0.0.0", "0.0.0.0"]);
	for (const { name, ms } of answers) assert.ok(ms >= 990 && ms < 8000, `${name}: ${ms} ms`);
	assert.equal(dns.queries.length, 8);
});

test("dns: nobody at the server's port", async () => {
	const dns = await startDns({});
	await dns.close();
	const [answer] = await resolve(dns, "a.test");
	assert.equal(answer.result, "0.0.0.0");
	assert.ok(answer.ms < 15_000);
});

test("dns: what is too long for UDP comes by TCP", async (t) => {
	const addresses = Array.from({ length: 100 }, (_, i) => `192.0.2.${i + 1}`);
	const dns = await serve(t, startDns({ "long.test": { addresses, truncated: true, ttl: 60 } }));
	const [answer] = await resolve(dns, "*:long.test", "long.test");
	assert.equal(answer.result, addresses.slice(0, 8).join(" "));
	assert.equal(dns.byTcp, 2); /* A and AAAA; the third one is in the cache */
});

test("dns: a server that does not keep the case of letters", async (t) => {
	const dns = await serve(t, startDns({ "a-name-with-letters.test": { addresses: ["192.0.2.1"], lowerCase: true } }));
	assert.deepEqual(results(await resolve(dns, "a-name-with-letters.test")), ["192.0.2.1"]);
});

test("dns: a server of IPv6", async (t) => {
	const names = { "a.test": { addresses: ["192.0.2.1", "2001:db8::1"], forged: ["id", "port"], delay: 20 } };
	names["long.test"] = { ...names["a.test"], truncated: true, forged: [] };
	const { port } = await serve(t, startDns(names, "::1"));
	const answers = await resolve({ port, host: "[::1]" }, "a.test", "*:a.test", "6:long.test", "nobody.test");
	assert.deepEqual(results(answers), ["192.0.2.1", "192.0.2.1 2001:db8::1", "2001:db8::1", "0.0.0.0"]);
});
