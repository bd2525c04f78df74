/*
 * What the records say. They are one of JSON a line (../record.c): t microseconds, s whose (above 0 a connection's number,
 * below a resolution's), d 1 sent, 2 received, k kind, x text, m bytes held by core, mbedTLS, lwIP, XS.
 */

export const libraries = ["core", "mbedtls", "lwip", "xs"];
export const names = { core: "core", mbedtls: "mbedTLS", lwip: "lwIP", xs: "JavaScript" };
export const phaseNames = {
	dns: "DNS",
	tcp: "TCP connect",
	tls: "TLS handshake",
	data: "connected",
	failed: "failed",
	end: "closing",
};

export function read() {
	const records = [];
	for (const line of document.getElementById("records").textContent.split("\n")) {
		try {
			if (line.startsWith("{")) records.push(JSON.parse(line));
		} catch {
			/* the last line of a run that was killed */
		}
	}
	return records;
}

/** Where a connection was from when to when, and what became of it. */
export function understand(number, records, all) {
	const own = records.filter((record) => record.s === number);
	const start = own[0].t;
	const connection = { number, records: own, start, phases: [], to: own[0].to, sent: 0, received: 0 };
	const lookup = own[0].dns ? all.filter((record) => record.s === -own[0].dns) : [];
	if (lookup.length) {
		connection.name = lookup[0].name;
		connection.lookup = lookup;
		connection.phases.push({ kind: "dns", from: lookup[0].t, to: lookup.at(-1).t });
	}
	let phase = { kind: "tcp", from: start };
	function enter(kind, at) {
		connection.phases.push({ ...phase, to: at });
		phase = { kind, from: at };
	}
	for (const record of own) {
		if (record.k === "tcp" && record.established) enter("tls", record.t);
		else if (record.k === "connected") {
			enter("data", record.t);
			connection.info = record.info;
		} else if (record.k === "failed") {
			connection.failure ??= record;
			connection.failedIn ??= phase.kind;
			enter("failed", record.t);
		} else if (record.k === "close" && phase.kind !== "end") enter("end", record.t);
		else if (record.k === "data" && record.result > 0)
			connection[record.d === 1 ? "sent" : "received"] += record.result;
		else if (record.k === "end") connection.peak = record.peak;
	}
	connection.over = own.some((record) => record.k === "end" || record.k === "close");
	const last = own.at(-1).t;
	if (phase.kind !== "end" || last > phase.from) enter("over", connection.over ? last : all.at(-1).t);
	connection.phases = connection.phases.filter((each) => each.to > each.from);
	if (connection.info && !connection.info.tls)
		connection.phases = connection.phases.filter((each) => each.kind !== "tls");
	connection.repeated = own.filter((record) => record.again).length;
	connection.timeouts = own.filter((record) => record.k === "time-out").map((record) => record.x);
	connection.lost = own.filter((record) => record.k === "link").length;
	connection.end = connection.phases.at(-1)?.to ?? last;
	return connection;
}
