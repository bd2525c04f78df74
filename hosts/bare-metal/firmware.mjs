/*
 * Makes images, and runs them in QEMU with the gateway at the serial line.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startImage } from "./qemu.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

async function run(command, args) {
	const child = spawn(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
	let output = "";
	for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
	const [status] = await once(child, "close");
	if (status !== 0) throw new Error(`${command} ${args.join(" ")}: status ${status}\n${output}`);
}

/**
 * Makes an image of an app. What boards have in common must have been built: `make firmware-libraries`.
 * @param {object} options
 * @param {string} options.board
 * @param {string} options.app path of its main module
 * @param {string} options.name of the folder in build/firmware/BOARD
 * @param {boolean} [options.frozen] whether the heap is in flash
 * @returns {Promise<string>} path of the image
 */
export async function buildImage({ board, app, name, frozen = true }) {
	const settings = [`BOARD=${board}`, `APP=${app}`, `NAME=${name}`, `FROZEN=${frozen ? 1 : 0}`];
	await run("make", ["--no-print-directory", "-f", "hosts/bare-metal/build.mk", ...settings, "all"]);
	return path.join(root, "build/firmware", board, frozen ? name : `${name}-unfrozen`, "firmware.elf");
}

/**
 * Starts an image with a gateway.
 * @param {object} options those of startImage(), and:
 * @param {number} [options.dns] port of a DNS server on 127.0.0.1
 * @param {string[]} [options.gateway] more options for the gateway
 * @returns {Promise<Awaited<ReturnType<typeof startImage>>>} whose stop() ends the gateway, too
 */
export async function startFirmware({ dns, gateway: more = [], ...options }) {
	const image = await startImage({ ...options, serial: "socket" });
	const names = dns === undefined ? [] : ["--dns", `127.0.0.1:${dns}`];
	const gateway = spawn(
		path.join(root, "build/gateway/gateway"),
		["--connect", `unix:${image.serial}`, ...names, ...more],
		{ stdio: ["ignore", "ignore", "pipe"] },
	);
	image.gatewayOutput = "";
	gateway.stderr.setEncoding("utf8").on("data", (text) => (image.gatewayOutput += text));
	const stopImage = image.stop.bind(image);
	image.stop = async () => {
		await stopImage();
		if (gateway.exitCode === null && gateway.signalCode === null) {
			gateway.kill();
			await once(gateway, "close");
		}
	};
	image.ended.finally(() => gateway.kill()).catch(() => {});
	return image;
}
