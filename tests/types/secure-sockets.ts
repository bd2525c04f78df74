/*
 * What the compiler must accept and refuse of the public types; tsc checks it in `make lint`. Never run.
 */
import SecureSocket, * as sockets from "secure-sockets";
import network from "network";

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
function same<A, B>(_: Same<A, B>): void {}

export async function accepted(): Promise<void> {
	const passed: number = SecureSocket.Init();
	const made: SecureSocket | null = SecureSocket.Socket(
		sockets.SOCKETS_AF_INET,
		sockets.SOCKETS_SOCK_STREAM,
		sockets.SOCKETS_IPPROTO_TCP,
	);
	if (passed !== sockets.pdPASS || made === sockets.SOCKETS_INVALID_SOCKET) return;

	const socket: SecureSocket = made;
	const results: number[] = [
		socket.SetSockOpt(sockets.SOCKETS_SO_RCVTIMEO, 2000),
		socket.SetSockOpt(sockets.SOCKETS_SO_SNDTIMEO, 0),
		socket.SetSockOpt(sockets.SOCKETS_SO_SNDBUF, 4096),
		socket.SetSockOpt(sockets.SOCKETS_SO_REQUIRE_TLS),
		socket.SetSockOpt(sockets.SOCKETS_SO_REQUIRE_TLS, null),
		socket.SetSockOpt(sockets.SOCKETS_SO_NONBLOCK, 0),
		socket.SetSockOpt(sockets.SOCKETS_SO_NONBLOCK, true),
		socket.SetSockOpt(sockets.SOCKETS_SO_SERVER_NAME_INDICATION, "example.com"),
		socket.SetSockOpt(sockets.SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, new Uint8Array(4).buffer),
		socket.SetSockOpt(sockets.SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, new DataView(new ArrayBuffer(4))),
		socket.SetSockOpt(sockets.SOCKETS_SO_ALPN_PROTOCOLS, [sockets.socketsAWS_IOT_ALPN_MQTT] as const),
		socket.SetSockOpt(sockets.SOCKETS_SO_WAKEUP_CALLBACK, (woken) => woken.Close()),
		socket.SetSockOpt(sockets.SOCKETS_SO_WAKEUP_CALLBACK, null),
		socket.SetSockOpt(sockets.SOCKETS_SO_WAKEUP_CALLBACK),
		socket.SetSockOpt(sockets.SOCKETS_SO_TCPKEEPALIVE, true),
		socket.SetSockOpt(sockets.SOCKETS_SO_TCPKEEPALIVE_IDLE_TIME, 60),
		socket.SetSockOpt(sockets.SOCKETS_SO_TLS_MIN_VERSION, sockets.SOCKETS_TLS_VERSION_1_3),
		socket.SetSockOpt(sockets.SOCKETS_SO_TLS_MAX_VERSION, "TLSv1.2"),
		socket.SetSockOpt(sockets.SOCKETS_SO_PINNED_KEYS, new Uint8Array(32)),
		socket.SetSockOpt(sockets.SOCKETS_SO_PINNED_KEYS, [new ArrayBuffer(32), "sha256/AAAA"]),
		socket.SetSockOpt(sockets.SOCKETS_SO_PRE_SHARED_KEY, { key: new Uint8Array(16), identity: "thing 7" }),
		socket.SetSockOpt(sockets.SOCKETS_SO_PRE_SHARED_KEY, { key: new ArrayBuffer(32), identity: new Uint8Array(2) }),
		socket.SetSockOpt(sockets.SOCKETS_SO_CIPHER_SUITES, [
			"TLS_AES_128_GCM_SHA256",
			"TLS_PSK_WITH_AES_128_GCM_SHA256",
		]),
		socket.SetSockOpt(sockets.SOCKETS_SO_MAX_FRAGMENT_LENGTH, 1024),
		socket.SetSockOpt(sockets.SOCKETS_SO_CLIENT_CERTIFICATE, "-----BEGIN CERTIFICATE-----"),
		socket.SetSockOpt(sockets.SOCKETS_SO_CLIENT_KEY, new Uint8Array(100)),
		socket.SetSockOpt(sockets.SOCKETS_SO_CLIENT_KEY_ID, 0x40000001),
		socket.SetSockOpt(sockets.SOCKETS_SO_SESSION_RESUMPTION, false),
		socket.SetSockOpt(sockets.SOCKETS_SO_ALLOW_UNSET_CLOCK, true),
		socket.SetSockOpt(sockets.SOCKETS_SO_CONNECT_TIMEOUT, 5000),
		socket.SetSockOpt(sockets.SOCKETS_SO_MEMORY_BUDGET, 40000),
		socket.SetSockOpt(sockets.SOCKETS_SO_KEY_LOG, (line) => console(line.length)),
		socket.SetSockOpt(sockets.SOCKETS_SO_KEY_LOG, null),
		socket.GetSockOpt(sockets.SOCKETS_SO_ERROR),
		SecureSocket.AddTrustAnchors("-----BEGIN CERTIFICATE-----"),
		SecureSocket.AddTrustAnchors(new Uint8Array(4)),
		SecureSocket.ClearTrustAnchors(),
		SecureSocket.ImportSessions(SecureSocket.ExportSessions() ?? new ArrayBuffer(0)),
		SecureSocket.SetTime(Date.now() / 1000),
		await socket.Connect({
			ulAddress: await SecureSocket.GetHostByName("example.com"),
			usPort: sockets.SOCKETS_htons(443),
		}),
		socket.Bind({ address: 0, port: 50000 }),
		socket.Bind({ ulAddress: 0, usPort: sockets.SOCKETS_htons(50000) }),
		await socket.Connect({ address: "10.0.2.2", port: 443 }),
		await socket.Connect({ address: "fd00::2", port: 443 }),
		await socket.Connect({ address: sockets.SOCKETS_inet_addr_quick(10, 0, 2, 2), port: 443 }),
		await socket.Send("text"),
		await socket.Send(new ArrayBuffer(1)),
		await socket.Send(new Float32Array(1)),
		await socket.Send(new SharedArrayBuffer(1)),
		await socket.Recv(new DataView(new ArrayBuffer(1))),
		socket.Shutdown(sockets.SOCKETS_SHUT_RDWR),
		socket.Close(),
	];
	for (const timeout of [sockets.SOCKETS_SO_RCVTIMEO, sockets.SOCKETS_SO_SNDTIMEO] as const)
		results.push(socket.SetSockOpt(timeout, 1000));

	const addresses: string[] = await SecureSocket.GetAddrInfo("example.com");
	addresses.push(...(await SecureSocket.GetAddrInfo("example.com", { family: sockets.SOCKETS_AF_INET6 })));

	const error = socket.error;
	if (error?.code === sockets.SOCKETS_TLS_SERVER_UNVERIFIED && error.verify.includes("expired")) return;
	if (error?.name === "SOCKETS_TLS_INIT_ERROR" && error.phase === "tls handshake") return;
	const alert: string | undefined = error?.alertReceived?.name;
	const names: string[] | undefined = socket.info.peer?.names;
	const anchor: string | undefined = SecureSocket.GetTrustAnchors()[0]?.subject;
	const { group, resumed }: { group?: string; resumed: boolean } = socket.info;
	SecureSocket.ClearSessions();
	console(anchor, group, resumed);
	const address: string = network().address;
	console(sockets.SOCKETS_strerror(results[0] ?? 0), alert, names, address);
}

