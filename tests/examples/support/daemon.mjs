/*
 * Servers of Debian's, started in the foreground and ended with the test.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/* Daemons live in folders that a user's PATH may lack. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` };

async function isOpen(port) {
	const socket = net.connect({ port, host: "127.0.0.1" });
	try {
		await once(socket, "connect");
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}

/**
 * Starts a server and waits until its port is open.
 * @returns {Promise<{output: () => string, close: () => Promise<void>}>} output: what it printed so far
 */
export async function startDaemon(command, args, port) {
	const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env });
	const ended = new Promise((resolve) => child.once("close", resolve).once("error", resolve));
	let output = "";
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding("utf8").on("data", (text) => (output += text));
	for (const limit = Date.now() + 20_000; !(await isOpen(port)); await sleep(20))
		if (child.exitCode !== null || child.pid === undefined || Date.now() > limit) {
			child.kill("SIGKILL");
			await ended;
			throw new Error(`${command} ${args.join(" ")} does not listen at ${port}:\n${output}`);
		}
	return {
		output: () => output,
		async close() {
			child.kill("SIGKILL");
			await ended;
		},
	};
}
