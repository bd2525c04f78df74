/*
 * Reads the Test Anything Protocol from the console of an image, and reports each of its tests as one of node's.
 */
import assert from "node:assert/strict";

const plan = /^1\.\.(\d+)$/;
const result = /^(not )?ok (\d+) - (.*?)(?: # (.*))?$/;

/**
 * Waits for the end of an image, and makes a subtest of each of its tests; one more says that it ended as it should.
 * @param {import("node:test").TestContext} t
 * @param {Awaited<ReturnType<typeof import("../../hosts/bare-metal/firmware.mjs").startFirmware>>} image
 * @returns {Promise<string>} all that it printed
 */
export async function reportTap(t, image) {
	const results = [];
	let planned;
	for await (const line of image.lines()) {
		const [, not, number, name] = result.exec(line) ?? [];
		if (number) results.push({ name, number: Number(number), failed: not !== undefined, notes: [] });
		else if (line.startsWith("# ")) results.at(-1)?.notes.push(line.slice(2));
		else planned ??= plan.exec(line)?.[1];
	}
	const status = await image.ended;
	for (const { name, failed, notes } of results) await t.test(name, () => assert.ok(!failed, notes.join("\n")));
	await t.test("the program runs to its end", () => {
		const rest = `${image.output.slice(-2000)}${image.complaints}${image.gatewayOutput ?? ""}`;
		assert.equal(results.length, Number(planned), `of ${planned} tests ${results.length} were run\n${rest}`);
		assert.equal(status, results.some(({ failed }) => failed) ? 1 : 0, rest);
	});
	return image.output;
}
