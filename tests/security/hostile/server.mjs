/*
 * A TLS server that misbehaves by a script, at the level of records and messages. Without a script it behaves.
 */
import { constants, sign } from "node:crypto";
import { listen } from "../../servers/listener.mjs";
import { makeChain, toPem } from "../x509.mjs";
import { Peer, stop } from "./peer.mjs";
import { serve12 } from "./server12.mjs";
import { serve13 } from "./server13.mjs";

const hashes = { 2: "sha1", 4: "sha256", 5: "sha384", 6: "sha512" };

/* With the key at hand, whatever the algorithm's number claims about the key. */
function signWith(key, algorithm, data) {
	if (key.asymmetricKeyType === "ec") return sign(hashes[algorithm >> 8] ?? "sha256", data, key);
	const pss = algorithm >> 8 === 8;
	const hash = pss ? hashes[algorithm & 0xff] : hashes[algorithm >> 8];
	const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
	return sign(hash ?? "sha256", data, pss ? { key, ...padding } : key);
}

/** What a server is known by. @param {ReturnType<typeof makeChain>} made */
function identityOf({ chain, privateKey }, version) {
	const rsa = privateKey.asymmetricKeyType !== "ec";
	return {
		chain: chain.map(({ der }) => der),
		sign: (algorithm, data) => signWith(privateKey, algorithm, data),
		suite: rsa ? 0xc02f : 0xc02b,
		algorithm: rsa ? (version === "TLSv1.3" ? 0x0804 : 0x0401) : 0x0403,
	};
}

const usual = makeChain();

/** The root of the chain that is presented unless another is given. */
export const hostileRoot = toPem(usual.root);

/**
 * @param {"TLSv1.2" | "TLSv1.3"} version
 * @param {import("./peer.mjs").Script} [script]
 * @param {ReturnType<typeof makeChain>} [made] the certificates
 * @returns {Promise<import("../../servers/listener.mjs").Listener & {peers: Peer[], failures: unknown[]}>} failures: of
 *   the server itself, which a test is to look at
 */
export async function startHostile(version, script = {}, made = usual) {
	const peers = [];
	const failures = [];
	const serve = version === "TLSv1.2" ? serve12 : serve13;
	async function run(peer) {
		try {
			await serve(peer, identityOf(made, version));
			await (script.ready ? script.ready(peer) : peer.echo());
		} catch (error) {
			if (error !== stop) failures.push(error);
		}
		/* what the client thinks of it */
		for (;;)
			try {
				await peer.nextRecord();
			} catch (error) {
				if (error === stop) return;
			}
	}
	const server = await listen({
		onAccept(socket) {
			const peer = new Peer(socket, script);
			peers.push(peer);
			void run(peer);
			return true;
		},
	});
	return Object.assign(server, { peers, failures });
}
