/*
 * Runs apps/client.ts: one connection by a plan, in a process of its own.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { pkiText } from "../servers/listener.mjs";
import { runSim } from "./harness.mjs";

const app = fileURLToPath(new URL("apps/client.ts", import.meta.url));

/** All roots of the test PKI that servers' certificates should be trusted by. */
export const roots = pkiText("root.pem") + pkiText("root-rsa.pem");

/** TLS as most tests want it. */
export const trusting = { ca: roots, name: "echo.test" };

/** A step that connects to a server of tests/servers. */
export function connect({ port }, address) {
	return { do: "connect", port, ...(address && { address }) };
}

export const close = { do: "close" };

/**
 * Carries out a plan (see apps/client.ts) in the simulator.
 * @returns {Promise<{options: number[], results: {result: number, ms: number, bytes?: number, wrong?: number,
 *   text?: string, both?: object[]}[], error?: object, info: object}>} what each step gave; the last error
 */
export async function client(options, ...steps) {
	const { flags, env, ...plan } = options;
	const run = await runSim(app, [JSON.stringify({ ...plan, steps })], { flags, env, timeout: 40_000 });
	const { code, stdout, stderr, timedOut } = run;
	assert.ok(!timedOut, `it did not end:\n${stdout}${stderr}`);
	assert.equal(stderr, "");
	assert.equal(code, 0, stdout);
	return JSON.parse(stdout.trimEnd().split("\n").at(-1));
}

/** Only the numbers that the steps gave. */
export function numbers({ results }) {
	return results.map(({ result }) => result);
}

/** Starts a server that is closed when the test ends. @template Server @param {Promise<Server>} starting */
export async function serve(t, starting) {
	const server = await starting;
	t.after(() => server.close());
	return server;
}
