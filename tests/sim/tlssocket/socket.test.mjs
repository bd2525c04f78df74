/* A TLSSocket that is connected: reading, writing, callbacks, the end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { freePort, startFailing } from "../../servers/failing.mjs";
import { listen } from "../../servers/listener.mjs";
import { content, sha256, startEcho, startSink, startSource } from "../../servers/servers.mjs";
import { serve } from "../client.mjs";
import { program } from "./program.mjs";

/** A server that sends one text, and keeps the connection. */
function startGreeting(greeting) {
	return listen({ tls: {}, onStream: (stream) => stream.write(greeting) });
}

test("what is written comes back, in buffers", async (t) => {
	const server = await serve(t, startEcho({}));
	const code = `
		new TLSSocket({
			...options,
			onWritable(count) {
				if (count === 8192 && !this.written) this.written = this.write(bytes("some ")) && this.write(bytes("message").buffer);
			},
			onReadable(count) {
				if (count < 12) return;
				const buffer = this.read();
				tell([count, buffer instanceof ArrayBuffer, text(buffer), this.written]);
				this.close();
			},
		});
	`;
	assert.deepEqual(await program(t, server, code), [[12, true, "some message", 8180]]);
});

test("in the format number bytes are read and written one by one", async (t) => {
	const server = await serve(t, startEcho({}));
	const code = `
		new TLSSocket({
			...options,
			format: "number",
			onWritable(count) {
				if (count < 8192 || this.begun) return;
				this.begun = true;
				for (const byte of [1, 2, 255]) this.write(byte);
			},
			onReadable(count) {
				if (count < 3) return;
				tell([this.read(), this.read(), this.format]);
				this.format = "buffer";
				tell([...new Uint8Array(this.read())]);
				this.close();
			},
		});
	`;
	assert.deepEqual(await program(t, server, code), [[1, 2, "number"], [255]]);
});

test("values of the other format are refused", async (t) => {
	const server = await serve(t, startEcho({}));
	const code = `
		new TLSSocket({
			...options,
			onWritable() {
				tell(thrown(() => this.write(1)));
				tell(thrown(() => this.write("text")));
				this.format = "number";
				tell(thrown(() => this.write(bytes("text"))));
				tell(thrown(() => (this.format = "bytes")));
				this.close();
			},
		});
	`;
	const names = (await program(t, server, code)).map(([name]) => name);
	assert.deepEqual(names, ["TypeError", "TypeError", "TypeError", "RangeError"]);
});

test("a number of bytes can be read, and a buffer be filled, and nothing else of it is touched", async (t) => {
	const server = await serve(t, startGreeting("HTTP/1.1 200 OK"));
	const code = `
		new TLSSocket({
			...options,
			onReadable() {
				const all = new Uint8Array(16);
				tell([text(this.read(4)), this.read(new DataView(all.buffer, 4, 4)), text(all), this.read(new ArrayBuffer(7))]);
				tell(this.read() === undefined);
				this.close();
			},
		});
	`;
	assert.deepEqual(await program(t, server, code), [["HTTP", 4, "\0\0\0\0/1.1\0\0\0\0\0\0\0\0", 7], true]);
});

test("a buffer that is larger than what has come is filled as far as that goes", async (t) => {
	const server = await serve(t, startGreeting("HTTP/1.1 200 OK"));
	const code = `
		new TLSSocket({
			...options,
			onReadable() {
				const all = new Uint8Array(17);
				tell([this.read(all), text(all), this.read() === undefined]);
				this.close();
			},
		});
	`;
	assert.deepEqual(await program(t, server, code), [[15, "HTTP/1.1 200 OK\0\0", true]]);
});

for (const what of ["16", "0", "-1", "1.5", "NaN", "new ArrayBuffer(0)"])
	test(`reading ${what} of 15 bytes throws and takes nothing`, async (t) => {
		const server = await serve(t, startGreeting("HTTP/1.1 200 OK"));
		const code = `
			new TLSSocket({
				...options,
				onReadable() {
					tell(thrown(() => this.read(${what}))[0]);
					tell(text(this.read()));
					this.close();
				},
			});
		`;
		assert.deepEqual(await program(t, server, code), ["Error", "HTTP/1.1 200 OK"]);
	});

