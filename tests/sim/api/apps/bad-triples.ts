import SecureSocket, * as s from "secure-sockets";
import { equal, ok, open, throwsTypeError } from "./check";

open().Close();
const triples: [number, number, number][] = [
	[s.SOCKETS_AF_INET + 1, s.SOCKETS_SOCK_STREAM, s.SOCKETS_IPPROTO_TCP],
	[s.SOCKETS_AF_INET, s.SOCKETS_SOCK_STREAM | s.SOCKETS_SOCK_DGRAM, s.SOCKETS_IPPROTO_TCP],
	[s.SOCKETS_AF_INET, s.SOCKETS_SOCK_STREAM, s.SOCKETS_IPPROTO_TCP | s.SOCKETS_IPPROTO_UDP],
	[s.SOCKETS_AF_INET, s.SOCKETS_SOCK_DGRAM, s.SOCKETS_IPPROTO_UDP],
	[s.SOCKETS_AF_INET, s.SOCKETS_SOCK_DGRAM, s.SOCKETS_IPPROTO_TCP],
	[s.SOCKETS_AF_INET, s.SOCKETS_SOCK_STREAM, s.SOCKETS_IPPROTO_UDP],
	[s.SOCKETS_AF_INET + 0.5, s.SOCKETS_SOCK_STREAM, s.SOCKETS_IPPROTO_TCP],
	[s.SOCKETS_AF_INET + 2 ** 32, s.SOCKETS_SOCK_STREAM, s.SOCKETS_IPPROTO_TCP],
	[NaN, NaN, NaN],
];
for (const [domain, type, protocol] of triples)
	equal(
		SecureSocket.Socket(domain, type, protocol),
		s.SOCKETS_INVALID_SOCKET,
		`Socket(${domain}, ${type}, ${protocol})`,
	);

throwsTypeError(() => SecureSocket.Socket("2" as never, 1, 6), "a domain that is no number");
throwsTypeError(() => SecureSocket.Socket(2, 1, undefined as never), "no protocol");
const constructor = SecureSocket as unknown as new (native?: unknown) => SecureSocket;
throwsTypeError(() => new constructor(), "new SecureSocket()");
throwsTypeError(() => new constructor({}), "new SecureSocket({})");
ok(open() instanceof SecureSocket, "Socket() gives no SecureSocket");
