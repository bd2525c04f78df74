/* The hostile server behaves when no script tells it otherwise: what its tests find is then due to their scripts. */
import assert from "node:assert/strict";
import { testsInOneSimulator } from "../sim/options/remote.mjs";
import { visitHostile } from "./hostile/visit.mjs";

const test = testsInOneSimulator();

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	test(`${version}: without a script it behaves`, async (sim, t) => {
		const { socket, result, peer } = await visitHostile(sim, t, version);
		assert.equal(result, 0, await socket.message());
		await socket.exchange("hello");
		assert.ok(peer().complete);
		assert.equal((await socket.info()).version, version);
	});
}
