/*
 * The bring-up tests on a board on the desk: flashes it with the tool that is there, reads its console through the
 * debugger, and puts it on the network by the gateway.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const limit = 300; // seconds for all tests
const baud = 1_000_000;
const chip = "nRF52840_xxAA";

function has(program) {
	return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;
}

/* Each: programs that it takes; how it flashes and starts the board, and what then prints the console. */
const tools = [
	{
		programs: ["probe-rs"],
		console: (elf) => ["probe-rs", ["run", "--chip", chip, elf]],
	},
	{
		programs: ["nrfjprog", "JLinkRTTLogger"],
		flash: (elf) => {
			const hex = elf.replace(/elf$/, "hex");
			return ["nrfjprog", ["-f", "nrf52", "--program", hex, "--sectorerase", "--verify", "--reset"]];
		},
		file: (file) => [
			"JLinkRTTLogger",
			["-Device", chip.toUpperCase(), "-If", "SWD", "-Speed", "4000", "-RTTChannel", "0", file],
		],
	},
	{
		programs: ["openocd", "nc"],
		console: (elf) => [
			"openocd",
			[
				...["-f", "board/nordic_nrf52_dk.cfg", "-c", `program ${elf} verify reset`],
				...[
					"-c",
					"rtt setup 0x20000000 0x40000 {SEGGER RTT}",
					"-c",
					"rtt server start 9090 0",
					"-c",
					"rtt start",
				],
			],
		],
		also: ["nc", ["localhost", "9090"]],
	},
];

/** @returns {string[]} what is missing, in words; empty: it can be begun */
export function findMissing(port) {
	const missing = [];
	if (!port) missing.push("PORT=/dev/ttyACM0: which port the board's serial line is");
	else if (!existsSync(port))
		missing.push(`${port}: there is no such port. Is the board connected, and switched on?`);
	if (!tools.some(({ programs }) => programs.every(has)))
		missing.push(
			`a tool that flashes the board and shows its console, one of: ` +
				tools.map(({ programs }) => programs.join(" with ")).join("; "),
		);
	return missing;
}

/**
 * Runs an image on the board. Prints the console.
 * @param {object} options
 * @param {string} options.elf
 * @param {string} options.port of the serial line
 * @param {number} options.dns port of a DNS server on 127.0.0.1
 * @returns {Promise<number>} the program's exit status, 1 if it did not end
 */
export async function runOnBoard({ elf, port, dns }) {
	const tool = tools.find(({ programs }) => programs.every(has));
	const folder = mkdtempSync(path.join(tmpdir(), "bringup-"));
	const file = path.join(folder, "console");
	const children = [];
	let output = "";
	const start = (command, args) => {
		const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
		child.stdout.setEncoding("utf8").on("data", (text) => {
			process.stdout.write(text);
			output += text;
		});
		child.on("error", (error) => console.error(`${command}: ${error.message}`));
		children.push(child);
		return child;
	};
	try {
		start(path.join(root, "build/gateway/gateway"), [
			...["--tty", port, "--baud", String(baud), "--dns", `127.0.0.1:${dns}`],
		]);
		if (tool.flash) {
			const [command, args] = tool.flash(elf);
			const { status } = spawnSync(command, args, { stdio: "inherit" });
			if (status !== 0) throw new Error(`${command} could not flash the board: status ${status}`);
		}
		start(...(tool.file ? tool.file(file) : tool.console(elf)));
		if (tool.also) start(...tool.also);
		for (const end = Date.now() + limit * 1000; Date.now() < end;) {
			const text = tool.file && existsSync(file) ? readFileSync(file, "utf8") : output;
			const [, status] = /^exit status (\d+)/m.exec(text) ?? [];
			if (tool.file && text.length > output.length) process.stdout.write(text.slice(output.length));
			output = text;
			if (status !== undefined) return Number(status);
			await delay(100);
		}
		console.error(`The board did not come to an end in ${limit} s.`);
		return 1;
	} finally {
		for (const child of children) child.kill();
		rmSync(folder, { recursive: true, force: true });
	}
}
