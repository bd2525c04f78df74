/*
 * Reads what bin/sim --pcap wrote: the TCP segments between the simulator and one port of the host, in order.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const sectionHeader = 0x0a0d0d0a; // types of pcapng's blocks
const enhancedPacket = 6;

/** @returns the path of a file for a capture, which goes with the test. */
export function captureFile(t) {
	const folder = mkdtempSync(path.join(tmpdir(), "capture-"));
	t.after(() => rmSync(folder, { recursive: true }));
	return path.join(folder, "frames.pcapng");
}

function readSegment(frame, ms) {
	if (frame.length < 54 || frame.readUInt16BE(12) !== 0x0800 || frame[23] !== 6) return undefined;
	const ip = 14;
	const tcp = ip + (frame[ip] & 15) * 4;
	const head = (frame[tcp + 12] >> 4) * 4;
	const flags = frame[tcp + 13];
	return {
		ms,
		from: frame.readUInt16BE(tcp),
		to: frame.readUInt16BE(tcp + 2),
		seq: frame.readUInt32BE(tcp + 4),
		ack: frame.readUInt32BE(tcp + 8),
		window: frame.readUInt16BE(tcp + 14),
		length: frame.readUInt16BE(ip + 2) - (tcp - ip) - head,
		syn: (flags & 2) !== 0,
		fin: (flags & 1) !== 0,
		reset: (flags & 4) !== 0,
	};
}

/**
 * @param {number} port of a server of the tests
 * @returns {{ms: number, out: boolean, seq: number, ack: number, window: number, length: number, syn: boolean,
 *   fin: boolean, reset: boolean}[]} ms: milliseconds of the scaled clock; out: from the simulator; seq and ack count from
 *   0 in each direction, at the SYN
 */
export function readSegments(file, port) {
	const bytes = readFileSync(file);
	if (bytes.readUInt32LE(0) !== sectionHeader) throw new Error("not a capture");
	const segments = [];
	for (let at = 0; at + 12 <= bytes.length; at += bytes.readUInt32LE(at + 4)) {
		if (bytes.readUInt32LE(at) !== enhancedPacket) continue;
		const nanoseconds = (BigInt(bytes.readUInt32LE(at + 12)) << 32n) | BigInt(bytes.readUInt32LE(at + 16));
		const length = bytes.readUInt32LE(at + 20);
		const segment = readSegment(bytes.subarray(at + 28, at + 28 + length), Number(nanoseconds / 1000n) / 1e3);
		if (segment && (segment.from === port || segment.to === port)) segments.push(segment);
	}
	const first = { true: undefined, false: undefined };
	for (const segment of segments) {
		segment.out = segment.to === port;
		if (segment.syn) first[segment.out] = segment.seq;
	}
	for (const segment of segments) {
		segment.seq = (segment.seq - first[segment.out]) >>> 0;
		segment.ack = segment.ack && (segment.ack - first[!segment.out]) >>> 0;
	}
	return segments;
}
