// Each emulated board, tested from within by an image of its own (self_test.c) and from outside.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import net from "node:net";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { emulatedBoards, startImage } from "../../../hosts/bare-metal/qemu.mjs";

const faultStatus = 70;
const root = fileURLToPath(new URL("../../../", import.meta.url));
// The nRF52840 is a model of its peripherals in QEMU's other Cortex-M4F: tests/firmware/nrf52840.
const modelled = "nrf52840dk";
const imageOf = (board) => `${root}build/boards/${board}/${board === modelled ? "modelled" : "self_test"}.elf`;
const emulatorOf = (board) => (board === modelled ? "qemu" : board);

/** Starts a test of self_test.c. @param {string} command its name and arguments, separated by spaces */
function start(board, command, options = {}) {
	return startImage({
		board: emulatorOf(board),
		elf: imageOf(board),
		args: command.split(" "),
		timeout: 60,
		...options,
	});
}

/** Runs one to its end. @returns {Promise<{status: number | null, output: string}>} */
async function run(board, command, options) {
	const image = await start(board, command, options);
	const status = await image.ended;
	const told = /\nexit status (\d+)\n$/.exec(image.output); // by a board that has nobody else to tell
	assert.equal(told ? Number(told[1]) : undefined, board === modelled ? status : undefined, image.output);
	return { status, output: image.output.slice(0, told?.index) };
}

async function connect(image) {
	const line = net.connect(image.serial);
	await once(line, "connect");
	return line;
}

/** Runs one that must end in a fault. @returns {Promise<string>} what was told of it, in words */
async function fault(board, command) {
	const { status, output } = await run(board, command);
	const words = /^Fault: (.*)$/m.exec(output)?.[1];
	assert.ok(words, `no fault was told:\n${output}`);
	assert.equal(status, faultStatus, output);
	return words;
}

/** Sends random bytes and compares what comes back. */
async function echo(board, size, more, options) {
	const image = await start(board, `echo ${size}${more}`, { serial: "socket", ...options });
	const line = await connect(image);
	await image.waitFor(/ready/);
	const sent = randomBytes(size);
	line.write(sent);
	let received = Buffer.alloc(0);
	for await (const chunk of line) {
		received = Buffer.concat([received, chunk]);
		if (received.length >= size) break;
	}
	assert.ok(received.equals(sent), `${received.length} bytes came back, some of them wrong`);
	const [, lost] = await image.waitFor(/^lost (\d+)$/m);
	assert.equal(Number(lost), 0);
	assert.equal(await image.ended, 0);
}

