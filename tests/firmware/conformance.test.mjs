/*
 * The cases of the reference's qualification suite on the emulated chips, with the heap frozen into flash and without: the
 * same cases that tests/conformance runs in the simulator, plain and by TLS.
 */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { buildImage, startFirmware } from "../../hosts/bare-metal/firmware.mjs";
import { Servers } from "../conformance/servers.mjs";
import { pkiText } from "../servers/listener.mjs";
import { reportTap } from "./tap.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = path.join(root, "build/firmware/conformance");
const servers = new Servers();
after(() => servers.close());

async function flavourOf(name) {
	const plainPort = await servers.port("echo");
	if (name === "plain") return { name, port: plainPort, plainPort };
	const [port, otherPort] = [await servers.port("echo", name), await servers.port("other")];
	return { name, port, plainPort, otherPort, ca: pkiText("root.pem") };
}

/** A copy of the app and of what it uses of tests/, with a config.ts for the servers. */
async function configure() {
	for (const part of ["bringup", "conformance/ts/support", "firmware/conformance"])
		cpSync(path.join(root, "tests", part), path.join(folder, part), {
			recursive: true,
			filter: (file) => !/\.mjs$|cases-workers|task\.ts$/.test(file),
		});
	const flavours = [];
	for (const name of ["plain", "TLS 1.2", "TLS 1.3"]) flavours.push(await flavourOf(name));
	const config = path.join(folder, "firmware/conformance/config.ts");
	mkdirSync(path.dirname(config), { recursive: true });
	writeFileSync(
		config,
		`export interface Flavour { name: string; port: number; ca?: string; otherPort?: number; plainPort: number }\n` +
			`export const flavours: Flavour[] = ${JSON.stringify(flavours)};\n`,
	);
	return path.join(path.dirname(config), "main.ts");
}

const app = await configure();
const dns = await servers.port("dns");
for (const [board, frozen] of [["qemu", true]])
	test(`conformance: ${board}, ${frozen ? "frozen" : "unfrozen"}`, async (t) => {
		const elf = await buildImage({ board, app, name: "conformance", frozen });
		const image = await startFirmware({ board, elf, dns, timeout: 400 });
		t.after(() => image.stop());
		await reportTap(t, image);
	});
