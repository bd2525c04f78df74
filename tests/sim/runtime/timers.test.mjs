/* Timers, microtasks and the end of the event loop. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { makeProject, runProject } from "./project.mjs";

/** The processor time a process has used, in hundredths of a second. */
function processorTicks(pid) {
	const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
		.replace(/^.*\) /s, "")
		.split(" ");
	return Number(fields[11]) + Number(fields[12]);
}

test("timers run in the order of their times, then in the order they were set", async (t) => {
	const { stdout } = await runProject(
		t,
		`const order: number[] = [];
		for (const [name, delay] of [[4, 30], [2, 10], [0, 0], [3, 10], [1, 1], [5, 30], [6, 50]] as const) setTimeout(() => order.push(name), delay);
		setTimeout(() => console.log(order.join()), 70);`,
	);
	assert.equal(stdout, "0,1,2,3,4,5,6\n");
});

test("many timers run in order, whatever the order they are set and cleared in", async (t) => {
	const { stdout } = await runProject(
		t,
		`let seed = 1;
		const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
		let last = 0, ran = 0, wrong = 0;
		for (let i = 0; i < 2000; i++) {
			const delay = 5 + Math.floor(random() * 100), earliest = performance.now() + delay;
			const id = setTimeout(() => { ran++; if (latest < last || performance.now() < earliest) wrong++; last = earliest; }, delay);
			const latest = performance.now() + delay;
			if (i % 3 === 0) clearTimeout(id);
		}
		setTimeout(() => console.log(ran, wrong), 300);`,
	);
	assert.equal(stdout, "1333 0\n");
});

test("microtasks run after each timer and before the next", async (t) => {
	const { stdout } = await runProject(
		t,
		`setTimeout(() => { console.log("t1"); queueMicrotask(() => console.log("m1")); void Promise.resolve().then(() => console.log("p1")); }, 1);
		setTimeout(() => console.log("t2"), 1);
		console.log("main"); queueMicrotask(() => console.log("m0"));`,
	);
	assert.equal(stdout, "main\nm0\nt1\nm1\np1\nt2\n");
});

test("a timer gets its arguments, and a number identifies it", async (t) => {
	const { stdout } = await runProject(t, `const id = setTimeout((a, b) => console.log(a, b, typeof id), 1, "x", 2);`);
	assert.equal(stdout, "x 2 number\n");
});

test("an interval repeats until it is cleared, also by itself", async (t) => {
	const { stdout, code } = await runProject(
		t,
		`let n = 0;\nconst id = setInterval(() => { console.log(++n); if (n === 3) clearInterval(id); }, 2);\n`,
	);
	assert.deepEqual({ stdout, code }, { stdout: "1\n2\n3\n", code: 0 });
});

test("a cleared timer does not run, and clearing again or nothing is no error", async (t) => {
	const { stdout, ms } = await runProject(
		t,
		`const id = setTimeout(() => console.log("never"), 20000);\nclearTimeout(id); clearTimeout(id); clearTimeout(undefined); clearTimeout(12345); clearInterval(-1);\nconsole.log("end");`,
	);
	assert.equal(stdout, "end\n");
	assert.ok(ms < 10000);
});

test("immediates run before timers, in order, and can be cleared", async (t) => {
	const { stdout } = await runProject(
		t,
		`setTimeout(() => console.log("timer"), 1);\nsetImmediate((a) => console.log(a), "one");\nconst id = setImmediate(() => console.log("never"));\nsetImmediate(() => { console.log("two"); setImmediate(() => console.log("three")); });\nclearImmediate(id);\n`,
	);
	assert.match(stdout, /^one\ntwo\n(timer\nthree|three\ntimer)\n$/);
});

test("an error in an interval's callback does not keep it from being cleared by its catcher", async (t) => {
	const { stdout, code } = await runProject(
		t,
		`const id = setInterval(() => { try { throw new Error("x"); } catch { clearInterval(id); console.log("caught"); } }, 1);`,
	);
	assert.deepEqual({ stdout, code }, { stdout: "caught\n", code: 0 });
});

test("what is no function is refused", async (t) => {
	const { stdout } = await runProject(
		t,
		`for (const f of [setTimeout, setInterval, setImmediate, queueMicrotask]) try { (f as (x: unknown) => void)("code"); } catch (error) { console.log((error as Error).name); }`,
	);
	assert.equal(stdout, "TypeError\nTypeError\nTypeError\nTypeError\n");
});

test("--clock-scale speeds timers and performance.now up, not Date", async (t) => {
	const app = `const wall = Date.now(), start = performance.now();\nsetTimeout(() => { const span = performance.now() - start; console.log(span >= 20000 && span < 40000, Date.now() - wall < 5000); }, 20000);`;
	const { stdout, ms } = await runProject(t, app, [], { flags: ["--clock-scale", "100"] });
	assert.equal(stdout, "true true\n");
	assert.ok(ms < 10000);
});

test("sleeping costs no processor time", async (t) => {
	const { start } = makeProject(t, `console.log("ready");\nsetTimeout(() => console.log("awake"), 1500);`);
	const { child, line, end } = start("main.ts");
	await line(/^ready$/);
	const before = processorTicks(child.pid);
	await new Promise((resolve) => setTimeout(resolve, 1000));
	assert.ok(processorTicks(child.pid) - before <= 2);
	assert.equal((await end).stdout, "ready\nawake\n");
});

test("finalizers run after garbage collection", async (t) => {
	const { stdout } = await runProject(
		t,
		`import { gc } from "sim";\nconst registry = new FinalizationRegistry((name) => console.log("finalized", name));\n(() => registry.register({}, "it"))();\nsetTimeout(() => { gc(); setTimeout(() => {}, 1); }, 1);`,
	);
	assert.equal(stdout, "finalized it\n");
});