function console(..._: unknown[]): void {}

same<
	sockets.SocketErrorCode,
	-1 | -11 | -12 | -22 | -109 | -126 | -127 | -128 | -1001 | -1002 | -1003 | -1004 | -1005 | -1006
>(true);
same<typeof sockets.SOCKETS_SO_RCVTIMEO, 0>(true);
same<typeof sockets.SOCKETS_ECLOSED, -128>(true);
same<Extract<sockets.SocketErrorName, "SOCKETS_ERROR_NONE" | "pdFAIL" | "SOCKETS_AF_INET">, never>(true);
same<Extract<sockets.SocketErrorName, "SOCKETS_ENOTCONN">, "SOCKETS_ENOTCONN">(true);

export async function refused(socket: SecureSocket): Promise<void> {
	// @ts-expect-error sockets are made by SecureSocket.Socket()
	new SecureSocket();
	// @ts-expect-error Socket() may give null
	SecureSocket.Socket(2, 1, 6).Close();
	// @ts-expect-error no such option
	socket.SetSockOpt(2, 1);
	// @ts-expect-error a time-out is a number
	socket.SetSockOpt(sockets.SOCKETS_SO_RCVTIMEO, "2000");
	// @ts-expect-error a time-out needs a value
	socket.SetSockOpt(sockets.SOCKETS_SO_RCVTIMEO);
	// @ts-expect-error a name is no list
	socket.SetSockOpt(sockets.SOCKETS_SO_SERVER_NAME_INDICATION, ["example.com"]);
	// @ts-expect-error a certificate is no number
	socket.SetSockOpt(sockets.SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, 1);
	// @ts-expect-error TLS cannot be turned off
	socket.SetSockOpt(sockets.SOCKETS_SO_REQUIRE_TLS, false);
	// @ts-expect-error protocols are a list
	socket.SetSockOpt(sockets.SOCKETS_SO_ALPN_PROTOCOLS, "mqtt");
	// @ts-expect-error no such version
	socket.SetSockOpt(sockets.SOCKETS_SO_TLS_MIN_VERSION, 1.2);
	// @ts-expect-error no such version
	socket.SetSockOpt(sockets.SOCKETS_SO_TLS_MAX_VERSION, "TLSv1.1");
	// @ts-expect-error no such suite
	socket.SetSockOpt(sockets.SOCKETS_SO_CIPHER_SUITES, ["TLS_RSA_WITH_AES_128_CBC_SHA"]);
	// @ts-expect-error suites are a list
	socket.SetSockOpt(sockets.SOCKETS_SO_CIPHER_SUITES, "TLS_AES_128_GCM_SHA256");
	// @ts-expect-error no such length
	socket.SetSockOpt(sockets.SOCKETS_SO_MAX_FRAGMENT_LENGTH, 1000);
	// @ts-expect-error a pin says what it is a hash of
	socket.SetSockOpt(sockets.SOCKETS_SO_PINNED_KEYS, ["AAAA"]);
	// @ts-expect-error a key is bytes
	socket.SetSockOpt(sockets.SOCKETS_SO_PRE_SHARED_KEY, { key: "secret", identity: "me" });
	// @ts-expect-error a key has a name
	socket.SetSockOpt(sockets.SOCKETS_SO_PRE_SHARED_KEY, { key: new Uint8Array(16) });
	// @ts-expect-error an id is a number
	socket.SetSockOpt(sockets.SOCKETS_SO_CLIENT_KEY_ID, "1");
	// @ts-expect-error a certificate is no number
	socket.SetSockOpt(sockets.SOCKETS_SO_CLIENT_CERTIFICATE, 1);
	// @ts-expect-error it is on or off
	socket.SetSockOpt(sockets.SOCKETS_SO_SESSION_RESUMPTION, "off");
	// @ts-expect-error it is on or off
	socket.SetSockOpt(sockets.SOCKETS_SO_ALLOW_UNSET_CLOCK);
	// @ts-expect-error a key log is given lines
	socket.SetSockOpt(sockets.SOCKETS_SO_KEY_LOG, (count: number) => count);
	// @ts-expect-error it can only be read
	socket.SetSockOpt(sockets.SOCKETS_SO_ERROR, 1);
	// @ts-expect-error it can only be set
	socket.GetSockOpt(sockets.SOCKETS_SO_RCVTIMEO);
	// @ts-expect-error a time is a number
	SecureSocket.SetTime(new Date());
	// @ts-expect-error sessions are bytes
	SecureSocket.ImportSessions("sessions");
	// @ts-expect-error certificates are text or bytes
	SecureSocket.AddTrustAnchors([]);
	// @ts-expect-error a callback is a function
	socket.SetSockOpt(sockets.SOCKETS_SO_WAKEUP_CALLBACK, 1);
	// @ts-expect-error the callback is given a socket
	socket.SetSockOpt(sockets.SOCKETS_SO_WAKEUP_CALLBACK, (count: number) => count);
	// @ts-expect-error one value only
	socket.SetSockOpt(sockets.SOCKETS_SO_SNDTIMEO, 1, 2);
	// @ts-expect-error half of each form
	await socket.Connect({ ulAddress: 1, port: 443 });
	// @ts-expect-error a port is a number
	await socket.Connect({ address: "10.0.2.2", port: "443" });
	// @ts-expect-error an array is no buffer
	await socket.Send([1, 2, 3]);
	// @ts-expect-error text cannot be received into
	await socket.Recv("text");
	// @ts-expect-error await was forgotten
	const received: number = socket.Recv(new ArrayBuffer(1));
	// @ts-expect-error await was forgotten
	if (socket.Send("text") < 0) return;
	// @ts-expect-error await was forgotten
	if (socket.Connect({ address: "10.0.2.2", port: 443 }) === 0) return;
	// @ts-expect-error await was forgotten
	console(socket.Recv(new ArrayBuffer(1)) * 2);
	// @ts-expect-error await was forgotten
	const resolved: sockets.SocketAddress = { ulAddress: SecureSocket.GetHostByName("example.com"), usPort: 1 };
	// @ts-expect-error it is read-only
	socket.error = undefined;
	// @ts-expect-error no such result
	if (socket.error?.code === -2) return;
	// @ts-expect-error no such name
	if (socket.error?.name === "ENOTCONN") return;
	// @ts-expect-error no such reason
	const reason: sockets.VerifyReason = "too old";
	// @ts-expect-error there may be no certificate
	console(socket.info.peer.subject, received, reason, resolved);
}
