import * as s from "secure-sockets";
import { exit } from "sim";
import { connected, equal, ok, open, port, setAny, sleep } from "./check";

const EINVAL = s.SOCKETS_EINVAL;
const ECLOSED = s.SOCKETS_ECLOSED;

const idle = open();
equal(idle.Close(), 0, "Close of a socket that was never connected");
equal(idle.Close(), EINVAL, "Close again");
equal(idle.SetSockOpt(s.SOCKETS_SO_RCVTIMEO, 1), EINVAL, "SetSockOpt");
equal(idle.SetSockOpt(s.SOCKETS_SO_RCVTIMEO, -1), EINVAL, "SetSockOpt of a bad value");
equal(setAny(idle, -1), EINVAL, "SetSockOpt of a bad option");
equal(
	idle.SetSockOpt(s.SOCKETS_SO_WAKEUP_CALLBACK, () => undefined),
	EINVAL,
	"SetSockOpt of a callback",
);
equal(idle.Shutdown(s.SOCKETS_SHUT_RDWR), EINVAL, "Shutdown");
equal(await idle.Connect({ address: "10.0.2.2", port: port("echo") }), EINVAL, "Connect");
equal(await idle.Connect(null as never), EINVAL, "Connect to nothing");
equal(await idle.Send("x"), EINVAL, "Send");
equal(await idle.Recv(new Uint8Array(1)), EINVAL, "Recv");
equal(idle.error, undefined, "no failure happened before Close");
equal(idle.info.connected, false, "info.connected");

const reading = await connected("echo");
const filler = new Uint8Array(8).fill(0xff);
const pending = [reading.Recv(filler), reading.Recv(filler), reading.Recv(filler)];
equal(await reading.Send("abcdefgh"), 8, "Send");
equal(await pending[0], 8, "the first Recv");
filler.fill(0xff);
const { local, remote } = reading.info;
equal(reading.Close(), 0, "Close with two Recvs under way");
equal(await pending[1], ECLOSED, "the second Recv");
equal(await pending[2], ECLOSED, "the third Recv, which waited for its turn");
ok(
	filler.every((byte) => byte === 0xff),
	"a Recv that failed wrote to its buffer",
);
equal(reading.info.bytesSent, 8, "info.bytesSent after Close");
equal(reading.info.bytesReceived, 8, "info.bytesReceived after Close");
equal(reading.info.local?.port, local?.port, "info.local after Close");
equal(reading.info.remote?.address, remote?.address, "info.remote after Close");

const connecting = open();
const connect = connecting.Connect({ address: "10.0.2.77", port: 9 });
const second = connecting.Connect({ address: "10.0.2.77", port: 9 });
equal(await second, EINVAL, "a second Connect while the first is under way");
equal(connecting.Close(), 0, "Close with a Connect under way");
equal(await connect, ECLOSED, "the Connect");
equal(connecting.error?.code, EINVAL, "error after Close");

const sending = await connected("silent");
const sends = [sending.Send(new Uint8Array(30_000_000)), sending.Send("x"), sending.Send("y")];
await sleep(50);
equal(sending.Close(), 0, "Close with three Sends under way");
for (const [index, send] of sends.entries()) equal(await send, ECLOSED, `Send ${index}`);

const failed = open();
equal(await failed.Recv(new Uint8Array(1)), s.SOCKETS_ENOTCONN, "Recv without connection");
equal(failed.Close(), 0, "Close");
equal(failed.error?.name, "SOCKETS_ENOTCONN", "error after Close");
exit(0); /* the silent server will never take what was sent to it */