for (const board of [...emulatedBoards, modelled]) {
	const onArm = board !== "riscv-qemu";
	// Each register that is touched costs the model some microseconds.
	const [many, few] = board === modelled ? [20_000, 5_000] : [100_000, 20_000];
	describe(`board ${board}`, () => {
		test("initializes variables, and computes in floating point", async () => {
			const { status, output } = await run(board, "memory");
			assert.match(output, /^initialized 42, zeroed 0, half of 3 is 15\/10$/m);
			assert.equal(status, 0);
		});

		for (const icount of [false, true])
			test(`has a clock that runs as the host's does${icount ? ", also when it counts instructions" : ""}`, async () => {
				const image = await start(board, "clock 400", { icount });
				await image.waitFor(/start/);
				const before = performance.now();
				await image.waitFor(/end/);
				const span = performance.now() - before;
				assert.equal(await image.ended, 0, image.output);
				const [, took, slept] = /took (\d+) us, slept (\d+) us/.exec(image.output).map(Number);
				assert.ok(took >= 400_000 && took < 2_000_000, image.output);
				assert.ok(slept > took / 2, `it did not sleep: ${image.output}`);
				assert.ok(span > 300 && span < 5000, `400 ms took ${span} ms`);
			});

		test("wakes up when a byte comes in, and does not sleep while one waits", async () => {
			const image = await start(board, "wake", { serial: "socket" });
			const line = await connect(image);
			await image.waitFor(/asleep/);
			line.write("x");
			const [, wakes] = await image.waitFor(/woke up after (\d+) by 'x'/);
			assert.ok(Number(wakes) < 10, `woken up ${wakes} times`);
			image.write("y");
			await image.waitFor(/woke up by console 'y'/);
			await image.waitFor(/send one/);
			line.write("z");
			const [, slept] = await image.waitFor(/then slept (\d+) us/);
			assert.equal(Number(slept), 0);
			assert.equal(await image.ended, 0);
			line.destroy();
		});

		test(`echoes ${many / 1000} KB from the serial line without loss`, () => echo(board, many, ""));
		test("loses nothing when the program is slow to read", () => echo(board, few, " slow"));
		test("echoes when it counts instructions", () => echo(board, few, "", { icount: true }));

		test("has room for bytes to be sent, and says how much", async () => {
			const { status, output } = await run(board, `room ${many}`);
			const [, before, taken, after] = /^room (\d+), taken (\d+), room (\d+)$/m.exec(output).map(Number);
			assert.ok(before >= 256 && taken >= before && after <= before, output);
			assert.equal(status, 0);
		});

		test("gives random bytes, other ones each time", async () => {
			const seen = new Set();
			for (let i = 0; i < 3; i++) {
				const { status, output } = await run(board, "entropy");
				const [, ones, bits] = /^ones (\d+) of (\d+)$/m.exec(output).map(Number);
				// 8 standard deviations
				assert.ok(Math.abs(ones - bits / 2) < 4 * Math.sqrt(bits), output);
				seen.add(/^[0-9a-f]{32}$/m.exec(output)[0]);
				assert.equal(status, 0);
			}
			assert.equal(seen.size, 3);
		});

		if (board === modelled)
			test("gives no entropy when its source is stuck or silent", async () => {
				for (const state of ["stuck", "silent"]) {
					const { status, output } = await run(board, `entropy rng-${state}`);
					assert.equal(status, 1);
					assert.equal(output, "no entropy\n");
				}
			});
		else
			test("tells a noise source that works from one that is stuck or biased", async () => {
				const { output } = await run(board, "health");
				const [, good, stuck, biased] = /^good (\d+), stuck (\d+), biased (\d+)$/m.exec(output).map(Number);
				assert.equal(good, 0, "200 000 good samples were taken for bad ones");
				assert.equal(stuck, 9);
				assert.ok(biased > 0 && biased < 20_000, `biased samples were refused after ${biased}`);
			});

		test("has a heap up to its end, and malloc returns NULL there", async () => {
			const { status, output } = await run(board, "heap");
			const [, used, size] = /^heap (\d+) of (\d+), errno ENOMEM$/m.exec(output).map(Number);
			assert.ok(used > size * 0.95 && used <= size, output);
			assert.ok(size > 200_000, output);
			assert.match(output, /^again yes$/m);
			assert.match(output, /^huge no$/m);
			assert.equal(status, 0);
		});

		test("knows how much stack was used", async () => {
			const { output } = await run(board, "stack");
			const [, before, after, size] = /^stack (\d+), deep (\d+), size (\d+)$/m.exec(output).map(Number);
			assert.equal(size, 6144);
			assert.ok(before > 0 && after > before + 2000 && after < size, output);
		});

		test("tells a stack overflow in words", async () => {
			assert.match(await fault(board, "overflow"), /^stack overflow, more than 6144 bytes$/);
			assert.match(await fault(board, "leap 4"), /^stack overflow, more than 6144 bytes$/);
		});

		test("tells an access far below the stack", async () => {
			assert.match(await fault(board, "leap 500000"), /^access to memory that does not allow it$/);
		});

		test("tells an access through a null pointer", async () => {
			assert.match(await fault(board, "null"), /^access through a null pointer/);
		});

		test("tells a write to flash", async () => {
			assert.match(await fault(board, "flash"), /^write to flash/);
		});

		test("does not execute what is in RAM", async () => {
			assert.match(await fault(board, "execute"), /^code run from memory that holds none$/);
		});

		test("tells an undefined instruction, with registers", async () => {
			const { output } = await run(board, "illegal");
			assert.match(output, /^Fault: undefined instruction$/m);
			assert.match(output, /\bpc [0-9a-f]{8}\b/);
			assert.match(output, /\bsp [0-9a-f]{8}\b/);
		});

		test("divides by zero as its architecture says", async () => {
			if (onArm) assert.match(await fault(board, "divide"), /^division by zero$/);
			else assert.match((await run(board, "divide")).output, /^7 \/ 0 is -1/m);
		});

		test("reads from any address", async () => {
			const { status, output } = await run(board, "unaligned");
			assert.match(output, /^word 04030201, half 0403$/m);
			assert.equal(status, 0);
		});

		if (onArm)
			test("tells an unaligned access that no Cortex-M allows", async () => {
				assert.match(await fault(board, "unaligned-pair"), /^unaligned access/);
			});
		else
			test("makes no unaligned access, which QEMU would allow", async () => {
				const more = ["-plugin", `${root}build/boards/alignment.so`];
				for (const command of ["memory", "unaligned", "heap", "entropy"]) {
					const image = await start(board, command, { more });
					assert.equal(await image.ended, 0);
					assert.equal(image.complaints, "unaligned: 0 instructions\n");
				}
				const image = await start(board, "unaligned-pair", { more });
				await image.ended;
				assert.match(image.complaints, /^unaligned: read of 4 bytes at [0-9a-f]{7}[159d], pc/);
			});

		test("starts anew on request", async () => {
			const { status, output } = await run(board, "reset");
			const boots = [1, 2, 3].map((n) => `boot ${n}, initialized 42\n`).join("");
			assert.equal(output.replaceAll("\r", ""), boots);
			assert.equal(status, 0);
		});

		test("ends with the program's exit status", async () => {
			assert.equal((await run(board, "exit 0")).status, 0);
			assert.equal((await run(board, "exit 7")).status, 7);
			assert.equal((await run(board, "exit 255")).status, 255);
			assert.equal((await run(board, "abort")).status, 134); // 128 + SIGABRT
		});

		test("hands over arguments as they are", async () => {
			const { output } = await run(board, "arguments a,b,,c = é -x");
			assert.equal(output.trim(), `${board}: "arguments a,b,,c = é -x"`);
		});

		test("has its serial line at a pseudo terminal, too", async () => {
			const image = await start(board, "exit 3", { serial: "pty" });
			assert.match(image.serial, /^\/dev\//);
			assert.equal(await image.ended, 3);
			assert.doesNotMatch(image.output, /char device/);
		});
	});
}

describe("startImage", () => {
	const [board] = emulatedBoards;
	test("says which boards there are", async () => {
		await assert.rejects(startImage({ board: "teapot", elf: imageOf(board) }), /"teapot": qemu/);
	});

	test("says that there is no image", async () => {
		await assert.rejects(startImage({ board, elf: "/nowhere.elf" }), /\/nowhere\.elf: there is no such image/);
	});

	test("refuses arguments that are too long", async () => {
		await assert.rejects(start(board, `arguments ${"x".repeat(240)}`), /250 bytes, a board takes at most 240/);
		const { output } = await run(board, `arguments ${"x".repeat(230)}`);
		assert.ok(output.includes("x".repeat(230)));
	});

	test("stops an image that takes too long, and says what it had printed", async () => {
		const image = await start(board, "wake", { timeout: 1 });
		await assert.rejects(image.ended, /did not end in 1 s:\nasleep/);
	});

	test("stops an image on request, and removes its socket", async () => {
		const image = await start(board, "wake", { serial: "socket" });
		await image.waitFor(/asleep/);
		await image.stop();
		assert.equal(await image.ended, null);
		assert.ok(!existsSync(image.serial));
	});

	test("gives the console line by line", async () => {
		const image = await start(board, "clock 1");
		const lines = [];
		for await (const line of image.lines()) lines.push(line);
		assert.deepEqual(lines.slice(0, 2), ["start", "end"]);
		assert.equal(lines.length, 3);
	});
});
