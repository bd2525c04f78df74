// The reference's constants, once in C and once in TypeScript: they must say the same, and what api-facts say.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { importTypeScript } from "./module.mjs";

const modules = new URL("../../modules/secure-sockets/", import.meta.url);
const constants = await importTypeScript(new URL("constants.ts", modules));

// Those that C code of the reference knows by other means: pdPASS is FreeRTOS's, an invalid socket is a pointer there.
const onlyInTypeScript = ["SOCKETS_INVALID_SOCKET", "pdPASS", "pdFAIL"];

function constantsOfC() {
	const text = readFileSync(new URL("core/constants.h", modules), "utf8");
	const found = new Map();
	for (const [, name, value] of text.matchAll(
		/^#define (\w+) (\(-?(?:0x[0-9a-fA-F]+|\d+)\)|"[^"]*"|[A-Za-z]\w*)/gm,
	)) {
		if (value.startsWith("(")) found.set(name, Number(value.slice(1, -1)));
		else if (value.startsWith('"')) found.set(name, value.slice(1, -1));
		else found.set(name, found.get(value));
	}
	return found;
}

test("constants: C and TypeScript have the same names and values", () => {
	const inC = constantsOfC();
	const inTypeScript = new Map(Object.entries(constants).filter(([name]) => !onlyInTypeScript.includes(name)));
	assert.ok(inC.size >= 42, `only ${inC.size} constants were found in constants.h`);
	assert.deepEqual(
		[...inTypeScript].sort(([a], [b]) => (a < b ? -1 : 1)),
		[...inC].sort(([a], [b]) => (a < b ? -1 : 1)),
	);
});

test("constants: values of the reference", () => {
	const expected = {
		...{ ERROR_NONE: 0, SOCKET_ERROR: -1, EWOULDBLOCK: -11, ENOMEM: -12, EINVAL: -22, ENOPROTOOPT: -109 },
		...{ ENOTCONN: -126, EISCONN: -127, ECLOSED: -128, TLS_INIT_ERROR: -1001, TLS_HANDSHAKE_ERROR: -1002 },
		...{ TLS_SERVER_UNVERIFIED: -1003, TLS_RECV_ERROR: -1004, TLS_SEND_ERROR: -1005, PERIPHERAL_RESET: -1006 },
		...{ AF_INET: 2, PF_INET: 2, AF_INET6: 10, SOCK_STREAM: 1, SOCK_DGRAM: 2, IPPROTO_TCP: 6, IPPROTO_UDP: 17 },
		...{ SO_RCVTIMEO: 0, SO_SNDTIMEO: 1, SO_SNDBUF: 4, SO_RCVBUF: 5, SO_SERVER_NAME_INDICATION: 6 },
		...{ SO_TRUSTED_SERVER_CERTIFICATE: 7, SO_REQUIRE_TLS: 8, SO_NONBLOCK: 9, SO_ALPN_PROTOCOLS: 10 },
		...{ SO_WAKEUP_CALLBACK: 17, SO_TCPKEEPALIVE: 18, SO_TCPKEEPALIVE_INTERVAL: 19, SO_TCPKEEPALIVE_COUNT: 20 },
		...{ SO_TCPKEEPALIVE_IDLE_TIME: 21, SHUT_RD: 0, SHUT_WR: 1, SHUT_RDWR: 2, INVALID_SOCKET: null },
	};
	for (const [name, value] of Object.entries(expected)) assert.equal(constants[`SOCKETS_${name}`], value, name);
	assert.equal(constants.pdPASS, 1);
	assert.equal(constants.pdFAIL, 0);
	assert.equal(constants.securesocketsMAX_DNS_NAME_LENGTH, 253);
	assert.equal(constants.securesocketsDEFAULT_TLS_DESTINATION_PORT, 443);
	assert.equal(constants.socketsAWS_IOT_ALPN_MQTT, "x-amzn-mqtt-ca");
});

test("constants: TypeScript knows the names of just those suites that C offers", () => {
	const c = readFileSync(new URL("core/tls_suites.c", modules), "utf8");
	const offered = [...c.matchAll(/MBEDTLS_TLS(1_3)?_([A-Z0-9_]+)/g)].map(([, , name]) => `TLS_${name}`);
	const ts = readFileSync(new URL("tls-options.ts", modules), "utf8");
	const union = /export type CipherSuite =([^;]*);/.exec(ts)[1];
	const known = [...union.matchAll(/"(\w+)"/g)].map(([, name]) => name);
	assert.ok(known.length >= 11, `only ${known.length} suites were found in tls-options.ts`);
	assert.deepEqual(known.sort(), [...new Set(offered)].sort());
});
