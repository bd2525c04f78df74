/*
 * Resolves what its arguments say, one after another: "NAME" by GetHostByName, "4:NAME", "6:NAME" and "*:NAME" by
 * GetAddrInfo, "N*NAME" N times, "&" before it: without waiting. The last line printed is an array in JSON of
 * { name, result, ms }.
 */
import SecureSocket, { SOCKETS_AF_INET, SOCKETS_AF_INET6, SOCKETS_inet_ntoa } from "secure-sockets";
import { args } from "sim";

const families = { 4: { family: SOCKETS_AF_INET }, 6: { family: SOCKETS_AF_INET6 }, "*": {} } as const;

async function resolve(name: string): Promise<string> {
	const parts = /^([46*]):(.*)$/.exec(name);
	if (!parts) return SOCKETS_inet_ntoa(await SecureSocket.GetHostByName(name));
	const addresses = await SecureSocket.GetAddrInfo(parts[2] ?? "", families[parts[1] as keyof typeof families]);
	return addresses.join(" ");
}

async function measure(name: string): Promise<object> {
	const started = performance.now();
	const result = await resolve(name);
	return { name, result, ms: Math.round(performance.now() - started) };
}

if (SecureSocket.Init() !== 1) throw new Error("no network");
const results: Promise<object>[] = [];
for (const argument of args) {
	const [, aside, times = "1", name = ""] = /^(&?)(?:(\d+)\*)?(.*)$/.exec(argument) ?? [];
	for (let i = 0; i < Number(times); i++) {
		const result = measure(name);
		results.push(result);
		if (!aside) await result;
	}
}
console.log(JSON.stringify(await Promise.all(results)));
