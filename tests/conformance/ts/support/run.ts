/*
 * Runs a case, and sees whether all memory is given back.
 */
import SecureSocket, { SOCKETS_TLS_SERVER_UNVERIFIED } from "secure-sockets";
import { gc, memory } from "device";
import { check, close, echoAddress, equal, newSocket, settings, type Cases } from "./suite";

type Library = "core" | "lwip" | "mbedtls";

function countBlocks(libraries: Library[]): number[] {
	const report = memory();
	return libraries.map((library) => report[library].blocks);
}

/*
 * Waits until no more is held than before: closed sockets live on until the peer has acknowledged all. It is looked once each
 * time, since the network's thread may send a packet between two looks.
 */
async function checkMemory(before: number[], libraries: Library[]): Promise<void> {
	const start = performance.now();
	for (;;) {
		gc();
		const blocks = countBlocks(libraries);
		if (blocks.every((count, index) => count <= before[index]!)) return;
		const told = `${blocks.join(", ")} blocks of ${libraries.join(", ")}, ${before.join(", ")} before`;
		check(performance.now() - start < 5000, `memory is held at the end: ${told}`);
		await new Promise<void>((resolve) => {
			setTimeout(resolve, 5);
		});
	}
}

async function connectToOther(): Promise<void> {
	const socket = newSocket();
	equal(await socket.Connect(echoAddress(settings.otherPort)), SOCKETS_TLS_SERVER_UNVERIFIED, "Connect to another");
	close(socket);
}

/* PSA's key store takes memory for its first keys, and keeps it: let that be before anything is counted. */
async function warmUp(): Promise<void> {
	const libraries: Library[] = ["core", "lwip"];
	const before = countBlocks(libraries);
	await connectToOther();
	await checkMemory(before, libraries);
}

/** Runs a case with the servers of `settings`. @throws Error at the first thing that is not as it should be */
export async function runCase(cases: Cases, name: string): Promise<void> {
	const found = cases[name];
	if (!found) throw new Error(`there is no case ${name}`);
	const [over, run] = found;
	check(over === "both" || over === (settings.ca === undefined ? "plain" : "tls"), `the case is for ${over}`);
	equal(SecureSocket.Init(), 1, "Init");
	if (settings.ca !== undefined) await warmUp();
	const libraries: Library[] = ["core", "lwip", "mbedtls"];
	const before = countBlocks(libraries);
	await run();
	SecureSocket.ClearSessions(); /* which are kept on purpose */
	await checkMemory(before, libraries);
}
