/*
 * The messages of hello_cases12.mjs and hello_cases13.mjs in a handshake: each ends Connect with -1002 and an alert. Some that are odd rather than
 * dangerous mbedTLS lets pass; that is held here, too.
 */
import assert from "node:assert/strict";
import { testsInOneSimulator } from "../sim/options/remote.mjs";
import { cases12 } from "./hello_cases12.mjs";
import { cases13 } from "./hello_cases13.mjs";
import { groups } from "./hostile/secrets.mjs";
import { refused, visitHostile } from "./hostile/visit.mjs";

const test = testsInOneSimulator();

/* Those of which the client cannot tell because they are encrypted: the server can. */
const alertCodes = { unexpected_message: 10, decode_error: 50, decrypt_error: 51, internal_error: 80 };

async function alertOf({ socket, peer }) {
	const { alertSent } = await socket.error();
	for (let i = 0; i < 50 && !alertSent && peer().alerts.length === 0; i++)
		await new Promise((resolve) => setTimeout(resolve, 10));
	return alertSent?.code ?? peer().alerts[0];
}

for (const [version, cases] of Object.entries({ "TLSv1.2": cases12, "TLSv1.3": cases13 }))
	for (const { what, script, options, alert, accepted } of cases)
		test(`${version}: ${what} is ${accepted ? "let pass" : "refused"}`, async (sim, t) => {
			const visit = await visitHostile(sim, t, version, script, { CONNECT_TIMEOUT: 3000, ...options });
			if (accepted) {
				assert.equal(visit.result, 0, await visit.socket.message());
				await visit.socket.exchange("hello");
				return;
			}
			const { alertSent } = await visit.socket.error();
			if (alertSent) assert.equal(alertSent.name, alert);
			else if (alert) assert.equal(await alertOf(visit), alertCodes[alert]);
			await refused(visit);
			assert.equal(visit.peer().complete && version === "TLSv1.3", false, "the client did not go on");
		});

test("a request to try again is followed, whichever group is wanted", async (sim, t) => {
	for (const [name, group] of Object.entries({ x25519: groups.x25519, secp384r1: groups.secp384r1 })) {
		const { socket, result } = await visitHostile(sim, t, "TLSv1.3", { options: { retries: [group] } });
		assert.equal(result, 0, await socket.message());
		assert.equal((await socket.info()).group, name);
		await socket.exchange("hello");
	}
});

test("the cookie of a request to try again is given back", async (sim, t) => {
	const cookie = Buffer.from("a cookie that the server made");
	const { socket, result, peer } = await visitHostile(sim, t, "TLSv1.3", {
		options: { retries: [groups.x25519], cookie },
	});
	assert.equal(result, 0, await socket.message());
	assert.deepEqual(peer().cookie, cookie);
	await socket.exchange("hello");
});
