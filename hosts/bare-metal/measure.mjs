/*
 * Measures images: their sections by part, from the linker's map, and what they need of memory while they run in QEMU.
 */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { measure as measureClient } from "../../bench/firmware/measure.mjs";
import { startServer } from "../../examples/echo/server.mjs";
import { buildImage, startFirmware } from "./firmware.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const boards = ["qemu", "nrf52840dk", "riscv-qemu"];
const versions = ["1.2", "1.3"];

/* Archives of build.mk, and the compiler's, by what they are told as. */
const parts = {
	xs: "XS",
	mbedtls: "mbedTLS",
	lwip: "lwIP",
	core: "core",
	binding: "binding",
	host: "host",
	program: "application and frozen heap",
};

function partOf(file) {
	if (/\/program\.o$/.test(file)) return parts.program;
	const name = /lib(\w+)\.a\(/.exec(file)?.[1];
	return parts[name] ?? "C library";
}

/**
 * Reads the linker's map.
 * @param {string} file
 * @returns {{flash: Record<string, number>, ram: number}} bytes of flash by part; of variables
 */
export function readMap(file) {
	const text = readFileSync(file, "utf8");
	const flash = Object.fromEntries([...Object.values(parts), "C library"].map((part) => [part, 0]));
	let ram = 0;
	let output = "";
	for (const line of text.slice(text.indexOf("Linker script and memory map")).split("\n")) {
		output = /^(\.\S+)/.exec(line)?.[1] ?? output;
		const [, size, source] = /^ .*?0x[0-9a-f]+ +0x([0-9a-f]+) (\S.*\.(?:o|a\(.*\)))$/.exec(line) ?? [];
		if (!source || /^\.(debug|comment|ARM\.attr|riscv\.attr)/.test(output)) continue;
		const bytes = Number.parseInt(size, 16);
		const variable = /^\.(data|bss|noinit|tbss)/.test(output);
		if (variable) ram += bytes;
		if (!variable || output === ".data") flash[partOf(source)] += bytes;
	}
	return { flash, ram };
}

/* The app of tests/firmware/size, with a server. */
async function configure(board, version, server) {
	const folder = path.join(root, "build/firmware", `size-${board}-${version}`);
	cpSync(path.join(root, "tests/firmware/size"), folder, { recursive: true });
	const { port, name, certificate } = server;
	const config = { port, name, certificate, version };
	writeFileSync(path.join(folder, "config.ts"), `export const server = ${JSON.stringify(config)};\n`);
	return path.join(folder, "main.ts");
}

async function runSizes(board, version) {
	const server = await startServer();
	try {
		const app = await configure(board, version, server);
		const elf = await buildImage({ board, app, name: `size-${version}` });
		const image = await startFirmware({ board, elf, timeout: 120 });
		const status = await image.ended;
		await image.stop();
		if (status !== 0) throw new Error(`the image for ${board}: status ${status}\n${image.output}`);
		const found = [...image.output.matchAll(/^(\w+) heap (\d+) peak (\d+) stack (\d+)/gm)];
		return Object.fromEntries(
			found.map(([, when, ...numbers]) => {
				const [heap, peak, stack] = numbers.map(Number);
				return [when, { heap, peak, stack }];
			}),
		);
	} finally {
		server.close();
	}
}

/* RAM is what is taken in all: variables, heap with its overhead, and the stack that was ever used. */
async function measureMemory(rows, board, ram) {
	for (const version of versions) {
		const { rest, connected, idle, second } = await runSizes(board, version);
		const total = ({ heap, stack }) => ram + heap + stack;
		if (version === "1.2") {
			rows.set("RAM, no connection", total(rest));
			rows.set("stack used", idle.stack);
		}
		rows.set(`RAM, TLS ${version}, peak of a handshake`, ram + connected.peak + connected.stack);
		rows.set(`RAM, TLS ${version}, one idle connection`, total(idle));
		rows.set(`RAM, TLS ${version}, a second connection adds`, second.heap - idle.heap);
	}
}

async function measureInstructions(rows, board) {
	for (const version of versions) {
		const full = await measureClient({ board, client: "core", version });
		const resumed = await measureClient({ board, client: "core", version, connections: 2, resume: true });
		rows.set(`thousand instructions, TLS ${version}, handshake`, full.connections[0].handshake);
		rows.set(`thousand instructions, TLS ${version}, resumption`, resumed.connections.at(-1).handshake);
		rows.set(`thousand instructions, TLS ${version}, longest step`, full.connections[0].longest_step);
	}
}

async function measureBoard(board) {
	const rows = new Map();
	const app = path.join(root, "examples/echo/main.ts");
	const elf = await buildImage({ board, app, name: "echo" });
	const { flash, ram } = readMap(elf.replace(/elf$/, "map"));
	for (const [part, bytes] of Object.entries(flash)) rows.set(`flash: ${part}`, bytes);
	rows.set(
		"flash in all",
		Object.values(flash).reduce((sum, bytes) => sum + bytes, 0),
	);
	rows.set("variables", ram);
	if (board !== "nrf52840dk") await measureMemory(rows, board, ram);
	if (board === "qemu") await measureInstructions(rows, board);
	return rows;
}

/** @returns {Promise<{images: string[], rows: Map<string, number[]>}>} what there is to say of the echo example's images */
export async function measureImages() {
	const rows = new Map();
	for (const [index, board] of boards.entries())
		for (const [name, number] of await measureBoard(board)) {
			const numbers = rows.get(name) ?? [];
			numbers[index] = number;
			rows.set(name, numbers);
		}
	return { images: boards, rows };
}
