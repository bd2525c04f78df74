/*
 * IPv4 packets and SLIP for tests that write bytes to the gateway's line themselves.
 */

/** The Internet checksum's sum (RFC 1071) of bytes, continued from another sum. */
function sumOf(bytes, sum = 0) {
	for (let i = 0; i < bytes.length; i++) sum += i % 2 ? bytes[i] : bytes[i] << 8;
	while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
	return sum;
}

export const protocols = { icmp: 1, tcp: 6, udp: 17 };

/** Writes the checksums of a packet whose other bytes are in place, as far as they fit into it. */
export function addChecksums(packet) {
	const protocol = packet[9];
	packet.writeUInt16BE(0, 10);
	packet.writeUInt16BE(~sumOf(packet.subarray(0, 20)) & 0xffff, 10);
	const payload = packet.subarray(20);
	const place = { [protocols.icmp]: 2, [protocols.tcp]: 16, [protocols.udp]: 6 }[protocol];
	if (place === undefined || payload.length < place + 2) return packet;
	if (protocol === protocols.udp) payload.writeUInt16BE(payload.length, 4);
	payload.writeUInt16BE(0, place);
	const pseudoHeader = protocol === protocols.icmp ? 0 : sumOf(packet.subarray(12, 20), protocol + payload.length);
	payload.writeUInt16BE(~sumOf(payload, pseudoHeader) & 0xffff, place);
	return packet;
}

const bytesOf = (address) => Buffer.from(address.split(".").map(Number));

/** @param {[string, number]} from address and port, @param {[string, number]} to likewise */
export function makeDatagram(from, to, data) {
	const packet = Buffer.concat([Buffer.alloc(28), data]);
	packet[0] = 0x45;
	packet.writeUInt16BE(packet.length, 2);
	packet[8] = 64;
	packet[9] = protocols.udp;
	bytesOf(from[0]).copy(packet, 12);
	bytesOf(to[0]).copy(packet, 16);
	packet.writeUInt16BE(from[1], 20);
	packet.writeUInt16BE(to[1], 22);
	return addChecksums(packet);
}

/** A packet as it is on the line. */
export function toLine(packet) {
	const escaped = [...packet].flatMap((byte) =>
		byte === 0xc0 ? [0xdb, 0xdc] : byte === 0xdb ? [0xdb, 0xdd] : [byte],
	);
	return Buffer.from([0xc0, ...escaped, 0xc0]);
}
