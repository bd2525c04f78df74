/* --report: one page that shows a run. Its script is run here as a browser would, on a document of our own. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { startEcho } from "../servers/servers.mjs";
import { close, connect, serve, trusting } from "./client.mjs";
import { runSim, startSim } from "./harness.mjs";

const app = fileURLToPath(new URL("apps/client.ts", import.meta.url));

/** As much of the DOM as the page uses; text and structure can be looked at. */
class Element {
	constructor(tag) {
		this.tag = tag;
		this.attributes = {};
		this.children = [];
	}
	setAttribute(name, value) {
		this.attributes[name] = String(value);
	}
	append(...children) {
		this.children.push(...children);
	}
	get textContent() {
		return this.children.map((child) => (typeof child === "string" ? child : child.textContent)).join(" ");
	}
	all(tag) {
		const children = this.children.filter((child) => child instanceof Element);
		return [...(this.tag === tag ? [this] : []), ...children.flatMap((child) => child.all(tag))];
	}
}

/** @returns {{page: Element, records: object[], html: string}} what a browser shows */
function open(file) {
	const html = readFileSync(file, "utf8");
	const [, script, data] = html.match(
		/<script>\n([^]*?)<\/script>\n<script type="text\/plain" id="records">\n([^]*)$/,
	);
	const page = new Element("main");
	const content = new Element("script");
	content.append(data);
	let loaded;
	const document = {
		getElementById: (id) => (id === "page" ? page : content),
		createElement: (tag) => new Element(tag),
		createElementNS: (_, tag) => new Element(tag),
		addEventListener: (_, listener) => (loaded = listener),
	};
	vm.runInNewContext(script, { document });
	loaded();
	const records = data.split("\n").filter((line) => line.endsWith("}"));
	return { page, html, records: records.map((line) => JSON.parse(line)) };
}

function reportFile(t) {
	const folder = mkdtempSync(path.join(tmpdir(), "report-"));
	t.after(() => rmSync(folder, { recursive: true }));
	return path.join(folder, "run.html");
}

async function report(t, server, plan = {}) {
	const file = reportFile(t);
	const steps = [connect(server), { do: "say", text: "<hello>" }, { do: "recv", bytes: 100 }, close];
	const arguments_ = [JSON.stringify({ tls: trusting, steps, ...plan })];
	const { code, stdout, stderr } = await runSim(app, arguments_, { flags: ["--report", file] });
	assert.equal(code, 0, stdout + stderr);
	return open(file);
}

/** The text of elements of a class. */
function texts(page, name) {
	const found = page.all("div").filter((element) => element.attributes.class?.split(" ").includes(name));
	return found.map((element) => element.textContent);
}

test("a good connection: what was negotiated, where the time and the memory went", async (t) => {
	const { page, records } = await report(t, await serve(t, startEcho({})));
	assert.match(
		texts(page, "verdict")[0],
		/#1 10\.0\.2\.2:\d+ connected and closed in order TLSv1\.3, TLS_AES_128_GCM_SHA256/,
	);
	assert.match(page.textContent, /trust anchor O=Secure Sockets Test, CN=Test Root ECDSA/);
	const phases = page.all("rect").map((rect) => rect.textContent);
	for (const phase of [/^TCP connect: [\d.]+ m?s$/, /^TLS handshake: /, /^connected: /])
		assert.ok(
			phases.some((text) => phase.test(text)),
			`${phase} among ${phases}`,
		);
	const peak = records.at(-1).peak;
	assert.ok(peak[1] > 10_000 && peak[1] < 200_000, `mbedTLS held ${peak[1]} bytes`);
	for (const { m } of records)
		assert.ok(m.every((bytes, library) => bytes <= peak[library] + (library === 3 ? 1e9 : 0)));
	assert.equal(
		page.all("path").filter((path_) => path_.attributes["fill-opacity"]).length,
		3,
		"three libraries are drawn",
	);
});

test("a failed connection: the reason stands at the top, and where it happened", async (t) => {
	const server = await serve(t, startEcho({}));
	const { page } = await report(t, server, { tls: { ...trusting, name: "other.test" } });
	const [top] = texts(page, "failed");
	assert.match(top, /#1 .* failed after [\d.]+ ms in TLS handshake/);
	assert.match(top, /the certificate is for another name .*wanted "other.test"/);
	assert.match(top, /SOCKETS_TLS_SERVER_UNVERIFIED \(-1003\)/);
	const arrows = page.all("text").map((text) => text.textContent);
	for (const message of ["ClientHello", "Certificate", "alert bad_certificate (42)"])
		assert.ok(
			arrows.some((text) => text.startsWith(message)),
			message,
		);
});

test("a time-out is told in the verdict", async (t) => {
	const server = await serve(t, startEcho({}));
	const steps = [connect(server), { do: "recv", bytes: 1 }, close];
	const { page } = await report(t, server, { receiveTimeout: 500, steps });
	assert.match(texts(page, "open")[0], /connected, then timed out in recv/);
});

test("the page needs nothing from elsewhere, and holds neither data nor secrets", async (t) => {
	const { html } = await report(t, await serve(t, startEcho({})));
	assert.doesNotMatch(html, /(src|href)=|@import|url\(|fetch\(/);
	assert.doesNotMatch(html, /hello>/);
	assert.doesNotMatch(html, /[0-9a-f]{64}/);
});

test("the report of a run that was killed shows what happened until then", async (t) => {
	const file = reportFile(t);
	const server = await serve(t, startEcho({}));
	const plan = { tls: trusting, receiveTimeout: 30_000, steps: [connect(server), { do: "recv", bytes: 1 }] };
	const run = startSim(app, [JSON.stringify(plan)], { flags: ["--report", file] });
	while (server.handshakes === 0) await new Promise((resolve) => setTimeout(resolve, 20));
	await new Promise((resolve) => setTimeout(resolve, 500));
	run.child.kill("SIGKILL");
	await run.end;
	assert.match(texts(open(file).page, "verdict")[0], /#1 10\.0\.2\.2:\d+ connected TLSv1\.3/);
});
