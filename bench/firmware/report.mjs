/*
 * `make bench BOARD=qemu`: prints what TLS connections cost on a chip, ours next to those of mbedTLS alone.
 */
import process from "node:process";
import { measure } from "./measure.mjs";

const board = process.argv[2] ?? "qemu";
const rows = [];

const million = (thousands) => (thousands / 1000).toFixed(2);

async function add(title, options, which = 0) {
	const { connections } = await measure({ board, ...options });
	const it = connections[which];
	rows.push({
		connection: title,
		"handshake, M": million(it.handshake),
		"longest step, M": million(it.longest_step),
		"echo of 1 KB, M": million(it.echo),
		"mbedTLS at peak": it.mbedtls_peak,
		"heap when idle": it.heap_idle,
		stack: it.stack,
	});
}

for (const version of ["1.2", "1.3"]) {
	await add(`mbedTLS alone, ${version}`, { client: "plain", version });
	await add(`our sockets, ${version}`, { client: "core", version });
	await add(`our sockets, ${version}, resumed`, { client: "core", version, connections: 2, resume: true }, 1);
	await add(`our sockets, ${version}, key of P-384`, { client: "core", version, certificate: "p384" });
	await add(`our sockets, ${version}, RSA 2048`, { client: "core", version, certificate: "rsa" });
}
console.table(rows);
process.exit(0);
