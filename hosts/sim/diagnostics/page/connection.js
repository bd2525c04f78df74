/*
 * One connection: what became of it, its time line, its messages, what was negotiated.
 */
import { bytes, make, time } from "./elements.js";
import { drawLadder, isBad } from "./ladder.js";
import { bar, mark, plot } from "./overview.js";
import { phaseNames } from "./records.js";

export function verdict(connection) {
	const to = connection.name ? `${connection.name} (${connection.to})` : connection.to;
	const spent = connection.phases
		.filter((phase) => ["dns", "tcp", "tls"].includes(phase.kind))
		.map((phase) => `${phaseNames[phase.kind]} ${time(phase.to - phase.from)}`)
		.join(", ");
	const trouble = [
		connection.repeated ? `${connection.repeated} retransmissions` : "",
		connection.lost ? `${connection.lost} frames harmed by the link` : "",
	].filter(Boolean);
	const moved = `${bytes(connection.sent)} sent, ${bytes(connection.received)} received`;
	const facts = make("p", { class: "soft" }, [spent, moved, ...trouble].join(" · "));
	if (connection.failure) {
		const [code, ...why] = connection.failure.x.split(": ");
		const head = `#${connection.number} ${to} failed after ${time(connection.failure.t - connection.start)} in ${phaseNames[connection.failedIn]}`;
		return make(
			"div",
			{ class: "verdict failed" },
			make("b", { class: "bad" }, head),
			make("p", {}, make("b", {}, why.join(": "))),
			make("p", { class: "soft" }, code),
			facts,
		);
	}
	const slow = connection.timeouts.length > 0;
	const ending = slow ? `, then timed out ${connection.timeouts[0]}` : connection.over ? " and closed in order" : "";
	const good = connection.info ? `connected${ending}` : "still connecting when the run ended";
	const how = connection.info?.tls
		? `${connection.info.version}, ${connection.info.suite}`
		: connection.info
			? "without TLS"
			: "";
	return make(
		"div",
		{ class: `verdict${connection.info && !slow ? "" : " open"}` },
		make("b", { class: connection.info && !slow ? "good" : "warn" }, `#${connection.number} ${to} ${good}`),
		make("p", {}, how),
		facts,
	);
}

function negotiated(connection) {
	const { info, failure } = connection;
	const rows = [];
	function row(name, value) {
		if (value !== undefined && value !== "") rows.push(make("dt", {}, name), make("dd", {}, String(value)));
	}
	row("peer", connection.to);
	if (info?.tls) {
		row("version", `${info.version}${info.resumed ? ", resumed" : ""}`);
		row("suite", info.suite);
		row("key exchange", info.group);
		row("ALPN", info.alpn);
		row("certificate", info.subject);
		row("names", info.names);
		row("issuer", info.issuer);
		row("trust anchor", info.anchor);
		row("valid", info.from && `${info.from} to ${info.until}`);
	}
	if (failure) {
		row("code", `${failure.error.name} (${failure.error.code})`);
		row("phase", failure.error.phase);
		if (failure.error.sent >= 0) row("alert sent", failure.error.sent);
		if (failure.error.received >= 0) row("alert received", failure.error.received);
	}
	for (const phase of connection.phases) row(phaseNames[phase.kind], time(phase.to - phase.from));
	row("sent", bytes(connection.sent));
	row("received", bytes(connection.received));
	row("retransmissions", connection.repeated || undefined);
	row("heap at most", connection.peak && bytes(connection.peak));
	return make("dl", {}, ...rows);
}

export function drawConnection(connection, open) {
	const svg = make("svg", { viewBox: `0 0 ${plot.width} 46` });
	const from = connection.phases[0]?.from ?? connection.start;
	const x = (at) => 4 + ((at - from) / (connection.end - from || 1)) * (plot.width - 8);
	for (const phase of connection.phases)
		svg.append(bar(phase, x, 4, 24, connection.failure && phase.kind === connection.failedIn));
	if (connection.failure) svg.append(mark(connection, x, 16));
	for (const record of connection.records)
		if (isBad(record))
			svg.append(
				make(
					"rect",
					{ x: x(record.t) - 1, y: 30, width: 2, height: 8, fill: "var(--bad)" },
					make("title", {}, record.x),
				),
			);
	return make(
		"details",
		{ class: "connection", id: `c${connection.number}`, ...(open && { open: "" }) },
		make(
			"summary",
			{},
			`Connection #${connection.number} `,
			make("span", { class: "soft" }, connection.name ?? connection.to),
		),
		verdict(connection),
		svg,
		make("div", { class: "columns" }, drawLadder(connection), negotiated(connection)),
	);
}
