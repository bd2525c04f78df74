/* Ctrl-C and other requests to end. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import os from "node:os";
import test from "node:test";
import { command } from "../harness.mjs";
import { makeProject } from "./project.mjs";

const apps = {
	"that sleeps": `console.log("ready");\nsetInterval(() => {}, 100000);\n`,
	"that is busy": `console.log("ready");\nfor (;;);\n`,
	"with an open network": `import SecureSocket from "secure-sockets";\nSecureSocket.Init();\nconsole.log("ready");\nsetInterval(() => {}, 100000);\n`,
};
/** The living processes of a group. */
function processesOf(group) {
	return readdirSync("/proc").filter((name) => {
		if (!/^\d+$/.test(name)) return false;
		try {
			const [state, , theirs] = readFileSync(`/proc/${name}/stat`, "utf8")
				.replace(/^.*\) /s, "")
				.split(" ");
			return Number(theirs) === group && state !== "Z";
		} catch {
			return false; // ended meanwhile
		}
	});
}

const statuses = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

for (const [name, app] of Object.entries(apps)) {
	for (const [signal, status] of Object.entries(statuses)) {
		test(`${signal} ends an app ${name} with ${status}`, async (t) => {
			const { start } = makeProject(t, app);
			const { child, line, end } = start("main.ts");
			await line(/^ready$/);
			child.kill(signal);
			const { code, stderr } = await end;
			assert.deepEqual({ code, stderr }, { code: status, stderr: "" });
		});
	}
}

test("Ctrl-C works although nobody reads the output", async (t) => {
	const { folder } = makeProject(t, `for (;;) console.log("x".repeat(100000));`);
	const child = spawn(command, ["--no-check", "main.ts"], { cwd: folder });
	await once(child.stdout, "readable");
	await new Promise((resolve) => setTimeout(resolve, 300));
	child.kill("SIGINT");
	const [code] = await once(child, "exit");
	assert.equal(code, 130);
});

test("an interrupted app leaves no process and no file behind", async (t) => {
	const { folder } = makeProject(t, apps["with an open network"]);
	const before = readdirSync(os.tmpdir()).filter((name) => name.startsWith("xsc-"));
	const child = spawn(command, ["--no-check", "main.ts"], { cwd: folder, detached: true });
	await once(child.stdout, "data");
	assert.equal(processesOf(child.pid).length, 1);
	process.kill(-child.pid, "SIGINT"); // as a terminal does, to the whole group
	await once(child, "close");
	const left = processesOf(child.pid);
	assert.deepEqual(left, []);
	assert.deepEqual(
		readdirSync(os.tmpdir()).filter((name) => name.startsWith("xsc-")),
		before,
	);
});

test("Ctrl-C while compiling ends with 130 and does not run the app", async (t) => {
	const { folder } = makeProject(t, `console.log("ran");`);
	const child = spawn(command, ["main.ts"], { cwd: folder, detached: true });
	let text = "";
	child.stdout.on("data", (data) => (text += data));
	await new Promise((resolve) => setTimeout(resolve, 400));
	process.kill(-child.pid, "SIGINT");
	const [code, signal] = await once(child, "close");
	assert.equal(signal === "SIGINT" ? 130 : code, 130);
	assert.equal(text, "");
});
