import * as s from "secure-sockets";
import { args } from "sim";
import { equal, ok, open, port, receive, sameBytes } from "./check";

const pem = args[args.length - 1] ?? "";
const socket = open();
equal(socket.info.peer, undefined, "no certificate before Connect");
equal(socket.SetSockOpt(s.SOCKETS_SO_REQUIRE_TLS), 0, "REQUIRE_TLS");
equal(socket.SetSockOpt(s.SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, pem), 0, "TRUSTED_SERVER_CERTIFICATE");
equal(socket.SetSockOpt(s.SOCKETS_SO_SERVER_NAME_INDICATION, "localhost"), 0, "SERVER_NAME_INDICATION");
equal(socket.SetSockOpt(s.SOCKETS_SO_ALPN_PROTOCOLS, ["first", "second"]), 0, "ALPN_PROTOCOLS");
equal(await socket.Connect({ address: "10.0.2.2", port: port("tls") }), 0, "Connect");
equal(await socket.Send("over TLS"), 8, "Send");
sameBytes(await receive(socket, 8), new TextEncoder().encode("over TLS"), "the echo");

const info = socket.info;
equal(info.connected, true, "connected");
equal(info.local?.address, "10.0.2.15", "local address");
equal(`${info.remote?.address}:${info.remote?.port}`, `10.0.2.2:${port("tls")}`, "remote end");
ok(/^TLSv1\.[23]$/.test(info.version ?? ""), `version ${info.version}`);
ok(/^TLS-|^TLS_/.test(info.suite ?? ""), `suite ${info.suite}`);
equal(info.alpn, "second", "the protocol chosen");
ok(info.peer?.names.includes("localhost") ?? false, `names ${info.peer?.names.join("|")}`);
ok((info.peer?.subject ?? "").includes("CN="), `subject ${info.peer?.subject}`);
ok((info.peer?.issuer ?? "").includes("CN="), `issuer ${info.peer?.issuer}`);
ok((info.anchor ?? "").includes("CN="), `anchor ${info.anchor}`);
ok(/^[0-9a-f]{64}$/.test(info.peer?.sha256 ?? ""), `SHA-256 ${info.peer?.sha256}`);
console.log(`sha256 ${info.peer?.sha256}`);
ok(Date.parse(info.peer?.validFrom ?? "") < Date.now(), `validFrom ${info.peer?.validFrom}`);
ok(Date.parse(info.peer?.validTo ?? "") > Date.now(), `validTo ${info.peer?.validTo}`);
equal(info.bytesSent, 8, "bytesSent");
equal(info.bytesReceived, 8, "bytesReceived");
ok(info.tcpMilliseconds >= 0 && info.handshakeMilliseconds > 0, `handshake ${info.handshakeMilliseconds} ms`);
ok(info.heap > 1000 && info.heapPeak >= info.heap, `heap ${info.heap}, at peak ${info.heapPeak}`);
equal(socket.error, undefined, "nothing failed");
equal(socket.Close(), 0, "Close");
equal(socket.info.peer?.sha256, info.peer?.sha256, "the certificate after Close");
equal(socket.info.connected, false, "connected after Close");

const wary = open();
wary.SetSockOpt(s.SOCKETS_SO_REQUIRE_TLS);
wary.SetSockOpt(s.SOCKETS_SO_SERVER_NAME_INDICATION, "localhost");
equal(
	await wary.Connect({ address: "10.0.2.2", port: port("tls") }),
	s.SOCKETS_TLS_SERVER_UNVERIFIED,
	"with default roots",
);
const error = wary.error;
equal(error?.name, "SOCKETS_TLS_SERVER_UNVERIFIED", "name");
equal(error?.phase, "tls handshake", "phase");
ok(error?.verify.includes("not trusted") ?? false, `verify ${error?.verify.join()}`);
ok(((error?.verifyFlags ?? 0) & 8) !== 0, `verifyFlags ${error?.verifyFlags}`);
ok((error?.libraryCode ?? 0) < 0, `libraryCode ${error?.libraryCode}`);
equal(error?.alertSent?.name, "unknown_ca", "the alert sent");
equal(error?.alertSent?.code, 48, "its number");
equal(error?.alertReceived, undefined, "the alert received");
equal(wary.Close(), 0, "Close");
equal(wary.error?.verify.join(), error?.verify.join(), "error after Close");
