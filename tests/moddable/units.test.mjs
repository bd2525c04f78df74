// The hosts for the Moddable SDK, without it: their C on a FreeRTOS of the tests' own; and the library that mcconfig links.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const names = readdirSync(fileURLToPath(new URL(".", import.meta.url))).flatMap(
	(name) => /^(test_.*)\.c$/.exec(name)?.[1] ?? [],
);

for (const program of names) {
	const { stdout, stderr, status } = spawnSync(path.join(root, "build/moddable-tests", program), {
		encoding: "utf8",
		timeout: 300_000,
		env: { ...process.env, TSAN_OPTIONS: "atexit_sleep_ms=10 exitcode=66" },
	});
	const results = [...(stdout ?? "").matchAll(/((?:^# .*\n)*)^(not )?ok (\w+)$/gm)];
	for (const [, words, failed, name] of results)
		test(`${program}: ${name.replaceAll("_", " ")}`, () => assert.ok(!failed, words + stderr));
	test(`${program} ran to its end`, () => {
		assert.equal(results.length, Number(/^1\.\.(\d+)$/m.exec(stdout)?.[1]), stderr);
		assert.ok(results.length > 0 && status === 0, stderr);
	});
}

// What nRF52's library may ask of the rest of an image: the C library, and what hosts/moddable/nrf52 supplies.
const asked =
	/^(__aeabi_\w+|_ctype_|atoi|mem(chr|cmp|cpy|move|set)|str(chr|cmp|cpy|len|ncmp|str)|v?s?n?printf|board_(microseconds|serial_(read|room|write))|ss_port_\w+)$/;
const ours = /^(ss_|SOCKETS_|bare_|board_|nrf_console_)/;

test("the library for nRF52 collides with nothing, and asks for nothing that is not there", () => {
	const options = { cwd: root, encoding: "utf8" };
	execFileSync("make", ["-s", "-f", "hosts/bare-metal/build.mk", "BOARD=nrf52840dk", "library"], options);
	const library = "build/firmware/nrf52840dk/libsecuresockets.a";
	const symbols = execFileSync("arm-none-eabi-nm", ["-g", library], options).matchAll(/ ([A-Zv]) (\w+)$/gm);
	const wrong = [...symbols].filter(([, kind, name]) => !(kind === "U" ? asked : ours).test(name));
	assert.deepEqual(
		wrong.map(([line]) => line.trim()),
		[],
	);
});
