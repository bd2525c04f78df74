/*
 * The servers of the bring-up tests, and the app configured for them.
 */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startDns } from "../servers/dns.mjs";
import { freePort, startFailing } from "../servers/failing.mjs";
import { hostAddress, pkiText } from "../servers/listener.mjs";
import { startEcho } from "../servers/servers.mjs";

const name = "bringup.test";

/**
 * Starts all of them on loopback.
 * @returns {Promise<{config: object, dns: number, close: () => Promise<void>}>} config: what tests/bringup/config.ts holds;
 *   dns: port of the DNS server
 */
export async function startServers() {
	const running = {
		plain: await startEcho(),
		tls12: await startEcho({ version: "TLSv1.2" }),
		tls13: await startEcho({ version: "TLSv1.3" }),
		stranger: await startEcho({ certificate: "unknown-root" }),
		silent: await startFailing("accept", "silence"),
	};
	const dns = await startDns({ [name]: [hostAddress] });
	const ports = Object.fromEntries(Object.entries(running).map(([key, { port }]) => [key, port]));
	return {
		config: {
			host: hostAddress,
			name,
			certificateName: "echo.test",
			root: pkiText("root.pem"),
			...ports,
			nobody: await freePort(),
		},
		dns: dns.port,
		async close() {
			for (const server of [...Object.values(running), dns]) await server.close();
		},
	};
}

/**
 * Copies the app, with another config.ts.
 * @param {string} folder where to
 * @param {object} config
 * @returns {string} path of the copy's main.ts
 */
export function configure(folder, config) {
	const source = fileURLToPath(new URL(".", import.meta.url));
	mkdirSync(folder, { recursive: true });
	cpSync(source, folder, { recursive: true, filter: (file) => !file.endsWith(".mjs") });
	writeFileSync(path.join(folder, "config.ts"), `export const servers = ${JSON.stringify(config, null, "\t")};\n`);
	return path.join(folder, "main.ts");
}
