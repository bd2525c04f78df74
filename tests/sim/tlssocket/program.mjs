/*
 * Programs for the simulator that use a TLSSocket: each a few lines of a test, after the same first lines.
 */
import assert from "node:assert/strict";
import { roots } from "../client.mjs";
import { runProject } from "../runtime/project.mjs";

const first = `
import TLSSocket, { TLSSocketError } from "embedded:io/socket/tcp/tls";
import SecureSocket from "secure-sockets";
import { args, exit } from "sim";

const [port, certificate] = [Number(args[0]), args[1]];
/* What most sockets are made with. */
const options = { address: "10.0.2.2", host: "echo.test", port, secure: { certificate } };
const tell = (value) => console.log(JSON.stringify(value));
const text = (buffer) => new TextDecoder().decode(buffer);
const bytes = (string) => new TextEncoder().encode(string);
/* The name and the message of what a function throws. */
function thrown(f) {
	try {
		f();
	} catch (error) {
		return [error.name, error.message];
	}
}
`;

/**
 * Runs a program; @returns {Promise<unknown[]>} what it told, line by line
 * @param {{port: number}} server to which `options` lead
 */
export async function program(t, { port }, code, { flags } = {}) {
	const {
		code: status,
		stdout,
		stderr,
		timedOut,
	} = await runProject(t, first + code, [String(port), roots], { flags });
	assert.ok(!timedOut, `it did not end:\n${stdout}${stderr}`);
	assert.equal(stderr, "");
	assert.equal(status, 0, stdout);
	return stdout
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line));
}
