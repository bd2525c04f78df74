/*
 * Runs the echo example in the simulator against an echo server of its own; exits as the example does.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startServer } from "./server.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Copies the example, with another config.ts.
 * @param {string} folder where to
 * @param {{host: string, port: number, name: string, certificate: string}} server
 * @returns {string} path of the copy's main.ts
 */
export function configure(folder, server) {
	const main = path.join(folder, "main.ts");
	mkdirSync(folder, { recursive: true });
	copyFileSync(new URL("main.ts", import.meta.url), main);
	writeFileSync(path.join(folder, "config.ts"), `export const server = ${JSON.stringify(server, null, "\t")};\n`);
	return main;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { port, name, certificate, close } = await startServer();
	const main = configure(path.join(root, "build", "echo"), { host: "10.0.2.2", port, name, certificate });
	console.log(`Echo server on 127.0.0.1, port ${port}; in the simulator that is 10.0.2.2.\n`);
	const example = spawn(path.join(root, "bin", "sim"), [main], { stdio: "inherit" });
	const [code] = await once(example, "close");
	close();
	console.log(code === 0 ? "\nThe echo came back right." : "\nThe example failed.");
	process.exitCode = code ?? 1;
}
