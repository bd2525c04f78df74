// The image for the nRF52840 DK, which no emulator runs: that it is made of what QEMU runs, that it lies where the chip wants
// it, and that the files for flashing hold it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { pagesOfHex, uf2Of } from "../../../toolchain/link/uf2.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = (board) => path.join(root, "build/boards", board);
const image = (name) => path.join(folder("nrf52840dk"), name);
const flash = { start: 0, end: 0x100000 };
const ram = { start: 0x20000000, end: 0x20040000 };
const loaderEnd = 0x26000;
const loaderData = 0xea000;

function tool(name, ...args) {
	return execFileSync(`arm-none-eabi-${name}`, args, { encoding: "utf8" });
}

/** @returns {{address: number, data: Buffer, type: number}[]} what an ELF file wants to have in memory, at physical addresses */
function segments(file) {
	const elf = readFileSync(file);
	assert.equal(elf.readUInt32BE(0), 0x7f454c46);
	const [offset, size, count] = [elf.readUInt32LE(28), elf.readUInt16LE(42), elf.readUInt16LE(44)];
	return Array.from({ length: count }, (_, i) => {
		const at = offset + i * size;
		const [type, from, , address, length] = [0, 4, 8, 12, 16].map((field) => elf.readUInt32LE(at + field));
		return { type, address, data: elf.subarray(from, from + length) };
	}).filter(({ type, data }) => type === 1 && data.length > 0);
}

function symbols(file) {
	const lines = tool("nm", file).trim().split("\n");
	return Object.fromEntries(
		lines.map((line) => line.split(" ")).map(([value, , name]) => [name, Number.parseInt(value, 16)]),
	);
}

describe("image for the nRF52840 DK", () => {
	test("is linked from the same objects as the one that QEMU runs", () => {
		for (const object of ["hosts/cortex-m/start.o", "hosts/cortex-m/fault.o", "hosts/cortex-m/system_calls.o"])
			assert.ok(
				readFileSync(image(object)).equals(readFileSync(path.join(folder("qemu"), object))),
				`${object} differs`,
			);
	});

	test("lies in flash and uses the chip's RAM only", () => {
		for (const { address, data } of segments(image("self_test.elf")))
			assert.ok(address >= flash.start && address + data.length <= flash.end, address.toString(16));
		const at = symbols(image("self_test.elf"));
		assert.equal(at.board_stack_limit, ram.start);
		assert.equal(at.board_stack_top, ram.start + 6144);
		assert.equal(at.cortex_m_handler_stack_top, ram.end);
		assert.ok(at.board_heap_start < at.board_heap_end && at.board_heap_end < ram.end);
		assert.equal(at.board_heap_start % 8, 0);
	});

	for (const [name, origin] of [
		["self_test.elf", 0],
		["behind_loader.elf", loaderEnd],
	])
		test(`${name} begins with a table of vectors, all of them functions in flash`, () => {
			const [{ address, data }] = segments(image(name));
			assert.equal(address, origin);
			const vectors = Array.from({ length: 64 }, (_, i) => data.readUInt32LE(4 * i));
			assert.equal(vectors[0], ram.end);
			for (const [i, vector] of vectors.slice(1).entries()) {
				assert.equal(vector & 1, 1, `vector ${i + 1} is not Thumb code`);
				assert.ok(vector > origin + 256 && vector < origin + data.length, `vector ${i + 1} leads out of flash`);
			}
			assert.equal(vectors[1] & ~1, symbols(image(name)).cortex_m_start & ~1);
		});

	test("asks no emulator for anything", () => {
		assert.match(tool("objdump", "-d", path.join(folder("qemu"), "self_test.elf")), /\bbkpt\s+0x00ab/);
		assert.doesNotMatch(tool("objdump", "-d", image("self_test.elf")), /\bbkpt\b/);
	});

	test("gives DMA buffers that are in RAM", () => {
		const at = symbols(image("self_test.elf"));
		for (const name of ["received", "serial_tx_bytes"])
			assert.ok(at[name] >= ram.start && at[name] < ram.end, name);
	});
});

describe("files for flashing", () => {
	test("the .hex holds what the .elf does", () => {
		const pages = pagesOfHex(readFileSync(image("self_test.hex"), "latin1"));
		let compared = 0;
		for (const { address, data } of segments(image("self_test.elf")))
			for (const [i, byte] of data.entries()) {
				const at = address + i;
				assert.equal(pages.get(at - (at % 256))[at % 256], byte, `at ${at.toString(16)}`);
				compared++;
			}
		assert.ok(compared > 10_000);
	});

	test("the .uf2 holds the image that is linked behind the boot loader, in blocks for the nRF52840", () => {
		const uf2 = readFileSync(image("self_test.uf2"));
		const count = uf2.length / 512;
		assert.ok(Number.isInteger(count) && count > 40);
		const found = [];
		for (let i = 0; i < count; i++) {
			const words = Array.from({ length: 8 }, (_, n) => uf2.readUInt32LE(512 * i + 4 * n));
			const [magic0, magic1, flags, address, size, number, total, family] = words;
			assert.deepEqual([magic0, magic1], [0x0a324655, 0x9e5d5157]);
			assert.equal(uf2.readUInt32LE(512 * i + 508), 0x0ab16f30);
			assert.deepEqual([flags, size, number, total, family], [0x2000, 256, i, count, 0xada52840]);
			assert.equal(address, loaderEnd + 256 * i);
			found.push(uf2.subarray(512 * i + 32, 512 * i + 288));
		}
		const all = Buffer.concat(found);
		for (const { address, data } of segments(image("behind_loader.elf")))
			assert.ok(
				all.subarray(address - loaderEnd, address - loaderEnd + data.length).equals(data) &&
					address + data.length <= loaderData,
			);
	});

	test("a .hex that is damaged or cut off is refused", () => {
		const good = readFileSync(image("self_test.hex"), "latin1");
		assert.throws(() => pagesOfHex(good.slice(0, good.length / 2)), /no record|not complete/);
		assert.throws(() => pagesOfHex(good.split("\n").slice(0, 20).join("\n")), /not complete/);
		assert.throws(() => pagesOfHex(good.replace(/^:10/m, ":11")), /line 1 is no record of Intel HEX/);
		assert.throws(() => pagesOfHex(":00000009F7\n:00000001FF\n"), /unknown type 9/);
	});

	test("gaps between pages of a .hex take no blocks", () => {
		const pages = pagesOfHex(":020000040001F9\n:0100F000AA65\n:020000040002F8\n:0100000055AA\n:00000001FF\n");
		assert.deepEqual([...pages.keys()], [0x10000, 0x20000]);
		assert.equal(pages.get(0x10000)[0xf0], 0xaa);
		assert.equal(pages.get(0x10000)[0xef], 0xff);
		assert.equal(uf2Of(pages).length, 1024);
	});
});
