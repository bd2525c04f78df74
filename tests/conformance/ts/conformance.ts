/*
 * Runs one case of the reference's qualification suite on the class, and sees whether all memory is given back.
 *
 *     bin/sim conformance.ts --list                       each case's name, and "plain", "tls" or "both"
 *     bin/sim conformance.ts CASE PORT [CA [OTHER-PORT]]  see support/suite.ts
 */
import SecureSocket, { SOCKETS_TLS_SERVER_UNVERIFIED } from "secure-sockets";
import { args, gc, memory } from "sim";
import { casesData } from "./support/cases-data";
import { casesLife } from "./support/cases-life";
import { casesOptions } from "./support/cases-options";
import { casesTasks } from "./support/cases-tasks";
import { check, close, echoAddress, equal, newSocket, settings, type Cases } from "./support/suite";

const cases: Cases = { ...casesLife, ...casesData, ...casesOptions, ...casesTasks };

type Library = "core" | "lwip" | "mbedtls";

function blocks(libraries: Library[]): string {
	const report = memory();
	return libraries.map((library) => `${library} ${report[library].blocks}`).join(", ");
}

/* Waits until no more is held than before: closed sockets live on until the peer has acknowledged all. */
async function checkMemory(before: string, libraries: Library[]): Promise<void> {
	const start = performance.now();
	gc();
	while (blocks(libraries) !== before && performance.now() - start < 5000) {
		await new Promise<void>((resolve) => {
			setTimeout(resolve, 5);
		});
		gc();
	}
	equal(blocks(libraries), before, "number of blocks at the end");
}

async function connectToOther(): Promise<void> {
	const socket = newSocket();
	equal(await socket.Connect(echoAddress(settings.otherPort)), SOCKETS_TLS_SERVER_UNVERIFIED, "Connect to another");
	close(socket);
}

/* PSA's key store takes memory for its first keys, and keeps it: let that be before anything is counted. */
async function warmUp(): Promise<void> {
	const libraries: Library[] = ["core", "lwip"];
	const before = blocks(libraries);
	await connectToOther();
	await checkMemory(before, libraries);
}

async function runCase(name: string): Promise<void> {
	const found = cases[name];
	if (!found) throw new Error(`there is no case ${name}`);
	const [over, run] = found;
	check(over === "both" || over === (settings.ca === undefined ? "plain" : "tls"), `the case is for ${over}`);
	equal(SecureSocket.Init(), 1, "Init");
	if (settings.ca !== undefined) await warmUp();
	const libraries: Library[] = ["core", "lwip", "mbedtls"];
	const before = blocks(libraries);
	await run();
	SecureSocket.ClearSessions(); /* which are kept on purpose */
	await checkMemory(before, libraries);
}

const [name = ""] = args;
if (name === "--list") for (const [key, [over]] of Object.entries(cases)) console.log(`${key} ${over}`);
else await runCase(name);
