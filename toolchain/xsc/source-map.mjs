/*
 * Reduces a source map to what the engine's reader can use: per generated line one line of the first source. Where a
 * generated line holds several lines of the source, the first counts: that is where the statement begins.
 */

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function decode(segment) {
	const numbers = [];
	let value = 0;
	let shift = 0;
	for (const character of segment) {
		const digit = digits.indexOf(character);
		value |= (digit & 31) << shift;
		shift += 5;
		if (digit & 32) continue;
		numbers.push(value & 1 ? -(value >> 1) : value >> 1);
		value = shift = 0;
	}
	return numbers;
}

function encode(number) {
	let rest = number < 0 ? (-number << 1) | 1 : number << 1;
	let text = "";
	do {
		const digit = rest & 31;
		rest >>>= 5;
		text += digits[rest ? digit | 32 : digit];
	} while (rest);
	return text;
}

/**
 * @param {string} json a source map with one source
 * @returns {string | undefined} the reduced map, if there is anything in it
 */
export function reduceSourceMap(json) {
	const map = JSON.parse(json);
	if (map.sources.length === 0) return undefined; // a file of nothing but types
	let source = 0; // the present line of the source
	let written = 0; // the line that the reduced map names last
	const lines = map.mappings.split(";").map((line) => {
		let first;
		for (const segment of line.split(",")) {
			const numbers = decode(segment);
			if (numbers.length < 4) continue;
			source += numbers[2];
			first ??= source;
		}
		if (first === undefined) return "";
		const text = `AA${encode(first - written)}A`;
		written = first;
		return text;
	});
	/* The engine's reader only notices lines that end. */
	return JSON.stringify({ version: 3, sources: [map.sources[0]], names: [], mappings: `${lines.join(";")};` });
}
