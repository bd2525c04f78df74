// The API's semantics: each application in apps/ checks itself; here are the servers it talks to, and what can only be
// seen from outside. Run in the variant with sanitizers, which also watches for leaks.
import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { listen, pkiText } from "../../servers/listener.mjs";
import { startEcho, startSink } from "../../servers/servers.mjs";
import { runSim } from "../harness.mjs";

const servers = {};

before(async () => {
	servers.echo = await startEcho();
	servers.tls = await startEcho({ alpn: ["second"] });
	servers.silent = await startSink(undefined, { rate: 0 });
	servers.late = await listen({ onStream: (stream) => setTimeout(() => stream.write("later"), 500) });
	servers.counter = await listen({
		onStream(stream) {
			stream.resume();
			stream.on("end", () => stream.end());
			stream.write(String(servers.counter.open));
		},
	});
});

after(async () => {
	for (const server of Object.values(servers)) await server.close();
});

function runApp(name, ...args) {
	const app = fileURLToPath(new URL(`apps/${name}.ts`, import.meta.url));
	const ports = Object.entries(servers).map(([server, { port }]) => `${server}=${port}`);
	return runSim(app, [...ports, ...args], { env: { SIM_VARIANT: "asan" } });
}

async function passes(name, ...args) {
	const { code, signal, stdout, stderr, timedOut } = await runApp(name, ...args);
	assert.ok(!timedOut, `${name} did not end\n${stdout}${stderr}`);
	assert.equal(stderr, "");
	assert.equal(signal ?? code, 0, stdout);
	return stdout;
}

const checkedInside = {
	"before-init": "before Init there is no socket, no name, no network; Init is idempotent",
	"bad-triples": "Socket gives null for what cannot be, and is the only way to a socket",
	"wrong-types": "wrong types throw TypeError, or reject with it",
	"bad-values": "bad values are results, with the reason in socket.error",
	"after-close": "after Close everything is -22, and what was under way ends with -128",
	buffers: "any view, any text; bytes around stay untouched",
	turns: "operations of one socket take turns, in order, and leave timers theirs",
	"moving-buffers": "buffers may move, or go away, while an operation is under way",
	collected: "the garbage collector closes sockets that are not referenced, and only those",
};

for (const [name, title] of Object.entries(checkedInside)) test(`api: ${title}`, () => passes(name));

test("api: the wake-up callback is called from the loop, once for all, and keeps the program alive", async () => {
	assert.match(await passes("wakeup"), /closed in the callback/);
});

test("api: info and error tell what was negotiated and what failed", async () => {
	const stdout = await passes("tls", pkiText("root.pem"));
	const leaf = new X509Certificate(pkiText("ecdsa.pem"));
	assert.equal(stdout.match(/sha256 (.*)/)[1], createHash("sha256").update(leaf.raw).digest("hex"));
});

test("api: an open socket without operation does not keep the program from ending", async () => {
	const started = performance.now();
	assert.match(await passes("ends-with-open-socket"), /end of main/);
	assert.ok(performance.now() - started < 5000, "it took too long");
});

test("api: the program may leave with everything under way", async () => {
	const { code, signal, stderr } = await runApp("exits-with-operations");
	assert.equal(stderr, "");
	assert.equal(signal ?? code, 7);
});
