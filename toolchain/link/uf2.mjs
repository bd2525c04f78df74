// Makes a UF2 file, which boot loaders that show up as a USB drive take, of an image in Intel HEX.
//
//     node toolchain/link/uf2.mjs IMAGE.hex IMAGE.uf2 [FAMILY]
//
// FAMILY is the chip's number in the list of UF2 families; 0xada52840 (nRF52840) by default. The format: "USB Flashing Format
// (UF2)", Microsoft. A block of 512 bytes has 256 bytes of the image.
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";

const payload = 256;
const blockSize = 512;
const magic = [0x0a324655, 0x9e5d5157];
const magicEnd = 0x0ab16f30;
const flagFamily = 0x2000;
const nrf52840 = 0xada52840;

const recordTypes = { data: 0, end: 1, segment: 2, start: 3, upper: 4, entry: 5 };

/**
 * Reads Intel HEX.
 * @param {string} text
 * @returns {Map<number, Buffer>} pages of 256 bytes by address, what no record sets being 0xff, which erased flash is, too
 * @throws when a line is no record, or its checksum is wrong
 */
export function pagesOfHex(text) {
	const pages = new Map();
	let base = 0;
	let ended = false;
	for (const [index, line] of text.trimEnd().split(/\r?\n/).entries()) {
		const bytes = /^:([0-9a-f]{2}){5,}$/i.test(line) ? Buffer.from(line.slice(1), "hex") : Buffer.alloc(0);
		const good = bytes.length === bytes[0] + 5 && bytes.reduce((sum, byte) => sum + byte, 0) % 256 === 0;
		if (!good || ended) throw new Error(`line ${index + 1} is no record of Intel HEX: ${line}`);
		const type = bytes[3];
		const data = bytes.subarray(4, -1);
		if (type === recordTypes.end) ended = true;
		else if (type === recordTypes.upper) base = data.readUInt16BE() * 0x10000;
		else if (type === recordTypes.segment) base = data.readUInt16BE() * 16;
		else if (type === recordTypes.data) {
			const start = base + bytes.readUInt16BE(1);
			for (const [offset, byte] of data.entries()) {
				const address = start + offset;
				const page = address - (address % payload);
				if (!pages.has(page)) pages.set(page, Buffer.alloc(payload, 0xff));
				pages.get(page)[address - page] = byte;
			}
		} else if (type !== recordTypes.start && type !== recordTypes.entry)
			throw new Error(`line ${index + 1} is a record of unknown type ${type}`);
	}
	if (!ended) throw new Error("the last record is missing: the file is not complete");
	return pages;
}

/**
 * Makes a UF2 file.
 * @param {Map<number, Buffer>} pages as pagesOfHex() gives them
 * @param {number} family
 * @returns {Buffer}
 */
export function uf2Of(pages, family = nrf52840) {
	const addresses = [...pages.keys()].sort((a, b) => a - b);
	const blocks = addresses.map((address, number) => {
		const block = Buffer.alloc(blockSize);
		const head = [...magic, flagFamily, address, payload, number, addresses.length, family];
		head.forEach((word, index) => block.writeUInt32LE(word, 4 * index));
		pages.get(address).copy(block, 4 * head.length);
		block.writeUInt32LE(magicEnd, blockSize - 4);
		return block;
	});
	return Buffer.concat(blocks);
}

if (import.meta.filename === process.argv[1]) {
	const [from, to, family] = process.argv.slice(2);
	if (!to) {
		console.error("usage: uf2.mjs IMAGE.hex IMAGE.uf2 [FAMILY]");
		process.exit(2);
	}
	try {
		writeFileSync(to, uf2Of(pagesOfHex(readFileSync(from, "latin1")), family ? Number(family) : nrf52840));
	} catch (error) {
		console.error(`${from}: ${error.message}`);
		process.exit(1);
	}
}
