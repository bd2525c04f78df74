// The bring-up tests on the RISC-V board, under a plugin that tells unaligned accesses: QEMU allows them, chips need not.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { buildImage, startFirmware } from "../../hosts/bare-metal/firmware.mjs";
import { configure, startServers } from "../bringup/servers.mjs";
import { reportTap } from "./tap.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const board = "riscv-qemu";

test("bring-up of riscv-qemu, without an unaligned access", async (t) => {
	const servers = await startServers();
	t.after(() => servers.close());
	const app = configure(path.join(root, "build/firmware/alignment"), servers.config);
	const elf = await buildImage({ board, app, name: "alignment" });
	const more = ["-plugin", path.join(root, "build/boards/alignment.so")];
	const image = await startFirmware({ board, elf, dns: servers.dns, timeout: 400, more });
	t.after(() => image.stop());
	await reportTap(t, image);
	assert.equal(await image.ended, 0);
	assert.equal(image.complaints, "unaligned: 0 instructions\n");
});
