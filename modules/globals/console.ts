/*
 * console, as far as a device needs one, with node's way of printing.
 */
import { inspect } from "./inspect";
import { now, write } from "./native";

let indentation = "";
/** Made when there is something to count: what changes cannot be in flash. */
let counts: Map<string, number> | undefined;
let times: Map<string, number> | undefined;

/** A value as text: strings as they are. */
export function describe(value: unknown): string {
	return typeof value === "string" ? value : inspect(value);
}

export function print(text: string): void {
	write(false, text);
}

function toInteger(value: unknown): string {
	if (typeof value === "bigint") return `${value}n`;
	return typeof value === "symbol" ? "NaN" : String(Math.trunc(Number(value)));
}

function directive(letter: string, value: unknown): string {
	switch (letter) {
		case "s":
			return describe(value);
		case "d":
			if (typeof value === "bigint") return `${value}n`;
			return typeof value === "symbol" ? "NaN" : String(Number(value));
		case "i":
			return toInteger(value);
		case "f":
			return typeof value === "symbol" ? "NaN" : String(Number.parseFloat(value as string));
		case "j":
			return JSON.stringify(value);
		case "c":
			return "";
		default:
			return inspect(value);
	}
}

function formatAll(values: unknown[]): string {
	const [first, ...rest] = values;
	if (typeof first !== "string" || rest.length === 0) return values.map(describe).join(" ");
	let used = 0;
	const text = first.replace(/%[sdifjoOc%]/g, (found) => {
		if (found === "%%") return "%";
		return used < rest.length ? directive(found[1]!, rest[used++]) : found;
	});
	return [text, ...rest.slice(used).map(describe)].join(" ");
}

function printLine(error: boolean, values: unknown[]): void {
	const text = formatAll(values);
	write(error, `${indentation}${indentation === "" ? text : text.replaceAll("\n", `\n${indentation}`)}\n`);
}

function elapsed(label: string): string | undefined {
	const start = times?.get(label);
	return start === undefined ? undefined : `${label}: ${(now() - start).toFixed(3)}ms`;
}

export const console = {
	log: (...values: unknown[]): void => printLine(false, values),
	info: (...values: unknown[]): void => printLine(false, values),
	debug: (...values: unknown[]): void => printLine(false, values),
	warn: (...values: unknown[]): void => printLine(true, values),
	error: (...values: unknown[]): void => printLine(true, values),
	trace(...values: unknown[]): void {
		const stack = new Error(formatAll(values));
		stack.name = "Trace";
		printLine(true, [stack]);
	},
	dir: (value: unknown): void => printLine(false, [inspect(value)]),
	assert(condition: unknown, ...values: unknown[]): void {
		if (!condition)
			printLine(true, values.length === 0 ? ["Assertion failed"] : [`Assertion failed: ${formatAll(values)}`]);
	},
	count(label = "default"): void {
		counts ??= new Map();
		const count = (counts.get(label) ?? 0) + 1;
		counts.set(label, count);
		printLine(false, [`${label}: ${count}`]);
	},
	countReset(label = "default"): void {
		counts?.delete(label);
	},
	group(...values: unknown[]): void {
		if (values.length > 0) printLine(false, values);
		indentation += "  ";
	},
	groupEnd(): void {
		indentation = indentation.slice(2);
	},
	time(label = "default"): void {
		times ??= new Map();
		times.set(label, now());
	},
	timeLog(label = "default", ...values: unknown[]): void {
		const text = elapsed(label);
		if (text !== undefined) printLine(false, [text, ...values]);
	},
	timeEnd(label = "default"): void {
		const text = elapsed(label);
		if (text !== undefined) printLine(false, [text]);
		times?.delete(label);
	},
};
