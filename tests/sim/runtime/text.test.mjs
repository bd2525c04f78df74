/* TextEncoder and TextDecoder. */
import assert from "node:assert/strict";
import test from "node:test";
import { makeProject, runProject } from "./project.mjs";

/** Runs a script here and in the simulator, which must print the same JSON. */
async function sameAsNode(t, script) {
	const lines = [];
	new Function("print", script)((value) => lines.push(JSON.stringify(value)));
	const { run } = makeProject(t, {
		"main.js": `const print = (value) => console.log(JSON.stringify(value));\n${script}`,
	});
	const { stdout, stderr } = await run("main.js");
	assert.equal(stderr, "");
	assert.deepEqual(stdout.trimEnd().split("\n"), lines);
}

test("encodes all lengths of characters, NUL included", (t) =>
	sameAsNode(
		t,
		`print(Array.from(new TextEncoder().encode("a\\0é€😀\\u{10ffff}\\uffff")));
		print(Array.from(new TextEncoder().encode()));
		print(new TextEncoder().encoding);`,
	));

test("encodes lone surrogates as U+FFFD", (t) =>
	sameAsNode(
		t,
		`print(Array.from(new TextEncoder().encode("a\\ud83d" + "b\\ude00")));
		print(Array.from(new TextEncoder().encode("\\ud83d" + "\\ude00")));`,
	));

test("encodeInto fills what fits of whole characters", (t) =>
	sameAsNode(
		t,
		`for (const size of [0, 1, 2, 3, 4, 5, 6, 10]) {
			const bytes = new Uint8Array(size);
			const { written } = new TextEncoder().encodeInto("aé€z", bytes);
			print([written, Array.from(bytes)]);
		}
		const view = new Uint8Array(new ArrayBuffer(8), 2, 3);
		print([new TextEncoder().encodeInto("abcdef", view), Array.from(new Uint8Array(view.buffer))]);`,
	));

test("decodes what was encoded", (t) =>
	sameAsNode(
		t,
		`const text = "a\\0é€😀\\u{10ffff}\\ud7ff\\ue000";
		print(new TextDecoder().decode(new TextEncoder().encode(text)) === text);
		print(new TextDecoder().decode());
		print(new TextDecoder().decode(new Uint8Array([0, 97, 0])));`,
	));

test("decodes every kind of buffer, at its offset", (t) =>
	sameAsNode(
		t,
		`const bytes = new TextEncoder().encode("xhello!");
		print(new TextDecoder().decode(bytes.buffer));
		print(new TextDecoder().decode(bytes.subarray(1, 6)));
		print(new TextDecoder().decode(new DataView(bytes.buffer, 1, 2)));
		print(new TextDecoder().decode(new Uint16Array(bytes.buffer, 0, 2)));`,
	));

test("wrong sequences become U+FFFD, as many as the standard says", (t) =>
	sameAsNode(
		t,
		`for (const bytes of [[0xff], [0xc0, 0x80], [0xc1, 0xbf], [0xe0, 0x80, 0x80], [0xed, 0xa0, 0x80], [0xf0, 0x80, 0x80, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80],
			[0xe2, 0x82], [0xe2, 0x82, 0x41], [0xf0, 0x9f, 0x98], [0xf0, 0x9f, 0x41, 0x98], [0x80, 0x41, 0xbf], [0xe2, 0xe2, 0x82, 0xac], [0xc3], [0x41, 0xc3, 0xc3, 0xa9]])
			print(new TextDecoder().decode(new Uint8Array(bytes)));`,
	));

test("every sequence of two bytes, and many of three, decode as in node", (t) =>
	sameAsNode(
		t,
		`let sum = 0;
		const add = (text) => { for (const c of text) sum = (sum * 31 + c.codePointAt(0)) % 1000000007; };
		for (let a = 0; a < 256; a++) for (let b = 0; b < 256; b++) add(new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array([a, b])));
		print(sum);
		for (let a = 0xe0; a < 0xf8; a++) for (let b = 0x70; b < 0xc8; b += 3) for (let c = 0x78; c < 0xc4; c += 5) add(new TextDecoder().decode(new Uint8Array([a, b, c, 0x80])));
		print(sum);`,
	));

test("fatal throws a TypeError instead, and the decoder can be used again", (t) =>
	sameAsNode(
		t,
		`const decoder = new TextDecoder("utf-8", { fatal: true });
		for (const bytes of [[0xff], [0xe2, 0x82], [0x41, 0xc3, 0x28]]) {
			try { print(decoder.decode(new Uint8Array(bytes))); } catch (error) { print(error.name); }
			print(decoder.decode(new Uint8Array([0xc3, 0xa9])));
		}
		print(decoder.fatal);`,
	));

test("a stream may be cut anywhere", (t) =>
	sameAsNode(
		t,
		`const bytes = new TextEncoder().encode("\\ufeffaé€😀b");
		for (let size = 1; size <= bytes.length; size++) {
			const decoder = new TextDecoder();
			let text = "";
			for (let i = 0; i < bytes.length; i += size) text += decoder.decode(bytes.subarray(i, i + size), { stream: true });
			print(text + decoder.decode());
		}
		const cut = new TextDecoder();
		print([cut.decode(new Uint8Array([0xe2, 0x82]), { stream: true }), cut.decode(), cut.decode(new Uint8Array([0xac]))]);
		const fatal = new TextDecoder("utf8", { fatal: true });
		print(fatal.decode(new Uint8Array([0xe2, 0x82]), { stream: true }));
		try { fatal.decode(); } catch (error) { print(error.name); }`,
	));

test("a byte order mark is removed at the start only, unless ignored", (t) =>
	sameAsNode(
		t,
		`const marked = new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0xef, 0xbb, 0xbf]);
		print(new TextDecoder().decode(marked));
		print(new TextDecoder("utf-8", { ignoreBOM: true }).decode(marked));
		const decoder = new TextDecoder();
		print([decoder.decode(marked, { stream: true }), decoder.decode(marked), decoder.decode(marked)]);`,
	));

test("labels of UTF-8 are known, others refused", (t) =>
	sameAsNode(
		t,
		`for (const label of ["utf-8", "UTF8", " unicode-1-1-utf-8 ", "nonsense"]) {
			try { print(new TextDecoder(label).encoding); } catch (error) { print(error.name); }
		}`,
	));

test("what is no buffer is refused", async (t) => {
	const { stdout } = await runProject(
		t,
		`try { new TextDecoder().decode("text" as never); } catch (error) { console.log((error as Error).name); }\ntry { new TextEncoder().encodeInto("text", [] as never); } catch (error) { console.log((error as Error).name); }`,
	);
	assert.equal(stdout, "TypeError\nTypeError\n");
});

test("four megabytes are decoded and encoded in a moment", async (t) => {
	const { stdout } = await runProject(
		t,
		`const bytes = new Uint8Array(4 << 20).fill(97);\nconst start = Date.now();\nconst text = new TextDecoder().decode(bytes);\nconst again = new TextEncoder().encode(text);\nconsole.log(text.length, again.length, Date.now() - start < 1000);`,
	);
	assert.equal(stdout, "4194304 4194304 true\n");
});
