/*
 * One connection of the hostile server: records in and out, and the messages of a handshake, each of which a script may
 * change, precede, follow or forget.
 */
import { contentType, message, record } from "./wire.mjs";
import { sha256 } from "./secrets.mjs";

/** Thrown by a script: the handshake goes no further, the connection stays as it is. */
export const stop = Symbol("stop");

/**
 * @typedef {object} Script what is different from a server that behaves. Messages have names: see server12.mjs, server13.mjs
 * @property {Record<string, (message: Buffer, peer: Peer) => Buffer | null>} [change] the message with its head; null:
 *   it is left out. What comes after is computed from what was really sent
 * @property {Record<string, (peer: Peer) => void>} [before] may throw `stop`
 * @property {Record<string, (peer: Peer) => void>} [after]
 * @property {(bytes: Buffer) => Buffer[]} [cut] a message into records
 * @property {(peer: Peer) => void} [ready] once the handshake is complete; an echo if not given
 * @property {object} [options] of the server: see there
 */

export class Peer {
	#records = [];
	#waiting;
	#rest = Buffer.alloc(0);
	#messages = Buffer.alloc(0);
	#transcript = [];
	/** Contents of the client's application data, decrypted. */
	heard = [];
	/** Alerts of the client: numbers, and null for those that cannot be read. */
	alerts = [];
	/** The client's handshake was complete and right. */
	complete = false;
	/** Set to protect what is sent, and to read what comes. */
	sealer;
	opener;

	/** @param {import("node:net").Socket} socket @param {Script} script */
	constructor(socket, script) {
		this.socket = socket;
		this.script = script;
		socket.on("data", (data) => this.#take(data));
		socket.on("close", () => this.#deliver(null));
		socket.on("end", () => {
			this.#deliver(null);
			socket.end();
		});
	}

	#take(data) {
		this.#rest = Buffer.concat([this.#rest, data]);
		while (this.#rest.length >= 5 && this.#rest.length >= 5 + this.#rest.readUInt16BE(3)) {
			const end = 5 + this.#rest.readUInt16BE(3);
			this.#deliver({ type: this.#rest[0], body: this.#rest.subarray(5, end) });
			this.#rest = this.#rest.subarray(end);
		}
	}

	#deliver(one) {
		this.#records.push(one);
		this.#waiting?.();
	}

	/** The next record, decrypted. Rejects with `stop` at the end of the connection. */
	async nextRecord() {
		while (this.#records.length === 0) {
			await new Promise((resolve) => (this.#waiting = resolve));
			this.#waiting = undefined;
		}
		const one = this.#records.shift();
		if (!one) throw stop;
		const plain = one.type === contentType.changeCipherSpec || !this.opener || this.#isPlainAlert(one);
		const { type, body } = plain ? one : this.opener.open(one.type, one.body);
		if (type === contentType.data) this.heard.push(body);
		if (type === contentType.alert) this.alerts.push(body[1]);
		return { type, body };
	}

	/* before a client of TLS 1.3 has keys of its own its alerts are not protected */
	#isPlainAlert({ type, body }) {
		return type === contentType.alert && body.length === 2;
	}

	/** The next handshake message, with its head. Rejects with `stop` when the client sends an alert. */
	async nextMessage() {
		while (this.#messages.length < 4 || this.#messages.length < 4 + this.#messages.readUIntBE(1, 3)) {
			const { type, body } = await this.nextRecord();
			if (type === contentType.alert) throw stop;
			if (type === contentType.handshake) this.#messages = Buffer.concat([this.#messages, body]);
		}
		const end = 4 + this.#messages.readUIntBE(1, 3);
		const one = this.#messages.subarray(0, end);
		this.#messages = this.#messages.subarray(end);
		this.#transcript.push(one);
		return one;
	}

	/** Hash of all messages so far. */
	hash() {
		return sha256(...this.#transcript);
	}

	/** Replaces the transcript, as a HelloRetryRequest does (RFC 8446, 4.4.1). */
	restartTranscript(one) {
		this.#transcript = [one];
	}

	/** Sends bytes as they are. */
	raw(...parts) {
		if (!this.socket.writableEnded && !this.socket.destroyed) this.socket.write(Buffer.concat(parts));
	}

	/** Sends a record, protected if it is time. */
	record(type, body, padding) {
		const sealed = this.sealer ? this.sealer.seal(type, body, padding) : { type, body };
		this.raw(record(sealed.type, sealed.body));
	}

	alert(level, code) {
		this.record(contentType.alert, Buffer.from([level, code]));
	}

	/** Sends a message of the handshake under a name, as the script wants it. */
	say(name, type, ...body) {
		const { change = {}, before = {}, after = {}, cut = (bytes) => [bytes] } = this.script;
		before[name]?.(this);
		const plain = message(type, ...body);
		const changed = change[name] ? change[name](plain, this) : plain;
		if (changed) {
			this.#transcript.push(changed);
			for (const part of cut(changed)) this.record(contentType.handshake, part);
		}
		after[name]?.(this);
	}

	/** A step that is no message of the handshake. */
	step(name, take) {
		const { change = {}, before = {}, after = {} } = this.script;
		before[name]?.(this);
		if (change[name] !== null) take();
		after[name]?.(this);
	}

	/** Sends back what comes until the client ends. */
	async echo() {
		for (;;) {
			const { type, body } = await this.nextRecord();
			if (type === contentType.alert && (body[0] === 2 || body[1] === 0)) return;
			if (type === contentType.data) this.record(contentType.data, body);
		}
	}
}
