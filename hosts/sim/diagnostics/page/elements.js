/*
 * Elements of the page, and numbers as text.
 */

export function make(tag, attributes = {}, ...children) {
	const svg = ["svg", "rect", "line", "text", "path", "g", "title", "circle"].includes(tag);
	const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
	element.append(...children.filter((child) => child !== undefined && child !== ""));
	return element;
}

export function key(entries) {
	const items = entries.map(([color, text]) =>
		make("span", {}, make("i", { style: `background: var(--${color})` }), text),
	);
	return make("div", { class: "key" }, ...items);
}

export function time(microseconds) {
	const ms = microseconds / 1000;
	if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
	return `${ms.toFixed(ms < 1 ? 2 : ms < 100 ? 1 : 0)} ms`;
}

export function bytes(count) {
	if (count < 10_000) return `${count} B`;
	if (count < 10_000_000) return `${(count / 1024).toFixed(1)} KB`;
	return `${(count / 1048576).toFixed(1)} MB`;
}

/** Round values from 0 to most, about `count` of them. */
export function ticks(most, count) {
	const rough = most / count || 1;
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough);
	return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step);
}
