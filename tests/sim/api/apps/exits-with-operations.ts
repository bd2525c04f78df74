import * as s from "secure-sockets";
import SecureSocket from "secure-sockets";
import { exit } from "sim";
import { connected, open } from "./check";

/* Everything is under way when the program leaves: nothing may leak or be touched afterwards. */
const reading = await connected("echo");
void reading.Recv(new Uint8Array(10));
void reading.Recv(new Uint8Array(10));
const sending = await connected("silent");
void sending.Send(new Uint8Array(30_000_000));
void sending.Send("more");
sending.SetSockOpt(s.SOCKETS_SO_WAKEUP_CALLBACK, () => undefined);
void open().Connect({ address: "10.0.2.77", port: 1 });
void SecureSocket.GetHostByName("nowhere.invalid");
exit(7);
