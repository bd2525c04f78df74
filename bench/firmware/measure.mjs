/*
 * What a TLS connection costs on an emulated chip, in instructions and bytes: runs the firmware of the benchmark
 * (client.c), built before, with a server on loopback behind the gateway.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startFirmware } from "../../hosts/bare-metal/firmware.mjs";
import { startEcho } from "../../tests/servers/servers.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * @param {object} options
 * @param {string} [options.board] "qemu"
 * @param {"core" | "plain"} options.client our sockets, or mbedTLS alone
 * @param {"1.2" | "1.3"} options.version
 * @param {string} [options.certificate] the server's, of certs/pki-table.mjs
 * @param {number} [options.connections] how many one after the other
 * @param {boolean} [options.resume] whether the later ones resume the first
 * @returns {Promise<{before: number, started: number, after: number, connections: Record<string, number>[]}>} bytes on the
 *   heap before, with and after the network; and what each connection took: instructions in thousands, bytes
 */
export async function measure({ board = "qemu", client, version, certificate, connections = 1, resume = false }) {
	const elf = path.join(root, "build/firmware", board, "bench/client.elf");
	const echo = await startEcho({ version: `TLSv${version}`, ...(certificate && { certificate }) });
	try {
		const args = [client, version, String(echo.port), String(connections), ...(resume ? ["resume"] : [])];
		const image = await startFirmware({ board, elf, args, icount: true, timeout: 120 });
		const status = await image.ended;
		await image.stop();
		if (status !== 0) throw new Error(`${client}, TLS ${version}: status ${status}\n${image.output}`);
		return parse(image.output);
	} finally {
		await echo.close();
	}
}

function parse(output) {
	const result = { connections: [] };
	for (const [, name, number] of output.matchAll(/^(\w+) (\d+)\r?$/gm)) {
		const [, when] = /^heap_(before|started|after)$/.exec(name) ?? [];
		if (when) result[when] = Number(number);
		else if (name === "handshake") result.connections.push({ [name]: Number(number) });
		else result.connections.at(-1)[name] = Number(number);
	}
	return result;
}
