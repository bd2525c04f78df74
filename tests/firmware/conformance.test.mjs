/*
 * The cases of the reference's qualification suite on the emulated chips, with the heap frozen into flash and without: the
 * same cases that tests/conformance runs in the simulator, plain and by TLS.
 */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { buildImage, startFirmware } from "../../hosts/bare-metal/firmware.mjs";
import { Servers } from "../conformance/servers.mjs";
import { pkiText } from "../servers/listener.mjs";
import { reportTap } from "./tap.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const servers = new Servers();
after(() => servers.close());

async function flavourOf(name) {
	const plainPort = await servers.port("echo");
	if (name === "plain") return { name, port: plainPort, plainPort };
	const [port, otherPort] = [await servers.port("echo", name), await servers.port("other")];
	return { name, port, plainPort, otherPort, ca: pkiText("root.pem") };
}

/** A copy of the app and of what it uses of tests/, with a config.ts for the servers. */
async function configure(folder, without) {
	for (const part of ["bringup", "conformance/ts/support", "firmware/conformance"])
		cpSync(path.join(root, "tests", part), path.join(folder, part), {
			recursive: true,
			filter: (file) => !/\.mjs$|cases-workers|task\.ts$/.test(file),
		});
	const flavours = [];
	for (const name of ["plain", "TLS 1.2", "TLS 1.3"]) flavours.push(await flavourOf(name));
	const config = path.join(folder, "firmware/conformance/config.ts");
	const [types] = readFileSync(config, "utf8").split("/* The servers");
	writeFileSync(
		config,
		`${types}export const flavours: Flavour[] = ${JSON.stringify(flavours)};\n` +
			`export const without: string[] = ${JSON.stringify(without)};\n`,
	);
	return path.join(path.dirname(config), "main.ts");
}

const dns = await servers.port("dns");

/* The case takes most of the time: once for each processor is enough. The heap that is not frozen needs the larger chip. */
const slow = ["Threadsafe_SameSocketDifferentTasks"];

describe("conformance on the chip", { concurrency: 2 }, () => {
	for (const [board, frozen, without] of [
		["qemu", true, []],
		["riscv-qemu", true, []],
		["riscv-qemu", false, slow],
	]) {
		const name = `conformance-${board}-${frozen ? "frozen" : "unfrozen"}`;
		test(`conformance: ${board}, ${frozen ? "frozen" : "unfrozen"}`, async (t) => {
			const app = await configure(path.join(root, "build/firmware", name), without);
			const elf = await buildImage({ board, app, name, frozen });
			const image = await startFirmware({ board, elf, dns, timeout: 600 });
			t.after(() => image.stop());
			await reportTap(t, image);
		});
	}
});
