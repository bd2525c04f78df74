/*
 * The bring-up tests of a board (tests/bringup) on the emulated ones, against servers on loopback.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import process from "node:process";
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

test("bring-up on hardware says what is missing before it begins", () => {
	const run = path.join(root, "tests/bringup/run.mjs");
	const { status, stderr } = spawnSync(process.execPath, [run, "nrf52840dk", "/dev/no-such-port"], {
		encoding: "utf8",
		env: { ...process.env, PATH: path.join(root, "certs") },
	});
	assert.equal(status, 2, stderr);
	assert.match(stderr, /^Missing: \/dev\/no-such-port: there is no such port/m);
	assert.match(stderr, /^Missing: a tool that flashes the board/m);
});
