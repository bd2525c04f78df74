/*
 * Connects to a server by TLS and tells what was agreed on. Start your own application from here.
 */
import SecureSocket, {
	SOCKETS_AF_INET,
	SOCKETS_IPPROTO_TCP,
	SOCKETS_SO_REQUIRE_TLS,
	SOCKETS_SO_SERVER_NAME_INDICATION,
	SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE,
	SOCKETS_SOCK_STREAM,
} from "secure-sockets";
import { server } from "./config";

if (SecureSocket.Init() === 0) throw new Error("There is no network.");
const socket = SecureSocket.Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP);
if (!socket) throw new Error("There is no socket.");
socket.SetSockOpt(SOCKETS_SO_REQUIRE_TLS);
socket.SetSockOpt(SOCKETS_SO_SERVER_NAME_INDICATION, server.name);
if (server.certificate) socket.SetSockOpt(SOCKETS_SO_TRUSTED_SERVER_CERTIFICATE, server.certificate);

const ip = await SecureSocket.GetHostByName(server.host);
if (ip === 0) throw new Error(`There is no host ${server.host}.`);
if ((await socket.Connect({ address: ip, port: server.port })) < 0) throw new Error(socket.error?.message);

const { version, suite, peer } = socket.info;
console.log(`Connected: ${version}, ${suite}, ${peer?.subject}`);
socket.Close();
