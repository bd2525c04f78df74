/*
 * The cases of the reference's qualification suite on the C API, each in a process of its own under AddressSanitizer and
 * UBSan, and those with threads under ThreadSanitizer, too.
 */
import { after, before, describe, test } from "node:test";
import { startDns } from "../servers/dns.mjs";
import { pkiFile } from "../servers/listener.mjs";
import { startEcho } from "../servers/servers.mjs";
import { listCases, run } from "./programs.mjs";

const flavours = { plain: ["plain"], tls: ["TLS 1.2", "TLS 1.3"] };
const tls = { "TLS 1.2": { version: "TLSv1.2" }, "TLS 1.3": { version: "TLSv1.3" } };
const servers = {};
let other, dns;

before(async () => {
	servers.plain = await startEcho();
	for (const name in tls) servers[name] = await startEcho(tls[name]);
	other = await startEcho({ certificate: "unknown-root" });
	dns = await startDns({ "multi.test": ["10.9.0.1", "10.9.0.2", "10.9.0.3", "10.9.0.4"] });
});

after(() => Promise.all([...Object.values(servers), other, dns].map((server) => server.close())));

function runCase(variant, name, flavour) {
	const secure = flavour === "plain" ? [] : [pkiFile("root.pem"), other.port];
	return run(variant, "conformance", [name, servers[flavour].port, ...secure], {
		options: `--dns 127.0.0.1:${dns.port}`,
	});
}

function testCases(variant, wanted) {
	for (const { name, over } of listCases().filter(wanted)) {
		for (const flavour of over.flatMap((kind) => flavours[kind])) {
			test(`${name}, ${flavour}`, () => runCase(variant, name, flavour));
		}
	}
}

describe("conformance: C", { concurrency: 2 }, () => testCases("asan", () => true));
describe("conformance: C, threads", () => testCases("tsan", ({ name }) => name.startsWith("Threadsafe")));
