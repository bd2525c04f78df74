// Addresses and byte orders of the TypeScript side, in node: address.ts needs nothing of the simulator.
import assert from "node:assert/strict";
import { test } from "node:test";
import { importTypeScript } from "./module.mjs";

const {
	SOCKETS_htons: htons,
	SOCKETS_ntohs: ntohs,
	SOCKETS_htonl: htonl,
	SOCKETS_ntohl: ntohl,
	SOCKETS_inet_addr_quick: quick,
	SOCKETS_inet_ntoa: ntoa,
	parseAddress,
	readAddress,
} = await importTypeScript(new URL("../../modules/secure-sockets/address.ts", import.meta.url));

test("address: numbers are as on a little-endian machine, and unsigned", () => {
	assert.equal(htons(0x1234), 0x3412);
	assert.equal(htons(443), 0xbb01);
	assert.equal(htonl(0x12345678), 0x78563412);
	assert.equal(htonl(0x80), 0x80000000);
	assert.equal(quick(192, 168, 2, 6), 0x0602a8c0);
	assert.equal(quick(1, 2, 3, 255), 0xff030201);
	assert.equal(ntoa(0x0602a8c0), "192.168.2.6");
	assert.equal(ntoa(0xffffffff), "255.255.255.255");
	for (const value of [0, 1, 0xff, 0x100, 0xfffe, 0xffff]) assert.equal(ntohs(htons(value)), value);
	for (const value of [0, 1, 0xff00ff, 0x7fffffff, 0xffffffff]) assert.equal(ntohl(htonl(value)), value);
});

test("address: what is out of range or no number throws", () => {
	for (const value of [-1, 65536, 1.5, NaN, Infinity]) assert.throws(() => htons(value), RangeError, String(value));
	for (const value of [-1, 2 ** 32, 0.1]) assert.throws(() => htonl(value), RangeError, String(value));
	assert.throws(() => quick(256, 0, 0, 1), RangeError);
	assert.throws(() => quick(127, 0, 0), TypeError);
	assert.throws(() => ntoa("1.2.3.4"), TypeError);
	assert.throws(() => ntohs(undefined), TypeError);
});

test("address: dotted addresses are read strictly", () => {
	assert.equal(parseAddress("192.168.2.6"), 0x0602a8c0);
	assert.equal(parseAddress("0.0.0.0"), 0);
	assert.equal(parseAddress("255.255.255.255"), 0xffffffff);
	for (const text of ["", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.04", "01.2.3.4", " 1.2.3.4", "1.2.3.4 "])
		assert.equal(parseAddress(text), undefined, text);
	for (const text of ["1.2.3.4\n", "0x7f.1.1.1", "1..2.3", "-1.2.3.4", "1.2.3.1e1", "localhost", "１.2.3.4"])
		assert.equal(parseAddress(text), undefined, text);
});

test("address: Connect's two forms mean the same", () => {
	const expected = { ip: 0x0602a8c0, port: 443 };
	assert.deepEqual(readAddress({ ulAddress: quick(192, 168, 2, 6), usPort: htons(443) }), expected);
	assert.deepEqual(readAddress({ address: "192.168.2.6", port: 443 }), expected);
	assert.deepEqual(readAddress({ address: quick(192, 168, 2, 6), port: 443 }), expected);
});

test("address: bad values are told, bad types throw", () => {
	const good = { ulAddress: quick(10, 0, 2, 2), usPort: htons(80) };
	const bad = [
		...[null, undefined, { ...good, ulAddress: 0 }, { ...good, usPort: 0 }, { ...good, usPort: 65536 }],
		...[
			{ ...good, ulAddress: -1 },
			{ ...good, ulAddress: 2 ** 32 },
			{ ...good, ulAddress: 1.5 },
		],
		...[
			{ ...good, usPort: 0.5 },
			{ address: "0.0.0.0", port: 80 },
			{ address: "example.com", port: 80 },
		],
		...[
			{ address: "10.0.2.2", port: 0 },
			{ address: "10.0.2.2", port: -80 },
			{ address: "10.0.2.2", port: NaN },
		],
	];
	for (const address of bad) assert.equal(typeof readAddress(address).wrong, "string", JSON.stringify(address));
	for (const address of [1, "10.0.2.2:80", {}, [], { address: "10.0.2.2" }, { address: "10.0.2.2", port: "80" }])
		assert.throws(() => readAddress(address), TypeError, JSON.stringify(address));
});
