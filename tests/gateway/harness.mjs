/*
 * The gateway and the board's end as processes, for tests; both are built with AddressSanitizer and UBSan.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const build = fileURLToPath(new URL("../../build/gateway", import.meta.url));

export const programs = {
	gateway: path.join(build, "asan", "gateway"),
	board: path.join(build, "board"),
};

/** Milliseconds after which anything that waits is given up. */
const patience = 120_000;

/** A folder for sockets, gone when the test is over. @returns {string} */
export function makeFolder(t) {
	const folder = mkdtempSync(path.join(tmpdir(), "gateway-"));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/*
 * A process whose stderr can be waited for. It is killed when the test ends.
 */
function start(t, file, args, stdio) {
	const child = spawn(file, args, { stdio });
	const process = { child, stderr: "", line, end: null };
	const waiting = new Set();
	child.stderr.setEncoding("utf8").on("data", (text) => {
		process.stderr += text;
		for (const look of waiting) look();
	});
	const timer = setTimeout(() => child.kill("SIGKILL"), patience);
	process.end = new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (status, signal) => {
			clearTimeout(timer);
			resolve({ status, signal, stderr: process.stderr });
			for (const look of waiting) look(true);
		});
	});
	t.after(async () => {
		child.kill("SIGKILL");
		await process.end;
	});

	/** Resolves with the match when stderr has it; rejects when the process ends first. */
	function line(pattern) {
		return new Promise((resolve, reject) => {
			function look(ended) {
				const found = pattern.exec(process.stderr);
				if (!found && !ended) return;
				waiting.delete(look);
				if (found) resolve(found);
				else reject(new Error(`ended without ${pattern}:\n${process.stderr}`));
			}
			waiting.add(look);
			look(child.exitCode !== null || child.signalCode !== null);
		});
	}
	return process;
}

/**
 * Starts the gateway.
 * @param {string[]} args its options
 * @returns {{child, stderr: string, line: (pattern: RegExp) => Promise<RegExpExecArray>, end: Promise<object>,
 *   stop: () => Promise<string>}} stop: ends it as a user would, and gives its stderr; fails if it does not end well
 */
export function startGateway(t, args) {
	const gateway = start(t, programs.gateway, args, ["ignore", "ignore", "pipe"]);
	async function stop() {
		gateway.child.kill("SIGTERM");
		const { status, signal, stderr } = await gateway.end;
		if (status !== 0) throw new Error(`the gateway ended with ${signal ?? status}\n${stderr}`);
		return stderr;
	}
	return { ...gateway, stop, line: gateway.line };
}

/** Starts the board's end (board/main.c). @param {string[]} args its line and command */
export function startBoard(t, args) {
	return start(t, programs.board, args, ["pipe", "pipe", "pipe"]);
}

/**
 * Runs the board's end until it ends.
 * @param {string | Buffer} [input] of its stdin
 * @returns {Promise<{status: number, stdout: Buffer, stderr: string}>}
 */
export async function runBoard(t, args, input = "") {
	const board = startBoard(t, args);
	const chunks = [];
	board.child.stdout.on("data", (chunk) => chunks.push(chunk));
	board.child.stdin.on("error", () => {}).end(input);
	const result = await board.end;
	return { ...result, stdout: Buffer.concat(chunks) };
}

/** Starts the gateway at a socket. @returns {Promise<{gateway, socket: string, line: string}>} line: for a board */
export async function startListening(t, args = []) {
	const socket = path.join(makeFolder(t), "line");
	const gateway = startGateway(t, ["--listen", `unix:${socket}`, ...args]);
	await gateway.line(/listening at/);
	return { gateway, socket, line: `connect:${socket}` };
}

/**
 * A line that the test holds: bytes between a board and the gateway go through it.
 * @param {string} gatewaySocket where the gateway listens
 * @returns {Promise<{line: string, toBoard: (bytes) => void, toGateway: (bytes) => void, bytes: number,
 *   cut: () => void}>} line: for the board; toBoard and toGateway put more bytes on the line; bytes: how many came through;
 *   cut: loses both ends; the board comes back on its own, and the gateway is called again then
 */
export async function startRelay(t, gatewaySocket) {
	const socket = path.join(makeFolder(t), "relay");
	const pairs = new Set();
	const relay = {
		line: `connect:${socket}`,
		bytes: 0,
		toBoard: (bytes) => pairs.forEach(({ board }) => board.write(bytes)),
		toGateway: (bytes) => pairs.forEach(({ gateway }) => gateway.write(bytes)),
		cut: () => pairs.forEach(({ board, gateway }) => [board, gateway].forEach((end) => end.destroy())),
	};
	const server = net.createServer((board) => {
		const gateway = net.connect(gatewaySocket);
		const pair = { board, gateway };
		pairs.add(pair);
		for (const [from, to] of [
			[board, gateway],
			[gateway, board],
		]) {
			from.on("error", () => {});
			from.on("data", (bytes) => {
				relay.bytes += bytes.length;
				to.write(bytes);
			});
			from.on("close", () => {
				pairs.delete(pair);
				to.destroy();
			});
		}
	});
	server.listen(socket);
	await once(server, "listening");
	t.after(() => {
		relay.cut();
		server.close();
	});
	return relay;
}
