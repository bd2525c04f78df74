/* sim.memory() and sim.gc(). */
import assert from "node:assert/strict";
import test from "node:test";
import { runProject } from "./project.mjs";

test("memory tells what each library holds", async (t) => {
	const { stdout } = await runProject(t, `import { memory } from "sim"; console.log(JSON.stringify(memory()));`);
	const report = JSON.parse(stdout);
	for (const library of ["core", "mbedtls", "lwip", "xs"]) {
		const { now, peak, blocks, allocations } = report[library];
		assert.ok(now >= 0 && peak >= now && blocks >= 0 && allocations >= blocks, library);
	}
	assert.ok(report.xs.now > 100_000);
	assert.ok(
		report.heap.now > 10_000 && report.heap.peak >= report.heap.now && report.heap.reserved >= report.heap.now,
	);
});

test("gc gives back what is not used any more", async (t) => {
	const { stdout } = await runProject(
		t,
		`import { gc, memory } from "sim";
		gc();
		const before = memory().heap.now;
		let data: unknown[] | undefined = Array.from({ length: 10000 }, (_, i) => ({ i }));
		gc();
		const during = memory().heap.now;
		data = undefined;
		gc();
		console.log(during - before > 500000, Math.abs(memory().heap.now - before) < 5000, data);`,
	);
	assert.equal(stdout, "true true undefined\n");
});

test("a long run of garbage does not grow the heap", async (t) => {
	const { stdout } = await runProject(
		t,
		`import { memory } from "sim";
		let kept = "";
		for (let i = 0; i < 300000; i++) kept = JSON.stringify({ i, text: "x".repeat(50), kept: kept.length });
		console.log(memory().heap.reserved < 32 << 20);`,
	);
	assert.equal(stdout, "true\n");
});

test("the heap survives collections at any time", async (t) => {
	const { stdout } = await runProject(
		t,
		`import { gc } from "sim";
		const map = new Map<string, { n: number; list: string[] }>();
		for (let i = 0; i < 3000; i++) {
			map.set("key" + (i % 100), { n: i, list: [String(i), "x".repeat(i % 50)] });
			if (i % 50 === 0) { gc(); await null; }
		}
		let sum = 0;
		for (const { n, list } of map.values()) sum += n + list.length + list[1]!.length;
		console.log(sum);`,
	);
	let sum = 0;
	for (let i = 2900; i < 3000; i++) sum += i + 2 + (i % 50);
	assert.equal(stdout, `${sum}\n`);
});
