/*
 * Draws a run from its records. Bundled into the page by the build.
 */
import { drawConnection, verdict } from "./connection.js";
import { bytes, key, make, time } from "./elements.js";
import { drawMemory, drawOverview, drawPeaks } from "./overview.js";
import { libraries, names, phaseNames, read, understand } from "./records.js";

function show() {
	const page = document.getElementById("page");
	const records = read();
	if (!records.length) {
		page.append(make("h1", {}, "Nothing was recorded"), make("p", {}, "The network was never started."));
		return;
	}
	const started = records.filter((record) => record.k === "connect");
	const connections = started.map((record) => understand(record.s, records, records));
	const failed = connections.filter((connection) => connection.failure);
	const from = records[0].t;
	const to = records.at(-1).t;
	const peak = Math.max(...records.map((record) => (record.m ? record.m[0] + record.m[1] + record.m[2] : 0)));
	const sum = (what) => connections.reduce((total, connection) => total + connection[what], 0);
	const cards = [
		[String(connections.length), "connections", ""],
		[String(failed.length), "failed", failed.length ? "bad" : "good"],
		[time(to - from), "in all", ""],
		[bytes(sum("sent")), "sent", ""],
		[bytes(sum("received")), "received", ""],
		[bytes(peak), "heap of the sockets at most", ""],
	];
	page.append(
		make("h1", {}, "A run of the simulator"),
		make(
			"div",
			{ class: "cards" },
			...cards.map(([value, label, color]) =>
				make(
					"div",
					{ class: "card" },
					make("b", { class: color }, value),
					make("span", { class: "soft" }, label),
				),
			),
		),
		...(failed.length ? failed : connections).slice(0, 5).map(verdict),
		make("h2", {}, "Where the time went"),
		key(Object.entries(phaseNames)),
		drawOverview(connections.slice(0, 200), from, to),
		make("h2", {}, "Where the memory went"),
		key([1, 2, 0].map((library) => [libraries[library], names[libraries[library]]])),
		drawMemory(records, from, to),
		drawPeaks(records),
		make("h2", {}, "Connections"),
		...connections
			.slice(0, 200)
			.map((connection, index) => drawConnection(connection, connection.failure || index < 3)),
	);
}

document.addEventListener("DOMContentLoaded", show);