test("writing more than is writable throws and takes nothing; just as much is taken", async (t) => {
	const server = await serve(t, startSink({}));
	const code = `
		new TLSSocket({
			...options,
			sendBuffer: 1000,
			onWritable(count) {
				if (this.done) return count === 1000 && this.close();
				this.done = true;
				tell(thrown(() => this.write(new Uint8Array(count + 1))));
				tell([this.write(new Uint8Array(count - 1)), this.write(new Uint8Array(1))]);
				tell(thrown(() => this.write(new Uint8Array(1))));
			},
		});
	`;
	const result = server.next();
	assert.deepEqual(await program(t, server, code), [
		["Error", "would block: 1001 bytes, 1000 can be written"],
		[1, 0],
		["Error", "would block: 1 bytes, 0 can be written"],
	]);
	assert.equal((await result).bytes, 1000);
});

test("before there is a connection nothing can be written and nothing be read", async (t) => {
	const server = await serve(t, startEcho({}));
	const code = `
		const socket = new TLSSocket(options);
		tell([thrown(() => socket.write(bytes("early"))), socket.read() === undefined]);
		socket.close();
	`;
	assert.deepEqual(await program(t, server, code), [[["Error", "not connected yet"], true]]);
});

test("no callback comes within the constructor or a method", async (t) => {
	const server = await serve(t, listen({ tls: {}, onStream: (stream) => stream.end("bye") }));
	const code = `
		let inside = 1;
		const check = (name) => tell([name, inside]);
		const socket = new TLSSocket({
			...options,
			onWritable() { check("writable"); },
			onReadable() {
				check("readable");
				/* by then the end has come, too, and this was what it waited for */
				setTimeout(() => { inside++; this.read(); inside--; }, 200);
			},
			onError(error) { check(error.code); this.close(); },
		});
		inside--;
	`;
	assert.deepEqual(await program(t, server, code), [
		["writable", 0],
		["readable", 0],
		[-128, 0],
	]);
});

test("close can be called twice, and no callback comes afterwards; every other use throws", async (t) => {
	const server = await serve(t, startGreeting("hello"));
	const code = `
		let closed = 0;
		new TLSSocket({
			...options,
			onWritable() {
				tell(closed);
				this.close();
				closed = 1;
				this.close();
				const uses = [() => this.read(), () => this.write(bytes("x")), () => this.format, () => (this.format = "number"),
					() => this.remoteAddress, () => this.remotePort];
				tell(uses.map((use) => thrown(use)[1]));
				setTimeout(() => tell(this.info.connected), 200);
			},
			onReadable() { tell("readable"); },
			onError() { tell("error"); },
		});
	`;
	assert.deepEqual(await program(t, server, code), [0, Array(6).fill("the socket is closed"), false]);
});

test("a socket that is closed at once tells nothing and lets the program end", async (t) => {
	const server = await serve(t, startEcho({}));
	const code = `
		const socket = new TLSSocket({ ...options, onWritable() { tell("writable"); }, onError() { tell("error"); } });
		socket.close();
	`;
	assert.deepEqual(await program(t, server, code), []);
});

test("what was written before close still goes out", async (t) => {
	const server = await serve(t, startSink({}));
	const code = `
		new TLSSocket({
			...options,
			sendBuffer: 65536,
			onWritable() { this.write(new Uint8Array(60000)); this.close(); },
		});
	`;
	const result = server.next();
	await program(t, server, code);
	const { bytes, ended } = await result;
	assert.deepEqual([bytes, ended], [60000, true]);
});

test("all that a server sends can be read before onError tells of its end", async (t) => {
	const server = await serve(t, startSource({}, { bytes: 20_000 }));
	const code = `
		let received = 0;
		let waiting = false;
		new TLSSocket({
			...options,
			onReadable() {
				if (waiting) return;
				waiting = true;
				setTimeout(() => {
					waiting = false;
					received += this.read().byteLength;
				}, 20);
			},
			onError(error) {
				tell([received, error.code, error.name]);
				this.close();
			},
		});
	`;
	assert.deepEqual(await program(t, server, code), [[20_000, -128, "TLSSocketError"]]);
});

test("a program that does not read holds the server up, and reads all later", async (t) => {
	const bytes = 300_000;
	const server = await serve(t, startSource({}, { bytes }));
	const code = `
		let sum = 0;
		let reading = false;
		const counts = [];
		const socket = new TLSSocket({
			...options,
			receiveBuffer: 1000,
			onReadable(count) {
				if (reading) sum += this.read().byteLength;
				else counts.push(count);
			},
			onError() { tell([counts.at(-1), sum]); this.close(); },
		});
		setTimeout(() => { reading = true; sum += socket.read(300).byteLength; sum += socket.read().byteLength; }, 500);
	`;
	assert.deepEqual(await program(t, server, code), [[1000, bytes]]);
});

