// Bind: the port and the address that Connect is made from.
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { freePort } from "../servers/failing.mjs";
import { startEcho } from "../servers/servers.mjs";
import { serve } from "./client.mjs";
import { runSim } from "./harness.mjs";

const app = fileURLToPath(new URL("apps/bind.ts", import.meta.url));

test("bind: a source port, an address of ours, and what cannot be", async (t) => {
	const echo = await serve(t, startEcho());
	const run = await runSim(app, [`echo=${echo.port}`, `nobody=${await freePort()}`], {
		env: { SIM_VARIANT: "asan" },
	});
	assert.equal(run.stderr, "");
	assert.equal(run.code, 0, run.stdout);
});
