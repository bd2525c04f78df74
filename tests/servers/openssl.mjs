/*
 * A server that is not node's: "openssl s_server", which sends each line back reversed.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { pkiFile } from "./listener.mjs";

/**
 * @param {import("./listener.mjs").TlsOptions & {args?: string[]}} [options] certificate: null for none; args: more of
 *   s_server's
 * @returns {Promise<{port: number, output: () => string, close: () => Promise<void>}>} output: what it printed so far
 */
export async function startOpenssl({ certificate = "ecdsa", version, alpn, ciphers, groups, args: more = [] } = {}) {
	const args = ["s_server", "-rev", "-accept", "127.0.0.1:0", ...more];
	if (certificate) {
		const chain = pkiFile(`${certificate}.chain.pem`);
		args.push("-key", pkiFile(`${certificate}.key.pem`), "-cert", chain, "-cert_chain", chain);
	} else args.push("-nocert");
	if (version) args.push(version === "TLSv1.2" ? "-tls1_2" : "-tls1_3");
	if (alpn) args.push("-alpn", alpn.join());
	if (ciphers) args.push(version === "TLSv1.3" ? "-ciphersuites" : "-cipher", ciphers);
	if (groups) args.push("-groups", groups);
	const child = spawn("openssl", args, { stdio: ["ignore", "pipe", "pipe"] });
	const ended = once(child, "close");
	let output = "";
	const port = await new Promise((resolve, reject) => {
		for (const stream of [child.stdout, child.stderr])
			stream.setEncoding("utf8").on("data", (text) => {
				output += text;
				const found = output.match(/^ACCEPT .*:(\d+)\n/m);
				if (found) resolve(Number(found[1]));
			});
		child.on("error", reject);
		ended.then(() => reject(new Error(`openssl ${args.join(" ")}\n${output}`)));
	});
	async function close() {
		child.kill();
		await ended;
	}
	return { port, output: () => output, close };
}
