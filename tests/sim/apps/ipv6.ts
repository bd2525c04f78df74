/*
 * IPv6, checked from inside. Arguments: the ports of an echo server on ::1 and of nobody, NAME=PORT. The DNS server knows
 * six.test.
 */
import network from "network";
import SecureSocket, * as s from "secure-sockets";
import { equal, ok, port, receive } from "../api/apps/check";

const EINVAL = s.SOCKETS_EINVAL;
const host = "fd00::2";

function openIPv6(): SecureSocket {
	const socket = SecureSocket.Socket(s.SOCKETS_AF_INET6, s.SOCKETS_SOCK_STREAM, s.SOCKETS_IPPROTO_TCP);
	if (!socket) throw new Error("Socket: null");
	return socket;
}

async function echoes(socket: SecureSocket, address: string, what: string): Promise<void> {
	equal(await socket.Connect({ address, port: port("echo") }), 0, what);
	equal(await socket.Send("hello"), 5, what);
	equal(new TextDecoder().decode(await receive(socket, 5)), "hello", what);
}

equal(SecureSocket.Init(), 1, "Init");
const first = openIPv6();
await echoes(first, host, "Connect at once after Init");
equal(first.info.remote?.address, "fd00::2", "remote address");
equal(first.info.remote?.port, port("echo"), "remote port");
equal(first.info.local?.address, "fd00::5054:ff:fe12:3456", "local address");
equal(network().ipv6.join(), "fe80::5054:ff:fe12:3456,fd00::5054:ff:fe12:3456", "the network's addresses");
equal(first.Close(), 0, "Close");

await echoes(openIPv6(), "FD00:0:0:0:0:0:0:0002", "Connect to an address in another spelling");

const names = await SecureSocket.GetAddrInfo("six.test", { family: s.SOCKETS_AF_INET6 });
equal(names.join(), "fd00::2", "the addresses of a name");
await echoes(openIPv6(), names[0] ?? "", "Connect to a name's address");
equal(await SecureSocket.GetHostByName("six.test"), 0, "a name without IPv4");

const bound = openIPv6();
equal(bound.Bind({ address: "fd00::5054:ff:fe12:3456", port: 40001 }), 0, "Bind to our own address");
await echoes(bound, host, "Connect from 40001");
equal(bound.info.local?.port, 40001, "local port");
equal(openIPv6().Bind({ address: "::", port: 40001 }), s.SOCKETS_SOCKET_ERROR, "Bind to a port in use");
equal(openIPv6().Bind({ address: "fd00::1", port: 40002 }), EINVAL, "Bind to somebody else's address");

const socket = openIPv6();
for (const address of ["::", "10.0.2.2", "::ffff:10.0.2.2", "fd00::2%eth0", "fd00:::2", ":", "[fd00::2]", "six.test"]) {
	equal(await socket.Connect({ address, port: port("echo") }), EINVAL, `Connect to ${address}`);
	equal(socket.error?.phase, "tcp connect", "phase");
	ok((socket.error?.message ?? "") !== "", "message");
}
equal(await socket.Connect({ address: 0x0202000a, port: port("echo") }), EINVAL, "Connect to a number");
equal(await socket.Connect({ address: host, port: 0 }), EINVAL, "Connect to port 0");
equal(await socket.Connect({ address: host, port: port("nobody") }), s.SOCKETS_SOCKET_ERROR, "Connect to nobody");
await echoes(socket, host, "Connect after failures");
equal(await socket.Connect({ address: host, port: port("echo") }), s.SOCKETS_EISCONN, "Connect again");

const old = SecureSocket.Socket(s.SOCKETS_AF_INET, s.SOCKETS_SOCK_STREAM, s.SOCKETS_IPPROTO_TCP);
equal(await old?.Connect({ address: host, port: port("echo") }), EINVAL, "Connect of an IPv4 socket to IPv6");

const many = await Promise.all(
	Array.from({ length: 8 }, async () => {
		const each = openIPv6();
		await echoes(each, host, "one of many");
		return each.Close();
	}),
);
equal(many.join(""), "00000000", "eight at once");
