/*
 * The buffers for packets are few on a chip: bytes that nobody reads must not use them up.
 */
import assert from "node:assert/strict";
import { cpSync, writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { buildImage, startFirmware } from "../../hosts/bare-metal/firmware.mjs";
import { startEcho } from "../servers/servers.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("two connections full of small packets that nobody reads leave room for a third one", async (t) => {
	const server = await startEcho();
	t.after(() => server.close());
	const folder = path.join(root, "build/firmware/unread");
	cpSync(path.join(root, "tests/firmware/unread"), folder, { recursive: true });
	writeFileSync(path.join(folder, "config.ts"), `export const port = ${server.port};\nexport const count = 1600;\n`);
	const elf = await buildImage({ board: "qemu", app: path.join(folder, "main.ts"), name: "unread" });
	const image = await startFirmware({ board: "qemu", elf, timeout: 120 });
	t.after(() => image.stop());
	assert.equal(await image.ended, 0, image.output);
	assert.match(image.output, /^all came\r$/m);
});
