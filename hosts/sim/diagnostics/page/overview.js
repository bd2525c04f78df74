/*
 * The run as a whole: connections and memory over the same time.
 */
import { bytes, make, ticks, time } from "./elements.js";
import { libraries, names, phaseNames } from "./records.js";

export const plot = { left: 150, right: 1120, width: 1130 };

function scale(from, to) {
	return (at) => plot.left + ((at - from) / (to - from || 1)) * (plot.right - plot.left);
}

function axis(svg, x, from, to, top, bottom) {
	const inSeconds = to - from >= 10e6;
	for (const tick of ticks(to - from, 8)) {
		const at = x(from + tick);
		svg.append(
			make("line", { x1: at, x2: at, y1: top, y2: bottom, stroke: "var(--line)" }),
			make(
				"text",
				{ x: at, y: bottom + 14, "text-anchor": "middle", class: "soft" },
				inSeconds ? `${tick / 1e6} s` : `${tick / 1e3} ms`,
			),
		);
	}
}

/** @param width of what is drawn, in the units of the drawing */
export function bar(phase, x, y, height, failed) {
	const left = x(phase.from);
	const width = Math.max(x(phase.to) - left, 1.5);
	const title = `${phaseNames[phase.kind]}: ${time(phase.to - phase.from)}${failed ? ", failed" : ""}`;
	const rect = make(
		"rect",
		{
			x: left,
			y,
			width,
			height,
			rx: 2,
			fill: `var(--${phase.kind})`,
			...(failed && { stroke: "var(--bad)", "stroke-width": 2 }),
		},
		make("title", {}, title),
	);
	const label = make("g", {}, rect);
	if (width > 9 * (title.length - (failed ? 8 : 0)) * 0.75)
		label.append(
			make("text", { x: left + width / 2, y: y + height / 2 + 4, "text-anchor": "middle", class: "on" }, title),
		);
	return label;
}

export function mark(connection, x, y) {
	const at = x(connection.failure.t);
	return make(
		"g",
		{ stroke: "var(--bad)", "stroke-width": 3, "stroke-linecap": "round" },
		make("line", { x1: at - 5, x2: at + 5, y1: y - 5, y2: y + 5 }),
		make("line", { x1: at - 5, x2: at + 5, y1: y + 5, y2: y - 5 }),
		make("title", {}, connection.failure.x),
	);
}

export function drawOverview(connections, from, to) {
	const row = 24;
	const height = connections.length * row + 24;
	const svg = make("svg", { viewBox: `0 0 ${plot.width} ${height}` });
	const x = scale(from, to);
	axis(svg, x, from, to, 0, height - 20);
	connections.forEach((connection, index) => {
		const y = index * row + 3;
		const label = `#${connection.number} ${connection.name ?? connection.to}`;
		svg.append(make("text", { x: 0, y: y + 14, class: connection.failure ? "bad" : "" }, label.slice(0, 24)));
		for (const phase of connection.phases)
			svg.append(bar(phase, x, y, row - 7, connection.failure && phase.kind === connection.failedIn));
		if (connection.failure) svg.append(mark(connection, x, y + 8));
	});
	return svg;
}

export function drawMemory(records, from, to) {
	const samples = records.filter((record) => record.m);
	const height = 190;
	const bottom = height - 22;
	const most = Math.max(...samples.map((record) => record.m[0] + record.m[1] + record.m[2])) * 1.08;
	const svg = make("svg", { viewBox: `0 0 ${plot.width} ${height}` });
	const x = scale(from, to);
	const y = (value) => bottom - (value / most) * (bottom - 6);
	for (const tick of ticks(most / 1024, 4).map((each) => each * 1024))
		svg.append(
			make("line", { x1: plot.left, x2: plot.right, y1: y(tick), y2: y(tick), stroke: "var(--line)" }),
			make("text", { x: plot.left - 8, y: y(tick) + 4, "text-anchor": "end", class: "soft" }, bytes(tick)),
		);
	const order = [0, 2, 1];
	order.forEach((library, layer) => {
		const under = (record) => order.slice(0, layer).reduce((sum, each) => sum + record.m[each], 0);
		const upper = [];
		const lower = [];
		samples.forEach((record, index) => {
			const until = x(samples[index + 1]?.t ?? to).toFixed(1);
			const at = x(record.t).toFixed(1);
			const low = y(under(record)).toFixed(1);
			const high = y(under(record) + record.m[library]).toFixed(1);
			upper.push(`${at},${high} ${until},${high}`);
			lower.unshift(`${until},${low} ${at},${low}`);
		});
		const d = `M${upper.join(" L")} L${lower.join(" L")} Z`;
		svg.append(make("path", { d, fill: `var(--${libraries[library]})`, "fill-opacity": 0.85 }));
	});
	axis(svg, x, from, to, bottom, bottom);
	return svg;
}

export function drawPeaks(records) {
	const last = records.at(-1);
	const rows = libraries.map((library, index) => {
		const peak = last.peak?.[index] ?? Math.max(...records.map((record) => record.m?.[index] ?? 0));
		const values = [peak, last.m?.[index] ?? 0].map((value) => make("td", { class: "number" }, bytes(value)));
		return make("tr", {}, make("td", {}, names[library]), ...values);
	});
	const heads = ["held at most", "held at the end"].map((text) => make("th", { class: "number" }, text));
	return make("table", {}, make("tr", {}, make("th", {}, "library"), ...heads), ...rows);
}
