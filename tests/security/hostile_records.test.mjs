/*
 * Records that are wrong, after the handshake and before it: what is not protected as agreed is never given to the
 * application, and ends the session with -1004.
 */
import assert from "node:assert/strict";
import { testsInOneSimulator } from "../sim/options/remote.mjs";
import { ticket } from "./hostile/server13.mjs";
import { contentType, message, messageType, record, u16, u8 } from "./hostile/wire.mjs";
import { refused, steps, visitHostile } from "./hostile/visit.mjs";

const test = testsInOneSimulator();
const versions = ["TLSv1.2", "TLSv1.3"];
const text = Buffer.from("forged");
const { data, alert, handshake, changeCipherSpec } = contentType;

/** A record as it would be sent. */
function sealed(peer, type, body, padding) {
	const one = peer.sealer.seal(type, body, padding);
	return record(one.type, one.body);
}

function spoilt(bytes, at) {
	const copy = Buffer.from(bytes);
	copy.writeUInt8(copy.at(at) ^ 1, at < 0 ? copy.length + at : at);
	return copy;
}

/* What is sent after the handshake and must end it. */
const wrong = {
	"data that is not protected": (peer) => peer.raw(record(data, text)),
	"an alert close_notify that is not protected": (peer) => peer.raw(record(alert, Buffer.from([1, 0]))),
	"a fatal alert that is not protected": (peer) => peer.raw(record(alert, Buffer.from([2, 40]))),
	"a HelloRequest that is not protected": (peer) => peer.raw(record(handshake, message(messageType.helloRequest))),
	"a ticket that is not protected": (peer) => peer.raw(record(handshake, ticket())),
	"a record with one bit changed": (peer) => peer.raw(spoilt(sealed(peer, data, text), 14)),
	"a record whose tag has one bit changed": (peer) => peer.raw(spoilt(sealed(peer, data, text), -1)),
	"a record left out": (peer) => peer.raw(sealed(peer, data, text) && sealed(peer, data, text)),
	"two records in the wrong order": (peer) => peer.raw(...[0, 1].map(() => sealed(peer, data, text)).reverse()),
	"a record of 16 KB and 1 byte": (peer) => peer.record(data, Buffer.alloc(16385, "x")),
	"a record of 20 KB": (peer) => peer.record(data, Buffer.alloc(20_000, "x")),
	"a record whose head says 65535 bytes": (peer) => peer.raw(u8(data), u16(0x0303), u16(65535), Buffer.alloc(65535)),
	"a record without content": (peer) => peer.raw(record(data, Buffer.alloc(0))),
	"a record that is shorter than its tag": (peer) => peer.raw(record(data, Buffer.alloc(15))),
	"a record that is only a tag": (peer) => peer.raw(record(data, Buffer.alloc(16))),
	"a protected record of no known type": (peer) => peer.record(99, text),
	"a record of no known type": (peer) => peer.raw(record(99, text)),
	HTTP: (peer) => peer.raw(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")),
	"a ClientHello": (peer) => peer.record(handshake, message(messageType.clientHello, Buffer.alloc(100))),
	"a ServerHello": (peer) => peer.record(handshake, message(messageType.serverHello, Buffer.alloc(100))),
	"a Finished": (peer) => peer.record(handshake, message(messageType.finished, Buffer.alloc(32))),
	"a message of no known type": (peer) => peer.record(handshake, message(77, Buffer.alloc(10))),
	"half a message of the handshake, then data": (peer) => {
		peer.record(handshake, ticket().subarray(0, 20));
		peer.record(data, text);
	},
	"an alert that is too short": (peer) => peer.record(alert, u8(2)),
	"an alert that is empty": (peer) => peer.record(alert, Buffer.alloc(0)),
};

const wrong12 = {
	ChangeCipherSpec: (peer) => peer.raw(record(changeCipherSpec, u8(1))),
	"ChangeCipherSpec, protected": (peer) => peer.record(changeCipherSpec, u8(1)),
};
const wrong13 = {
	"a protected record without a type": (peer) => peer.record(0, Buffer.alloc(0), 20),
	"an empty handshake record": (peer) => peer.record(handshake, Buffer.alloc(0)),
	"KeyUpdate, which mbedTLS does not know": (peer) => peer.record(handshake, message(messageType.keyUpdate, u8(0))),
	"a KeyUpdate of its own": (peer) => peer.record(handshake, message(messageType.keyUpdate, u8(7))),
	"a request for a certificate after the handshake": (peer) =>
		peer.record(handshake, message(messageType.certificateRequest, Buffer.alloc(20))),
	"a ticket for more than a week": (peer) => peer.record(handshake, ticket(604_801)),
	"a ticket whose first record has less than its head": (peer) => {
		const bytes = ticket();
		peer.record(handshake, bytes.subarray(0, 3));
		peer.record(handshake, bytes.subarray(3));
	},
	"a ticket that is cut short": (peer) => peer.record(handshake, message(messageType.ticket, Buffer.alloc(12, 1))),
};

for (const version of versions)
	for (const [what, send] of Object.entries({ ...wrong, ...(version === "TLSv1.3" ? wrong13 : wrong12) }))
		test(`${version}: ${what} ends the session: -1004`, async (sim, t) => {
			const { socket, result, peer } = await visitHostile(sim, t, version, { ready: (one) => send(one) });
			assert.equal(result, 0, await socket.message());
			const received = await socket.receive(30_000);
			assert.equal(received.result, -1004, await socket.message());
			assert.equal(received.bytes.length, 0);
			assert.equal((await socket.error()).phase, "recv");
			assert.equal((await socket.receive(100)).result, -1004, "again");
			assert.ok((await socket.Send("secret")) < 0);
			assert.deepEqual(peer().heard, [], "nothing was sent to such a peer");
		});

/* What looks odd, but is allowed: the data after it arrives. */
const right = {
	"a record of 16 KB": (peer) => peer.record(data, Buffer.alloc(16384, "x")),
	"records of one byte": (peer) => [..."0123456789"].forEach((byte) => peer.record(data, Buffer.from(byte))),
	"three empty records": (peer) => [1, 2, 3].forEach(() => peer.record(data, Buffer.alloc(0))),
	"a warning": (peer) => peer.alert(1, 90),
};
const right13 = {
	"a record that is padded": (peer) => peer.record(data, text, 1000),
	"a record with nothing but padding": (peer) => peer.record(data, Buffer.alloc(0), 1000),
	tickets: (peer) => [1, 2, 3].forEach(() => peer.record(handshake, ticket())),
	"two tickets in one record": (peer) => peer.record(handshake, Buffer.concat([ticket(), ticket()])),
	"a ticket cut into records": (peer) => {
		const bytes = ticket();
		peer.record(handshake, bytes.subarray(0, 4));
		for (const byte of bytes.subarray(4)) peer.record(handshake, u8(byte));
	},
	"a ticket for no time": (peer) => peer.record(handshake, ticket(0)),
	"a ticket for a week": (peer) => peer.record(handshake, ticket(604_800)),
	/* which no server sends that late, and mbedTLS ignores */
	ChangeCipherSpec: (peer) => peer.raw(record(changeCipherSpec, u8(1))),
};
const right12 = {
	"a HelloRequest": (peer) => peer.record(handshake, message(messageType.helloRequest)),
};

for (const version of versions)
	for (const [what, send] of Object.entries({ ...right, ...(version === "TLSv1.3" ? right13 : right12) }))
		test(`${version}: after ${what} the connection goes on`, async (sim, t) => {
			async function ready(peer) {
				send(peer);
				peer.record(data, Buffer.from("END"));
				await peer.echo();
			}
			const { socket, result } = await visitHostile(sim, t, version, { ready });
			assert.equal(result, 0, await socket.message());
			let all = "";
			while (!all.endsWith("END")) {
				const received = await socket.receive(20_000);
				assert.ok(received.result > 0, await socket.message());
				all += received.bytes;
			}
			await socket.exchange("hello");
		});

/* Records in the middle of the handshake, where they must end it. */
const early = {
	"data that is not protected": (peer) => peer.raw(record(data, text)),
	data: (peer) => peer.record(data, text),
	"an empty record": (peer) => peer.raw(record(handshake, Buffer.alloc(0))),
	"a record of 20 KB": (peer) => peer.raw(record(handshake, Buffer.alloc(20_000))),
	"a record of no known type": (peer) => peer.raw(record(99, text)),
	HTTP: (peer) => peer.raw(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n")),
	"an SSL 2 hello": (peer) => peer.raw(Buffer.from("802e0100020015000000100100800300800600400400800700c0", "hex")),
};

for (const version of versions)
	for (const [what, send] of Object.entries(early))
		test(`${version}: ${what} at any step of the handshake ends it: -1002`, async (sim, t) => {
			for (const step of steps[version]) {
				const visit = await visitHostile(
					sim,
					t,
					version,
					{ before: { [step]: send } },
					{ CONNECT_TIMEOUT: 3000 },
				);
				await refused(visit);
				assert.ok(visit.ms < 2900, `${step}: without waiting for the time-out`);
			}
		});
