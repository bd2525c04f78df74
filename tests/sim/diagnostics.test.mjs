/* What a developer can see of a run: --trace, --pcap, --keylog. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { startFailing } from "../servers/failing.mjs";
import { startEcho } from "../servers/servers.mjs";
import { close, connect, serve, trusting } from "./client.mjs";
import { runSim } from "./harness.mjs";

const app = fileURLToPath(new URL("apps/client.ts", import.meta.url));
const text = "speak, friend, and enter";
const versions = ["TLSv1.2", "TLSv1.3"];

function folder(t) {
	const made = mkdtempSync(path.join(tmpdir(), "diagnostics-"));
	t.after(() => rmSync(made, { recursive: true }));
	return made;
}

/** Sends the text, receives it, and closes. @returns {Promise<string>} what was written to stderr */
async function run(flags, server, plan = {}) {
	const steps = [connect(server), { do: "say", text }, { do: "recv", bytes: 100 }, close];
	const { code, stderr, stdout } = await runSim(app, [JSON.stringify({ tls: trusting, steps, ...plan })], { flags });
	assert.equal(code, 0, stdout + stderr);
	return stderr;
}

/** The trace's lines without times, memory and numbers: "tls -> ClientHello". */
function events(trace) {
	const line = /^ *(\d+\.\d{3}) ms +(\d+\.\d) KB {2}(?:[#?]\d+)? +(.*)$/;
	let last = 0;
	return trace
		.trimEnd()
		.split("\n")
		.map((each) => {
			const found = each.match(line);
			assert.ok(found, each);
			assert.ok(Number(found[1]) >= last, "times go forward");
			last = Number(found[1]);
			return found[3].replace(/ +/g, " ");
		});
}

/** That `wanted` are among the lines, in that order; each the beginning of one. */
function assertInOrder(lines, wanted) {
	let at = 0;
	for (const each of wanted) {
		const found = lines.findIndex((line, index) => index >= at && line.startsWith(each));
		assert.ok(found >= 0, `no "${each}" after line ${at} of\n${lines.join("\n")}`);
		at = found + 1;
	}
}

const messages = {
	"TLSv1.2": [
		"-> ClientHello",
		"<- ServerHello",
		"<- Certificate",
		"<- ServerKeyExchange",
		"<- ServerHelloDone",
		"-> ClientKeyExchange",
		"-> ChangeCipherSpec",
		"-> Finished",
		"<- NewSessionTicket",
		"<- ChangeCipherSpec",
		"<- Finished",
	],
	"TLSv1.3": [
		"-> ClientHello",
		"<- ServerHello",
		"<- EncryptedExtensions",
		"<- Certificate",
		"<- CertificateVerify",
		"<- Finished",
		"-> ChangeCipherSpec",
		"-> Finished",
		"<- NewSessionTicket",
		"<- NewSessionTicket",
	],
};

for (const version of versions) {
	test(`--trace: ${version}: every message of the handshake, and nothing else, in order`, async (t) => {
		const lines = events(await run(["--trace"], await serve(t, startEcho({ version }))));
		const seen = lines.filter((line) => line.startsWith("tls ") && !line.includes("alert"));
		assert.deepEqual(
			seen.map((line) => line.slice("tls ".length)),
			messages[version],
		);
	});

	test(`--trace: ${version}: HelloRetryRequest and client certificates have their names, too`, async (t) => {
		const server = await serve(t, startEcho({ version, groups: "P-384", more: { requestCert: true } }));
		const lines = events(await run(["--trace"], server));
		assertInOrder(lines, [
			"tls -> ClientHello",
			"tls <- CertificateRequest",
			"tls -> Certificate",
			"tls -> Finished",
		]);
		const retries = lines.filter((line) => line === "tls <- HelloRetryRequest").length;
		assert.equal(retries, version === "TLSv1.3" ? 1 : 0);
	});

	test(`--trace: ${version}: a refused certificate: the steps of verification, the alert, the failure`, async (t) => {
		const server = await serve(t, startEcho({ version }));
		const lines = events(await run(["--trace"], server, { tls: { ...trusting, name: "other.test" } }));
		assertInOrder(lines, [
			"connect -> to 10.0.2.2:",
			"tcp -> SYN",
			"tcp <- SYN ACK",
			"tcp established",
			"verify <- depth 2, O=Secure Sockets Test, CN=Test Root ECDSA: good",
			"verify <- depth 0, O=Secure Sockets Test, CN=echo.test: the certificate is for another name",
			"tls -> alert bad_certificate (42)",
			"failed SOCKETS_TLS_SERVER_UNVERIFIED (-1003) in tls handshake: the certificate is for another name",
		]);
	});
}

test("--trace: an alert of the server", async (t) => {
	const server = await serve(t, startEcho({ alpn: ["other"] }));
	const lines = events(await run(["--trace"], server, { tls: { ...trusting, alpn: ["mqtt"] } }));
	assertInOrder(lines, ["tls <- alert no_application_protocol (120)", "failed SOCKETS_TLS_HANDSHAKE_ERROR (-1002)"]);
});

test("--trace: bytes, the end from both sides, the memory", async (t) => {
	const lines = events(await run(["--trace"], await serve(t, startEcho({}))));
	assertInOrder(lines, [
		"connected TLSv1.3 TLS_AES_128_GCM_SHA256 secp256r1, heap ",
		`data -> Send of ${text.length} bytes: ${text.length}`,
		`data <- Recv of 100 bytes: ${text.length}`,
		"close by the application",
		"tls -> alert close_notify (0)",
		"tcp -> FIN ACK",
		`end ${text.length} bytes sent, ${text.length} received, heap at most `,
	]);
});

test("--trace: a silent server: the time-out and where", async (t) => {
	const server = await serve(t, startFailing("hello", "silence", {}));
	const lines = events(await run(["--trace"], server, { receiveTimeout: 200 }));
	assertInOrder(lines, ["connect -> to", "tls -> ClientHello", "time-out in tls handshake", "failed SOCKETS_TLS_"]);
});

test("--trace: a reset by the server", async (t) => {
	const server = await serve(t, startFailing("transfer", "reset", {}));
	const steps = [connect(server), { do: "receive", bytes: 20_000, seed: 1 }, close];
	const lines = events(await run(["--trace"], server, { steps }));
	assertInOrder(lines, ["connected", "tcp <- RST", "failed SOCKETS_SOCKET_ERROR (-1)"]);
});

test("--trace: a retransmission", async (t) => {
	const server = await serve(t, startEcho());
	const cut = { do: "unplug", milliseconds: 1000 };
	const steps = [connect(server), cut, { do: "say", text }, { do: "recv", bytes: 100 }, close];
	const lines = events(await run(["--trace"], server, { tls: undefined, steps }));
	assertInOrder(lines, [`tcp -> retransmission of ${text.length} bytes`, "data <- Recv"]);
});

/** What Wireshark can read of TLS's stream in a file. */
function follow(file) {
	return execFileSync("tshark", ["-r", file, "-q", "-z", "follow,tls,ascii,0"], { encoding: "utf8", stdio: "pipe" });
}

for (const version of versions) {
	test(`--pcap: ${version}: Wireshark decrypts it with nothing but the file`, async (t) => {
		const file = path.join(folder(t), "run.pcapng");
		const stderr = await run(["--pcap", file], await serve(t, startEcho({ version })));
		assert.match(stderr, /WARNING: --pcap writes the secrets/);
		assert.equal(follow(file).split(text).length - 1, 2, "sent and received");
		const finished = execFileSync("tshark", ["-r", file, "-Y", "tls.handshake.type == 20"], { stdio: "pipe" });
		assert.equal(finished.toString().trim().split("\n").length, 2, "those of both ends, which are encrypted");
		const bare = `${file}.bare`;
		execFileSync("editcap", ["--discard-all-secrets", file, bare], { stdio: "pipe" });
		assert.ok(!follow(bare).includes(text), "the secrets were what it took");
	});
}

test("--pcap: many connections: the secrets of the last one are there, too", async (t) => {
	const file = path.join(folder(t), "run.pcapng");
	const server = await serve(t, startEcho({}));
	const again = fileURLToPath(new URL("apps/repeated.ts", import.meta.url));
	const count = 60; // of 800 bytes each: two blocks
	const flags = ["--pcap", file, "--clock-scale", "1000"];
	const { code, stdout, stderr } = await runSim(again, [String(server.port), String(count), trusting.ca], { flags });
	assert.equal(code, 0, stdout + stderr);
	const arguments_ = ["-r", file, "-Y", "tls.handshake.type == 20", "-T", "fields", "-e", "tcp.stream"];
	const streams = execFileSync("tshark", arguments_, { encoding: "utf8", stdio: "pipe" });
	assert.ok(new Set(streams.trim().split("\n")).size >= count, "Finished can be read in all");
});

test("--keylog: the server's own lines, after a warning, in a file that nobody else may read", async (t) => {
	const file = path.join(folder(t), "keys");
	const server = await serve(t, startEcho({ version: "TLSv1.3" }));
	const stderr = await run(["--keylog", file], server);
	assert.match(stderr, /WARNING: --keylog writes the secrets of all TLS sessions to /);
	assert.equal(statSync(file).mode & 0o777, 0o600);
	const labels = readFileSync(file, "utf8").match(/^\w+(?= [0-9a-f]{64} [0-9a-f]{64}$)/gm);
	assert.deepEqual(labels, [
		"CLIENT_HANDSHAKE_TRAFFIC_SECRET",
		"SERVER_HANDSHAKE_TRAFFIC_SECRET",
		"CLIENT_TRAFFIC_SECRET_0",
		"SERVER_TRAFFIC_SECRET_0",
	]);
});

test("--trace has neither secrets nor data", async (t) => {
	const keys = path.join(folder(t), "keys");
	const trace = await run(["--keylog", keys, "--trace"], await serve(t, startEcho({})));
	const secrets = readFileSync(keys, "utf8").match(/[0-9a-f]{64}$/gm);
	assert.ok(secrets.length >= 4);
	for (const secret of secrets) assert.ok(!trace.includes(secret.slice(0, 16)));
	assert.ok(!trace.includes(text));
});

for (const option of ["--pcap", "--keylog", "--report"]) {
	test(`${option}: a file that cannot be written is told of, and nothing is run`, async () => {
		const { code, stderr } = await runSim(app, ["{}"], { flags: [option, "/nowhere/file"] });
		assert.equal(code, 2);
		assert.match(stderr, new RegExp(`^sim: ${option}: /nowhere/file cannot be written: No such file`));
	});
}
