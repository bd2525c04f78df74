/*
 * The bring-up tests of a board (tests/bringup) on the emulated ones, against servers on loopback.
 */
import path from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { buildImage, startFirmware } from "../../hosts/bare-metal/firmware.mjs";
import { configure, startServers } from "../bringup/servers.mjs";
import { reportTap } from "./tap.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const servers = await startServers();
after(() => servers.close());

describe("bring-up", { concurrency: 2 }, () => {
	for (const board of ["qemu", "riscv-qemu"])
		test(`bring-up: ${board}`, async (t) => {
			const app = configure(path.join(root, "build/firmware", `bringup-${board}`), servers.config);
			const elf = await buildImage({ board, app, name: `bringup-${board}` });
			const image = await startFirmware({ board, elf, dns: servers.dns, timeout: 300 });
			t.after(() => image.stop());
			await reportTap(t, image);
		});
});
