/* Sockets in several machines at once, under AddressSanitizer (with its search for leaks) and under ThreadSanitizer. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startDns } from "../../servers/dns.mjs";
import { startFailing } from "../../servers/failing.mjs";
import { pkiText } from "../../servers/listener.mjs";
import { startEcho, startSink } from "../../servers/servers.mjs";
import { runSim } from "../harness.mjs";

const variants = ["asan", "tsan"];
/** Sanitizers end with a status of their own. */
const sanitizers = { ASAN_OPTIONS: "exitcode=66", TSAN_OPTIONS: "halt_on_error=1:exitcode=66" };

const servers = {};
let dns;

before(async () => {
	servers["TLS 1.2"] = await startEcho({ version: "TLSv1.2" });
	servers["TLS 1.3"] = await startEcho({ version: "TLSv1.3" });
	servers.Connect = await startFailing("hello", "silence");
	servers.Send = await startSink(undefined, { rate: 0 });
	servers.Recv = servers["wake-up"] = await startEcho();
	dns = await startDns({ "silent.test": { silent: true } });
});

after(() => Promise.all([...new Set(Object.values(servers)), dns].map((server) => server.close())));

function run(variant, app, args) {
	return runSim(fileURLToPath(new URL(`apps/${app}.ts`, import.meta.url)), args.map(String), {
		flags: ["--dns", `127.0.0.1:${dns.port}`],
		env: { SIM_VARIANT: variant, ...sanitizers },
		timeout: 120_000,
	});
}

for (const variant of variants) {
	for (const version of ["TLS 1.2", "TLS 1.3"]) {
		test(`four workers with ${version} connections at once, and a timer meanwhile (${variant})`, async () => {
			const args = [4, 10, servers[version].port, pkiText("root.pem")];
			const { code, stdout, stderr } = await run(variant, "clients", args);
			assert.deepEqual({ code, stderr }, { code: 0, stderr: "" }, stdout);
			const { reports, ticks } = JSON.parse(stdout);
			assert.deepEqual(reports, Array(4).fill({ rounds: 10 }));
			assert.ok(ticks >= 10, `${ticks} ticks`);
		});
	}
}

const operations = ["Connect", "Send", "Recv", "wake-up", "GetHostByName"];
/** The exit status of each way to the end, and whether both workers get to say that they are pending. */
const ways = {
	terminate: { status: 0, both: true },
	close: { status: 0, both: true },
	exit: { status: 7, both: true },
	"exit in the worker": { status: 7, both: false },
	error: { status: 1, both: false },
};

for (const variant of variants) {
	describe(`workers that end with an operation under way (${variant})`, { concurrency: 2 }, () => {
		for (const operation of operations) {
			for (const [way, { status, both }] of Object.entries(ways)) {
				test(`${operation}, ${way}`, async () => {
					const result = await run(variant, "ending", [operation, way, servers[operation]?.port ?? 0]);
					const { code, stdout, stderr, timedOut } = result;
					assert.ok(!timedOut, stdout + stderr);
					assert.equal(code, status, stdout + stderr);
					if (both) assert.equal(stdout, "pending\npending\n");
					assert.equal(stderr.includes("on purpose"), way === "error", stderr);
				});
			}
		}
	});
}
