/*
 * One connection: between two life lines, what went to and fro.
 */
import { bytes, make, time } from "./elements.js";

/* Transfers of the same kind in a row are one line. */
function condense(records) {
	const lines = [];
	for (const record of records) {
		const last = lines.at(-1);
		const bulk = record.k === "data" && record.result > 0;
		if (bulk && last?.bulk && last.d === record.d) {
			last.count++;
			last.result += record.result;
			last.until = record.t;
			last.x = `${last.count} × ${record.d === 1 ? "Send" : "Recv"}: ${bytes(last.result)} in ${time(last.until - last.t)}`;
		} else if (record.x) {
			lines.push({ ...record, bulk, count: 1 });
		}
	}
	return lines;
}

const colors = {
	dns: "dns",
	resolved: "dns",
	tcp: "tcp",
	tls: "tls",
	verify: "tls",
	data: "data",
	connect: "tcp",
	connected: "data",
};

export function isBad(line) {
	return (
		line.k === "failed" ||
		line.k === "time-out" ||
		line.again ||
		line.k === "link" ||
		line.alert > 0 ||
		line.flags > 0
	);
}

export function drawLadder(connection) {
	const lines = condense(connection.lookup ? [...connection.lookup, ...connection.records] : connection.records);
	const shown =
		lines.length > 140 ? [...lines.slice(0, 100), { skip: lines.length - 140 }, ...lines.slice(-40)] : lines;
	const row = 21;
	const left = 110;
	const right = 650;
	const height = shown.length * row + 34;
	const svg = make("svg", { viewBox: `0 0 700 ${height}` });
	for (const [at, text] of [
		[left, "device"],
		[right, "server"],
	])
		svg.append(
			make("text", { x: at, y: 12, "text-anchor": "middle", class: "soft" }, text),
			make("line", { x1: at, x2: at, y1: 18, y2: height, stroke: "var(--line)", "stroke-width": 2 }),
		);
	let previous = shown[0].t;
	shown.forEach((line, index) => {
		const y = 34 + index * row;
		if (line.skip) {
			svg.append(
				make(
					"text",
					{ x: (left + right) / 2, y, "text-anchor": "middle", class: "soft" },
					`… ${line.skip} more …`,
				),
			);
			return;
		}
		const bad = isBad(line);
		const color = `var(--${bad ? "bad" : (colors[line.k] ?? "end")})`;
		const slow = line.t - previous > 0.2 * (connection.end - shown[0].t);
		svg.append(
			make(
				"text",
				{ x: left - 14, y: y + 4, "text-anchor": "end", class: slow ? "slow" : "soft" },
				time(line.t - shown[0].t),
			),
		);
		previous = line.until ?? line.t;
		const text = `${line.k === "tls" || line.k === "data" || line.k === "tcp" ? "" : `${line.k}: `}${line.x}`;
		if (line.d && !["verify", "connect", "resolved"].includes(line.k)) {
			const lost = line.k === "link" && line.x.includes("lost");
			const from = line.d === 1 ? left + 3 : right - 3;
			const to = lost ? (left + right) / 2 : left + right - from;
			const head = line.d === 1 ? -8 : 8;
			const tip = lost ? `M${to - 5},${y + 1} l10,10 m0,-10 l-10,10` : `M${to},${y + 6} l${head},-4 v8 Z`;
			svg.append(
				make("line", {
					x1: from,
					x2: to,
					y1: y + 6,
					y2: y + 6,
					stroke: color,
					"stroke-width": line.bulk ? 4 : 1.6,
				}),
				make("path", { d: tip, fill: color, ...(lost && { stroke: color, "stroke-width": 2 }) }),
			);
		} else svg.append(make("circle", { cx: left, cy: y + 1, r: 4, fill: color }));
		svg.append(
			make(
				"text",
				{ x: left + 14, y: y + 2, ...(bad && { class: "bad" }) },
				text.length > 80 ? `${text.slice(0, 79)}…` : text,
				make("title", {}, line.x),
			),
		);
	});
	return svg;
}
