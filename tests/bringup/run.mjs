/*
 * Brings a board up: starts servers, makes an image that knows them, runs it, and shows the results.
 *
 *     node tests/bringup/run.mjs simulator|qemu|riscv-qemu
 *     node tests/bringup/run.mjs nrf52840dk PORT
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { buildImage, startFirmware } from "../../hosts/bare-metal/firmware.mjs";
import { findMissing, runOnBoard } from "./hardware.mjs";
import { configure, startServers } from "./servers.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

async function runInSimulator(app, servers) {
	const sim = spawn(path.join(root, "bin/sim"), ["--dns", `127.0.0.1:${servers.dns}`, app], { stdio: "inherit" });
	const [status] = await once(sim, "close");
	return status ?? 1;
}

async function runInEmulator(board, app, servers) {
	const elf = await buildImage({ board, app, name: "bringup" });
	const firmware = await startFirmware({ board, elf, dns: servers.dns, timeout: 600 });
	for await (const line of firmware.lines()) console.log(line);
	const status = await firmware.ended;
	await firmware.stop();
	return status ?? 1;
}

async function run(board, port) {
	if (board === "nrf52840dk") {
		const missing = findMissing(port);
		for (const what of missing) console.error(`Missing: ${what}`);
		if (missing.length > 0) return 2;
	}
	const servers = await startServers();
	try {
		const app = configure(path.join(root, "build/bringup"), servers.config);
		if (board === "simulator") return await runInSimulator(app, servers);
		if (board !== "nrf52840dk") return await runInEmulator(board, app, servers);
		const elf = await buildImage({ board, app, name: "bringup" });
		return await runOnBoard({ elf, port, dns: servers.dns });
	} finally {
		await servers.close();
	}
}

const [board, port] = process.argv.slice(2);
process.exitCode = await run(board, port);
