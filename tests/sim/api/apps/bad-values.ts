import type SecureSocket from "secure-sockets";
import * as s from "secure-sockets";
import { connected, equal, ok, open, port, setAny } from "./check";

function failed(
	socket: SecureSocket,
	result: number,
	code: s.SocketErrorCode,
	phase: s.SocketPhase,
	what: string,
): void {
	equal(result, code, what);
	const error = socket.error;
	equal(error?.code, code, `${what}: error.code`);
	equal(error?.phase, phase, `${what}: error.phase`);
	ok((error?.message.length ?? 0) > 5, `${what}: error.message is "${error?.message ?? ""}"`);
	ok(error !== undefined && s.SOCKETS_strerror(code).length > 5, `${what}: strerror`);
}

const socket = open();
const never = (value: unknown): never => value as never;
for (const value of [-1, 1.5, NaN, Infinity, 2 ** 32])
	failed(socket, socket.SetSockOpt(s.SOCKETS_SO_SNDTIMEO, value), -22, "option", `a time-out of ${value}`);
failed(socket, socket.SetSockOpt(s.SOCKETS_SO_SERVER_NAME_INDICATION, ""), -22, "option", "an empty name");
failed(
	socket,
	socket.SetSockOpt(s.SOCKETS_SO_SERVER_NAME_INDICATION, "good.example\0.evil.example"),
	-22,
	"option",
	"NUL",
);
failed(socket, socket.SetSockOpt(s.SOCKETS_SO_SERVER_NAME_INDICATION, "a".repeat(254)), -22, "option", "a long name");
failed(
	socket,
	socket.SetSockOpt(s.SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, new ArrayBuffer(0)),
	-22,
	"option",
	"no bytes",
);
failed(socket, socket.SetSockOpt(s.SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, "hello"), -1001, "option", "no certificate");
failed(socket, socket.SetSockOpt(s.SOCKETS_SO_REQUIRE_TLS, never(false)), -22, "option", "TLS turned off");
failed(socket, socket.SetSockOpt(s.SOCKETS_SO_ALPN_PROTOCOLS, []), -22, "option", "no protocols");
failed(socket, socket.SetSockOpt(s.SOCKETS_SO_ALPN_PROTOCOLS, [""]), -22, "option", "an empty protocol");
failed(socket, socket.SetSockOpt(s.SOCKETS_SO_ALPN_PROTOCOLS, ["p".repeat(256)]), -22, "option", "a long protocol");
for (const option of [-1, 2, 3, 11, 99999, 0.5])
	failed(socket, setAny(socket, option, 1), -109, "option", `option ${option}`);
equal(socket.SetSockOpt(s.SOCKETS_SO_WAKEUP_CALLBACK), 0, "clearing a callback that was not set");
failed(socket, socket.Shutdown(~0), -22, "shutdown", "Shutdown(~0)");
failed(socket, socket.Shutdown(2 ** 32), -22, "shutdown", "Shutdown(2 ** 32)");
failed(socket, socket.Shutdown(s.SOCKETS_SHUT_RDWR), -126, "shutdown", "Shutdown without connection");
failed(socket, await socket.Send("x"), -126, "send", "Send without connection");
failed(socket, await socket.Recv(new ArrayBuffer(1)), -126, "recv", "Recv without connection");

const addresses: unknown[] = [
	...[null, undefined, { address: "0.0.0.0", port: 80 }, { address: "10.0.2.2", port: 0 }],
	...[
		{ address: "example.com", port: 80 },
		{ ulAddress: 0, usPort: 1 },
		{ ulAddress: 1, usPort: 0 },
	],
];
for (const address of addresses)
	failed(socket, await socket.Connect(never(address)), -22, "tcp connect", `Connect(${JSON.stringify(address)})`);
equal(
	await socket.Connect({ ulAddress: s.SOCKETS_inet_addr_quick(10, 0, 2, 2), usPort: s.SOCKETS_htons(port("echo")) }),
	0,
	"Connect",
);
failed(socket, await socket.Connect({ address: "10.0.2.2", port: port("echo") }), -127, "tcp connect", "Connect again");
failed(socket, await socket.Send(""), -22, "send", "Send of nothing");
failed(socket, await socket.Recv(new Uint8Array(0)), -22, "recv", "Recv into nothing");
failed(socket, socket.SetSockOpt(s.SOCKETS_SO_REQUIRE_TLS), -127, "option", "REQUIRE_TLS too late");
equal(socket.Close(), 0, "Close");

const other = await connected("echo");
failed(other, other.SetSockOpt(s.SOCKETS_SO_RCVTIMEO, -1), -22, "option", "a refusal");
other.Shutdown(s.SOCKETS_SHUT_RD);
failed(other, await other.Recv(new Uint8Array(1)), -128, "recv", "a later failure of the core");
equal(s.SOCKETS_strerror(0), "no error", "strerror(0)");
