/* The MQTT example, against mosquitto. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { listen, pkiText } from "../servers/listener.mjs";
import { serve } from "../sim/client.mjs";
import { root, startSim } from "../sim/harness.mjs";
import { startCable, startMosquitto } from "./support/mosquitto.mjs";

const folder = fileURLToPath(new URL("../../examples/mqtt", import.meta.url));
const identity = { clientCertificates: pkiText("client.chain.pem"), clientKey: pkiText("client.key.pem") };
const trust = { certificate: pkiText("root.pem") };

/** Starts the example, or another program beside it, with a configuration of its own; stopped with the test. */
function example(t, { port, secure, count = 1, ...session }, main) {
	/* within the checkout, where the npm packages are found */
	const copy = mkdtempSync(path.join(root, "build", "mqtt-"));
	t.after(() => rmSync(copy, { recursive: true }));
	cpSync(folder, copy, { recursive: true });
	const broker = { host: "echo.test", address: "10.0.2.2", port, secure: { ...trust, ...identity, ...secure } };
	const options = { broker, clientId: "thing", firstPause: 200, longestPause: 1000, keepAlive: 20, ...session };
	const config = `export const options = ${JSON.stringify(options)};\nexport const count: number = ${count};\n`;
	writeFileSync(path.join(copy, "config.ts"), config);
	if (main) writeFileSync(path.join(copy, "main.ts"), main);
	const app = startSim(path.join(copy, "main.ts"), [], { timeout: 60_000, flags: main ? ["--no-check"] : [] });
	t.after(() => app.child.kill("SIGKILL"));
	return app;
}

/** Ends the example by an order, and checks that it ended well. */
async function stop(app, broker) {
	await broker.publish("thing/orders/stop", "now");
	const { code, stderr, stdout } = await app.end;
	assert.equal(stderr, "");
	assert.equal(code, 0);
	return stdout;
}

test("a device publishes with QoS 0 and 1 and takes orders, with a certificate of its own", async (t) => {
	const broker = await serve(t, startMosquitto());
	const subscriber = await broker.subscribe("thing/#");
	const app = example(t, { port: broker.tlsPort, count: 2 });
	await app.line(/^told state 2$/);
	await broker.publish("thing/orders/light", "on");
	await app.line(/^order light: on$/);
	assert.deepEqual(await subscriber.messages(3), [
		"thing/hello here I am",
		'thing/state {"number":1}',
		'thing/state {"number":2}',
	]);
	const stdout = await stop(app, broker);
	assert.match(stdout, /^up: TLSv1\.3, new session$/m);
	assert.match(broker.output(), /Received PUBLISH from thing \(d0, q0, .*thing\/hello/);
	assert.match(broker.output(), /Received PUBLISH from thing \(d0, q1, .*thing\/state/);
	assert.match(broker.output(), /Received PUBACK from thing/);
	assert.match(broker.output(), /Received DISCONNECT from thing/);
});

test("without a certificate the broker refuses, and the alert is told", async (t) => {
	const broker = await serve(t, startMosquitto());
	const secure = { clientCertificates: undefined, clientKey: undefined };
	const app = example(t, { port: broker.tlsPort, secure });
	const [line] = await app.line(/^down: .*$/);
	assert.match(line, /handshake_failure|certificate/);
});

test("the protocol that AWS IoT wants on port 443 is offered and chosen", async (t) => {
	const broker = await serve(t, startMosquitto());
	const front = await serve(
		t,
		listen({
			tls: { alpn: ["x-amzn-mqtt-ca"], more: { requestCert: true, ca: pkiText("root.pem") } },
			onStream(stream) {
				const upstream = net.connect(broker.port, "127.0.0.1");
				upstream.on("error", () => stream.destroy());
				stream
					.on("close", () => upstream.destroy())
					.pipe(upstream)
					.pipe(stream);
			},
		}),
	);
	const secure = { applicationLayerProtocolNegotiation: "x-amzn-mqtt-ca" };
	const app = example(t, { port: front.port, secure });
	await app.line(/^up: TLSv1\.[23], x-amzn-mqtt-ca, new session$/);
	await app.line(/^told state 1$/);
	await stop(app, broker);
});

test("after a break the session is resumed: what was published meanwhile is delivered", async (t) => {
	const broker = await serve(t, startMosquitto());
	const cable = await serve(t, startCable(broker.tlsPort));
	const app = example(t, { port: cable.port });
	await app.line(/^told state 1$/);
	cable.cut();
	await app.line(/^down: /);
	await broker.publish("thing/orders/door", "open");
	cable.mend();
	await app.line(/^up: .*, resumed session$/);
	await app.line(/^order door: open$/);
	await stop(app, broker);
});

test("the pauses between attempts double, up to the longest", async (t) => {
	const broker = await serve(t, startMosquitto());
	const cable = await serve(t, startCable(broker.tlsPort));
	const app = example(t, { port: cable.port, firstPause: 100, longestPause: 400 });
	const pauses = [];
	app.child.stdout.on("data", (text) => {
		for (const [, pause] of text.matchAll(/^down: .* in (\d+) ms$/gm)) pauses.push(Number(pause));
	});
	await app.line(/^told state 1$/);
	cable.cut();
	while (pauses.length < 5) await once(app.child.stdout, "data");
	cable.mend();
	await app.line(/^up: .*, resumed session$/);
	for (const [index, pause] of [100, 200, 400, 400, 400].entries())
		assert.ok(pauses[index] >= 0.75 * pause && pauses[index] <= 1.25 * pause, `${index}: ${pauses.join()}`);
	await stop(app, broker);
});

test("what could not be sent is sent again on the next connection", async (t) => {
	const broker = await serve(t, startMosquitto());
	const cable = await serve(t, startCable(broker.tlsPort));
	const subscriber = await broker.subscribe("thing/large");
	const app = example(t, { port: cable.port }, large("publish"));
	await app.line(/^up$/);
	cable.hold();
	await new Promise((resolve) => setTimeout(resolve, 4000));
	cable.cut();
	await app.line(/^down$/);
	cable.mend();
	await app.line(/^done$/);
	const [message] = await subscriber.messages(1);
	assert.equal(message.length, "thing/large ".length + 12_000_000);
	const { code, stdout } = await app.end;
	assert.equal(code, 0);
	assert.match(stdout, /^retry -1$/m);
});

test("a failing send rejects the library's promise with the socket's code", async (t) => {
	const broker = await serve(t, startMosquitto());
	const cable = await serve(t, startCable(broker.tlsPort));
	const app = example(t, { port: cable.port }, large("post"));
	await app.line(/^up$/);
	cable.hold();
	await new Promise((resolve) => setTimeout(resolve, 4000));
	cable.cut();
	const [, name, code] = await app.line(/^failed (\w+) (-\d+)$/);
	assert.equal(name, "TLSSocketError");
	assert.ok(["-1", "-1005"].includes(code), code);
});

/* A program that publishes more than the network swallows while nobody reads. */
function large(method) {
	return `
		import { options } from "./config";
		import { Session } from "./session";
		const session = new Session({
			...options,
			topics: [],
			onMessage() {},
			onUp: () => console.log("up"),
			onDown: () => console.log("down"),
			onRetry: (error) => console.log("retry", error.code),
		});
		const running = session.open();
		/* until the cable holds */
		await new Promise((resolve) => setTimeout(resolve, 2000));
		try {
			await session.${method}("thing/large", new Uint8Array(12_000_000).fill(97));
			console.log("done");
		} catch (error) {
			console.log("failed", error.name, error.code);
		}
		await session.close();
		await running;
	`;
}
