import SecureSocket, * as s from "secure-sockets";
import { open, rejectsTypeError, setAny, throwsTypeError } from "./check";

const socket = open();
const never = (value: unknown): never => value as never;

for (const value of [undefined, null, "1000", {}, [], () => 1000, true])
	throwsTypeError(() => socket.SetSockOpt(s.SOCKETS_SO_RCVTIMEO, never(value)), `a time-out of type ${typeof value}`);
throwsTypeError(() => setAny(socket, "0", 1), "an option that is no number");
throwsTypeError(() => socket.SetSockOpt(s.SOCKETS_SO_SERVER_NAME_INDICATION, never(1)), "a name that is a number");
throwsTypeError(
	() => socket.SetSockOpt(s.SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, never({})),
	"a certificate that is an object",
);
throwsTypeError(() => socket.SetSockOpt(s.SOCKETS_SO_REQUIRE_TLS, never("yes")), "REQUIRE_TLS with text");
throwsTypeError(() => socket.SetSockOpt(s.SOCKETS_SO_ALPN_PROTOCOLS, never("mqtt")), "one protocol");
throwsTypeError(
	() => socket.SetSockOpt(s.SOCKETS_SO_ALPN_PROTOCOLS, never(["mqtt", 1])),
	"a protocol that is a number",
);
throwsTypeError(() => socket.SetSockOpt(s.SOCKETS_SO_WAKEUP_CALLBACK, never({})), "a callback that is an object");
throwsTypeError(() => socket.Shutdown(never("2")), "how as text");
throwsTypeError(() => s.SOCKETS_strerror(never("-1")), "strerror of text");

await rejectsTypeError(() => SecureSocket.GetHostByName(never(1)), "a name that is a number");
await rejectsTypeError(() => socket.Connect(never("10.0.2.2:80")), "an address that is text");
await rejectsTypeError(() => socket.Connect(never({ address: "10.0.2.2" })), "an address without port");
await rejectsTypeError(() => socket.Connect(never({ ulAddress: "1", usPort: 1 })), "an address of text");
for (const value of [undefined, null, 1, {}, [1, 2], () => 1]) {
	await rejectsTypeError(() => socket.Send(never(value)), `Send of ${typeof value}`);
	await rejectsTypeError(() => socket.Recv(never(value)), `Recv into ${typeof value}`);
}
await rejectsTypeError(() => socket.Recv(never("text")), "Recv into text");

/* eslint-disable @typescript-eslint/unbound-method -- that is what is tested */
const { SetSockOpt, Connect, Send, Recv, Shutdown, Close } = SecureSocket.prototype;
throwsTypeError(() => SetSockOpt.call(never({}), s.SOCKETS_SO_RCVTIMEO, 1), "SetSockOpt of another object");
throwsTypeError(() => Shutdown.call(never({}), 2), "Shutdown of another object");
throwsTypeError(() => Close.call(never(undefined)), "Close of nothing");
await rejectsTypeError(() => Connect.call(never({}), { address: "10.0.2.2", port: 1 }), "Connect of another object");
await rejectsTypeError(() => Send.call(never({}), "x"), "Send of another object");
await rejectsTypeError(() => Recv.call(never({}), new ArrayBuffer(1)), "Recv of another object");
throwsTypeError(() => Reflect.get(SecureSocket.prototype, "error", {}), "error of another object");
throwsTypeError(() => Reflect.get(SecureSocket.prototype, "info", {}), "info of another object");
