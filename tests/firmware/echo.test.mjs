/*
 * The echo example, unchanged, as firmware.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { configure } from "../../examples/echo/run.mjs";
import { startServer } from "../../examples/echo/server.mjs";
import { buildImage, startFirmware } from "../../hosts/bare-metal/firmware.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

for (const board of ["qemu", "riscv-qemu"])
	for (const frozen of [true, false])
		test(`the echo example runs on ${board}, ${frozen ? "frozen" : "unfrozen"}`, async (t) => {
			const { port, name, certificate, close } = await startServer();
			t.after(close);
			const folder = path.join(root, "build/firmware", `echo-${board}`);
			const app = configure(folder, { host: "10.0.2.2", port, name, certificate });
			const elf = await buildImage({ board, app, name: `echo-${board}`, frozen });
			const image = await startFirmware({ board, elf, timeout: 120 });
			t.after(() => image.stop());
			assert.equal(await image.ended, 0, image.output);
			const lines = image.output.split("\r\n");
			for (const pattern of [
				/^Network +10\.0\.2\.15, router 10\.0\.2\.2$/,
				/^TLS +TLSv1\.3, TLS_\w+ +\d+ ms$/,
				/^ {2}trusted +.*CN=Test Root ECDSA/,
				/^Received +12 bytes: "some message" +\d+ ms$/,
				/^Closed +12 bytes out, 12 in/,
			])
				assert.ok(
					lines.some((line) => pattern.test(line)),
					`${pattern} in\n${image.output}`,
				);
		});

test("the echo example becomes an image to be flashed on an nRF52840", async () => {
	const app = path.join(root, "examples/echo/main.ts");
	const elf = await buildImage({ board: "nrf52840dk", app, name: "echo" });
	for (const ending of ["hex", "uf2"]) assert.ok(existsSync(elf.replace(/elf$/, ending)), ending);
});

test("an image without a gateway says what is missing, and ends", async (t) => {
	const elf = path.join(root, "build/firmware/qemu/echo-qemu/firmware.elf");
	const { startImage } = await import("../../hosts/bare-metal/qemu.mjs");
	const image = await startImage({ board: "qemu", elf, timeout: 60 });
	t.after(() => image.stop());
	assert.equal(await image.ended, 1);
	assert.match(image.output, /^Nobody answers on the serial line: does the gateway run\?/m);
	assert.match(image.output, /^Uncaught Error: There is no network\.\r\n/m);
});
