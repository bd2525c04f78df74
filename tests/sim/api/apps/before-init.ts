import network from "network";
import SecureSocket, { SOCKETS_AF_INET, SOCKETS_IPPROTO_TCP, SOCKETS_SOCK_STREAM } from "secure-sockets";
import { equal, ok, open } from "./check";

equal(SecureSocket.Socket(SOCKETS_AF_INET, SOCKETS_SOCK_STREAM, SOCKETS_IPPROTO_TCP), null, "Socket before Init");
equal(await SecureSocket.GetHostByName("10.0.2.2"), 0, "GetHostByName before Init");
equal(network().up, false, "network before Init");
equal(network().address, "0.0.0.0", "address before Init");

equal(SecureSocket.Init(), 1, "Init");
equal(SecureSocket.Init(), 1, "Init again");
const { up, address, netmask, gateway, dns, mtu, hardwareAddress } = network();
equal(up, true, "network after Init");
equal(address, "10.0.2.15", "address");
equal(netmask, "255.255.255.0", "netmask");
equal(gateway, "10.0.2.2", "gateway");
ok(dns.length >= 1 && /^10\.0\.2\.\d+$/.test(dns[0] ?? ""), `name servers: ${dns.join()}`);
ok(mtu >= 576, `MTU ${mtu}`);
ok(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(hardwareAddress), `hardware address ${hardwareAddress}`);
equal(open().Close(), 0, "Close");
equal(await SecureSocket.GetHostByName("10.0.2.2"), 0x0202000a, "GetHostByName of a dotted address");
equal(await SecureSocket.GetHostByName(""), 0, "GetHostByName of nothing");
equal(await SecureSocket.GetHostByName("a".repeat(254)), 0, "GetHostByName of a long name");