test("a large transfer arrives whole at the server", async (t) => {
	const bytes = 1_000_000;
	const server = await serve(t, startSink({}));
	const code = `
		let left = ${bytes};
		let next = 0;
		const socket = new TLSSocket({
			...options,
			onWritable(count) {
				while (left > 0 && count > 0) {
					const part = Uint8Array.from({ length: Math.min(left, count) }, () => next++ & 255);
					left -= part.length;
					count = this.write(part);
				}
				if (left === 0 && count === 8192) this.close();
			},
		});
	`;
	const result = server.next();
	await program(t, server, code);
	const { bytes: arrived, sha256: hash } = await result;
	assert.equal(arrived, bytes);
	assert.equal(hash, sha256(Uint8Array.from({ length: bytes }, (_, index) => index & 255)));
});

test("content is received as it was sent", async (t) => {
	const bytes = 200_000;
	const server = await serve(t, startSource({}, { bytes, seed: 7 }));
	const code = `
		let hash = 0;
		new TLSSocket({
			...options,
			onReadable() { for (const byte of new Uint8Array(this.read())) hash = (Math.imul(hash, 31) + byte) | 0; },
			onError() { tell(hash); this.close(); },
		});
	`;
	const expected = content(bytes, 7).reduce((hash, byte) => (Math.imul(hash, 31) + byte) | 0, 0);
	assert.deepEqual(await program(t, server, code), [expected]);
});

test("where it is connected to can be asked", async (t) => {
	const server = await serve(t, startEcho({}));
	const code = `
		new TLSSocket({ ...options, onWritable() { tell([this.remoteAddress, this.remotePort]); this.close(); } });
	`;
	assert.deepEqual(await program(t, server, code), [["10.0.2.2", server.port]]);
});

for (const [title, server, code, message] of [
	["nobody listens", async () => ({ port: await freePort(), close() {} }), -1, /refused/],
	["the certificate is not to be trusted", () => startEcho({ certificate: "unknown-root" }), -1003, /trust/],
	["the certificate has another name", () => startEcho({ certificate: "wrong-name" }), -1003, /name/],
])
	test(`onError tells with SecureSocket's code that ${title}`, async (t) => {
		const connected = await serve(t, server());
		const told = await program(
			t,
			connected,
			`new TLSSocket({ ...options, onWritable() { tell("connected"); },
				onError(error) { tell([error.code, error.message, error.detail.phase, error instanceof TLSSocketError, String(error)]); } });`,
		);
		assert.equal(told.length, 1);
		assert.equal(told[0][0], code);
		assert.match(told[0][1], message);
		assert.equal(told[0][3], true);
		assert.equal(told[0][4], `TLSSocketError ${code}: ${told[0][1]}`);
	});

/* In TLS 1.3 it is connected when the server sees that there is no certificate: reading and writing fail at the same time. */
test("a server's alert is told, whether reading or writing meets it first", async (t) => {
	const more = { requestCert: true, rejectUnauthorized: true };
	const server = await serve(t, startEcho({ version: "TLSv1.3", more }));
	const code = `
		let left = 20;
		function connect() {
			new TLSSocket({
				...options,
				onWritable(count) { this.write(new Uint8Array(count)); },
				onError(error) {
					tell([error.message, error.detail?.alertReceived?.name]);
					this.close();
					if (--left > 0) connect();
				},
			});
		}
		connect();
	`;
	const told = await program(t, server, code);
	assert.equal(told.length, 20);
	for (const [message, alert] of told) {
		assert.equal(alert, "certificate_required", JSON.stringify(told));
		assert.match(message, /alert certificate_required/);
	}
});

test("after a failure write throws it, and close is still allowed", async (t) => {
	const server = await serve(t, startFailing("ready", "reset", {}));
	const code = `
		new TLSSocket({
			...options,
			onError(error) {
				let same = false;
				try { this.write(bytes("x")); } catch (thrown) { same = thrown === error; }
				tell([error.code, same]);
				this.close();
			},
		});
	`;
	const [[number, same]] = await program(t, server, code);
	assert.ok(number === -1 || number === -1004, `${number}`);
	assert.equal(same, true);
});

test("a handshake that takes too long fails", async (t) => {
	const server = await serve(t, listen({ onAccept: () => true }));
	const code = `
		new TLSSocket({ ...options, connectTimeout: 300, onError(error) { tell([error.code, error.detail.phase]); } });
	`;
	assert.deepEqual(await program(t, server, code), [[-1002, "tls handshake"]]);
});

test("an error that a callback throws ends the program", async (t) => {
	const server = await serve(t, startEcho({}));
	const code = `new TLSSocket({ ...options, onWritable() { throw new Error("mine"); } });`;
	await assert.rejects(program(t, server, code), /mine/);
});
