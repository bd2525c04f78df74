/*
 * What a TLS server computes: key exchange, both key schedules, and the protection of records with AES-128-GCM.
 */
import {
	createCipheriv,
	createDecipheriv,
	createECDH,
	createHash,
	createHmac,
	createPublicKey,
	diffieHellman,
	generateKeyPairSync,
} from "node:crypto";
import { u16, u8, vector16, vector8 } from "./wire.mjs";

export const groups = { secp256r1: 23, secp384r1: 24, x25519: 29 };
const curves = { 23: "prime256v1", 24: "secp384r1" };

export const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const hmac = (key, ...parts) => createHmac("sha256", key).update(Buffer.concat(parts)).digest();

/** One key exchange with a client's public key. @returns {{share: Buffer, secret: Buffer}} ours, and what is shared */
export function exchange(group, theirs) {
	if (curves[group]) {
		const ecdh = createECDH(curves[group]);
		return { share: ecdh.generateKeys(), secret: ecdh.computeSecret(theirs) };
	}
	const ours = generateKeyPairSync("x25519");
	const jwk = { kty: "OKP", crv: "X25519", x: theirs.toString("base64url") };
	const publicKey = createPublicKey({ key: jwk, format: "jwk" });
	const share = Buffer.from(ours.publicKey.export({ format: "jwk" }).x, "base64url");
	return { share, secret: diffieHellman({ privateKey: ours.privateKey, publicKey }) };
}

/** A key pair before the client's is known, for TLS 1.2. @returns {{share: Buffer, with: (theirs: Buffer) => Buffer}} */
export function offer(group) {
	const ecdh = createECDH(curves[group]);
	return { share: ecdh.generateKeys(), with: (theirs) => ecdh.computeSecret(theirs) };
}

function expandLabel(secret, label, context, length) {
	const info = Buffer.concat([u16(length), vector8(Buffer.from(`tls13 ${label}`)), vector8(context)]);
	let block = Buffer.alloc(0);
	let all = block;
	for (let count = 1; all.length < length; count++) {
		block = hmac(secret, block, info, u8(count));
		all = Buffer.concat([all, block]);
	}
	return all.subarray(0, length);
}

const nothing = Buffer.alloc(0);
const zeros = Buffer.alloc(32);

/** TLS 1.3 without pre-shared keys (RFC 8446, 7.1). @param {Buffer} secret of the key exchange */
export function schedule13(secret) {
	const derive = (from, label, hash) => expandLabel(from, label, hash, 32);
	const early = hmac(zeros, zeros);
	const handshake = hmac(derive(early, "derived", sha256()), secret);
	const master = hmac(derive(handshake, "derived", sha256()), zeros);
	const protection = (from) =>
		new Protection13(expandLabel(from, "key", nothing, 16), expandLabel(from, "iv", nothing, 12));
	const finished = (from, hash) => hmac(expandLabel(from, "finished", nothing, 32), hash);
	const traffic = (label, hash) => derive(label.includes("hs") ? handshake : master, `${label} traffic`, hash);
	return { traffic, protection, finished };
}

function crypt(make, key, nonce, aad, data, tag) {
	const cipher = make("aes-128-gcm", key, nonce, { authTagLength: 16 });
	cipher.setAAD(aad);
	if (tag) cipher.setAuthTag(tag);
	const text = Buffer.concat([cipher.update(data), cipher.final()]);
	return tag ? text : Buffer.concat([text, cipher.getAuthTag()]);
}

class Protection13 {
	#count = 0;
	constructor(key, iv) {
		this.key = key;
		this.iv = iv;
	}
	#nonce() {
		const nonce = Buffer.from(this.iv);
		nonce.writeInt32BE(nonce.readInt32BE(8) ^ this.#count++, 8);
		return nonce;
	}
	/** @returns {{type: number, body: Buffer}} what goes into the record */
	seal(type, body, padding = 0) {
		const inner = Buffer.concat([body, u8(type), Buffer.alloc(padding)]);
		const aad = Buffer.concat([u8(23), u16(0x0303), u16(inner.length + 16)]);
		return { type: 23, body: crypt(createCipheriv, this.key, this.#nonce(), aad, inner) };
	}
	open(type, body) {
		const aad = Buffer.concat([u8(type), u16(0x0303), u16(body.length)]);
		const inner = crypt(createDecipheriv, this.key, this.#nonce(), aad, body.subarray(0, -16), body.subarray(-16));
		let end = inner.length;
		while (inner[end - 1] === 0) end--;
		return { type: inner[end - 1], body: inner.subarray(0, end - 1) };
	}
}

function prf(secret, label, seed, length) {
	const whole = Buffer.concat([Buffer.from(label), seed]);
	let a = whole;
	let all = Buffer.alloc(0);
	while (all.length < length) {
		a = hmac(secret, a);
		all = Buffer.concat([all, hmac(secret, a, whole)]);
	}
	return all.subarray(0, length);
}

/** TLS 1.2 with the extended master secret (RFC 7627). @param {Buffer} hash of all messages up to ClientKeyExchange */
export function schedule12(secret, hash, clientRandom, serverRandom) {
	const master = prf(secret, "extended master secret", hash, 48);
	const block = prf(master, "key expansion", Buffer.concat([serverRandom, clientRandom]), 40);
	return {
		client: new Protection12(block.subarray(0, 16), block.subarray(32, 36)),
		server: new Protection12(block.subarray(16, 32), block.subarray(36, 40)),
		finished: (label, transcript) => prf(master, label, transcript, 12),
	};
}

class Protection12 {
	#count = 0n;
	constructor(key, salt) {
		this.key = key;
		this.salt = salt;
	}
	#header(type, length) {
		const header = Buffer.alloc(13);
		header.writeBigUInt64BE(this.#count++);
		header[8] = type;
		header.writeUInt16BE(0x0303, 9);
		header.writeUInt16BE(length, 11);
		return header;
	}
	seal(type, body) {
		const aad = this.#header(type, body.length);
		const explicit = Buffer.from(aad.subarray(0, 8));
		const sealed = crypt(createCipheriv, this.key, Buffer.concat([this.salt, explicit]), aad, body);
		return { type, body: Buffer.concat([explicit, sealed]) };
	}
	open(type, body) {
		const nonce = Buffer.concat([this.salt, body.subarray(0, 8)]);
		const data = body.subarray(8, -16);
		const aad = this.#header(type, data.length);
		return { type, body: crypt(createDecipheriv, this.key, nonce, aad, data, body.subarray(-16)) };
	}
}

/** What CertificateVerify of TLS 1.3 signs (RFC 8446, 4.4.3). */
export function verifyContent(hash) {
	return Buffer.concat([Buffer.alloc(64, 0x20), Buffer.from("TLS 1.3, server CertificateVerify\0"), hash]);
}

/** ServerECDHParams of TLS 1.2 (RFC 8422, 5.4). */
export function ecdhParameters(group, share) {
	return Buffer.concat([u8(3), u16(group), vector8(share)]);
}

/** A signature with its algorithm. */
export function signed(algorithm, signature) {
	return Buffer.concat([u16(algorithm), vector16(signature)]);
}
