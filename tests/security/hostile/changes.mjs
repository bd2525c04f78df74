/*
 * Scripts for what a server may do wrong with a message of its handshake.
 */
import { extension, extensionType, message, u8, vector16, vector8 } from "./wire.mjs";

/** What the server is told, see there. */
export const options = (more) => ({ options: more });

/** The message as `edit` leaves a copy of it. */
export const edit = (name, editing) => ({
	change: {
		[name](bytes, peer) {
			const copy = Buffer.from(bytes);
			editing(copy, peer);
			return copy;
		},
	},
});

/** The message is left out. */
export const drop = (name) => ({ change: { [name]: () => null } });

/** Its last byte is wrong. */
export const spoil = (name) => edit(name, (bytes) => (bytes[bytes.length - 1] ^= 1));

/** Another message comes before it. */
export const insert = (name, type, ...body) => ({ before: { [name]: (peer) => peer.say("inserted", type, ...body) } });

/** Its head tells of 16 MB. */
export const huge = (name) => edit(name, (bytes) => (bytes[1] = 0xff));

/** It has a byte too many, too few, or no body at all. */
export const longer = (name) => ({
	change: { [name]: (bytes) => message(bytes[0], bytes.subarray(4), Buffer.alloc(1)) },
});
export const shorter = (name) => ({ change: { [name]: (bytes) => message(bytes[0], bytes.subarray(4, -1)) } });
export const empty = (name) => ({ change: { [name]: (bytes) => message(bytes[0]) } });

/** Cases that differ in the message only, all answered by the same alert. */
export const each = (alert, names, make) => names.map((name) => ({ alert, ...make(name) }));

/** ALPN that chose "mqtt", and an extension of no meaning. */
export const alpn = extension(extensionType.alpn, vector16(vector8(Buffer.from("mqtt"))));
export const unknown = extension(0x1234, u8(0));
