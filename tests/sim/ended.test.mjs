/* Sockets that are kept after both ends have ended in order: lwIP gives their places to others. */
import assert from "node:assert/strict";
import { startEcho } from "../servers/servers.mjs";
import { serve } from "./client.mjs";
import { SO, testsInOneSimulator } from "./options/remote.mjs";

/* Two minutes of TIME-WAIT take 600 ms with this clock; lwIP's timers may be late. */
const test = testsInOneSimulator({ flags: ["--clock-scale", "200"] });
const longer = 3000;

for (const [kind, tls] of Object.entries({ plain: undefined, TLS: {} }))
	test(`${kind}: minutes after the end a socket still says so, and its Close does nothing to the next connection`, async (sim, t) => {
		const server = await serve(t, startEcho(tls));
		const connected = async () => {
			const socket = await (tls ? sim.tlsSocket() : sim.socket());
			assert.equal(await socket.SetSockOpt(SO.RCVTIMEO, 0), 0);
			assert.equal(await socket.connect(server), 0, await socket.message());
			return socket;
		};
		const first = await connected();
		assert.equal(await first.Shutdown(1), 0);
		assert.equal((await first.receive(1)).result, -128);
		await new Promise((resolve) => setTimeout(resolve, longer));
		const second = await connected();
		assert.equal((await first.info()).remote.port, server.port);
		assert.equal((await first.receive(1)).result, -128);
		await first.Close();
		await second.exchange("hello");
		await second.Close();
	});
