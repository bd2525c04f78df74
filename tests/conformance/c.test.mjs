/*
 * The cases of the reference's qualification suite on the C API, and more of our own, each in a process of its own under
 * AddressSanitizer and UBSan, and those with threads under ThreadSanitizer, too.
 */
import { after, describe, test } from "node:test";
import { pkiFile } from "../servers/listener.mjs";
import { listCases, run } from "./programs.mjs";
import { Servers } from "./servers.mjs";

const flavours = { plain: ["plain"], tls: ["TLS 1.2", "TLS 1.3"] };
const threaded = /^Threadsafe|while another waits|while many wait|callback/;
const servers = new Servers();
after(() => servers.close());

async function runCase(variant, { name, server }, flavour) {
	const port = await servers.port(server, flavour);
	const secure = flavour === "plain" ? [] : [pkiFile("root.pem"), await servers.port("other")];
	await run(variant, "conformance", [name, port, ...secure], {
		options: `--dns 127.0.0.1:${await servers.port("dns")}`,
	});
}

function testCases(variant, wanted) {
	for (const found of listCases().filter(({ name }) => wanted.test(name))) {
		for (const flavour of found.over.flatMap((kind) => flavours[kind])) {
			test(`${found.name}, ${flavour}`, () => runCase(variant, found, flavour));
		}
	}
}

describe("conformance: C", { concurrency: 2 }, () => testCases("asan", /^/));
describe("conformance: C, threads", () => testCases("tsan", threaded));

describe("conformance: C, stress", () => {
	for (const variant of ["asan", "tsan"]) {
		for (const flavour of ["plain", "TLS 1.2", "TLS 1.3"]) {
			test(`many threads and sockets, ${flavour} (${variant})`, async () => {
				const secure = flavour === "plain" ? [] : [pkiFile("root.pem")];
				await run(variant, "stress", [await servers.port("echo", flavour), ...secure]);
			});
		}
	}
});
