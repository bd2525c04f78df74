/* MEMORY_BUDGET, and what is held of a session that is at rest. */
import assert from "node:assert/strict";
import { startEcho } from "../../servers/servers.mjs";
import { serve } from "../client.mjs";
import { SO, testsInOneSimulator } from "./remote.mjs";

const test = testsInOneSimulator();

for (const version of ["TLSv1.2", "TLSv1.3"]) {
	test(`a budget that suffices is kept to: ${version}`, async (sim, t) => {
		const echo = await serve(t, startEcho({ version }));
		const socket = await sim.tlsSocket({ MEMORY_BUDGET: 80_000 });
		assert.equal(await socket.connect(echo), 0);
		const data = Buffer.alloc(40_000, "budget");
		const sent = socket.Send(data);
		let received = Buffer.alloc(0);
		while (received.length < data.length) {
			const { result, bytes } = await socket.receive(20_000);
			assert.ok(result > 0, `${result}`);
			received = Buffer.concat([received, bytes]);
		}
		assert.equal(await sent, data.length);
		assert.ok(received.equals(data));
		const { heapPeak } = await socket.info();
		assert.ok(heapPeak > 16_384 && heapPeak <= 80_000, `${heapPeak}`);
	});

	test(`a budget that does not suffice gives -12 and says why: ${version}`, async (sim, t) => {
		const echo = await serve(t, startEcho({ version }));
		const socket = await sim.tlsSocket({ MEMORY_BUDGET: 5_000 });
		assert.equal(await socket.connect(echo), -12);
		assert.match(await socket.message(), /SOCKETS_SO_MEMORY_BUDGET does not suffice: \d+ bytes .* \d+ more/);
		assert.equal(await socket.SetSockOpt(SO.MEMORY_BUDGET, 0), 0);
		assert.equal(await socket.connect(echo), 0);
	});

	test(`a session at rest holds no room for a record: ${version}`, async (sim, t) => {
		const echo = await serve(t, startEcho({ version }));
		const socket = await sim.tlsSocket();
		assert.equal(await socket.connect(echo), 0);
		assert.equal(await socket.Send(Buffer.alloc(1000)), 1000);
		assert.equal((await socket.receive(1000)).result, 1000);
		const { heap } = await socket.info();
		assert.ok(heap < 16_384, `${heap}`);
	});
}
