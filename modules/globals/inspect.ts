/*
 * Values as text for people, in the manner of node's util.inspect.
 */

const maxDepth = 2;
const maxItems = 100;
const lineWidth = 72;
const identifier = /^[A-Za-z_$][\w$]*$/;
const TypedArray = Object.getPrototypeOf(Uint8Array) as { new (): Uint8Array };

/** What is known while one value is printed. */
interface State {
	/** The objects around the one being printed. */
	readonly path: object[];
	/** Those that turned out to contain themselves, numbered. */
	readonly circular: Map<object, number>;
}

type Format = (value: never, depth: number, state: State) => string;

function quote(text: string): string {
	const mark = !text.includes("'") ? "'" : !text.includes('"') ? '"' : !text.includes("`") ? "`" : "'";
	let result = "";
	for (const character of text) {
		const code = character.codePointAt(0)!;
		if (character === mark || character === "\\") result += `\\${character}`;
		else if (character === "\n") result += "\\n";
		else if (character === "\r") result += "\\r";
		else if (character === "\t") result += "\\t";
		else if (code < 0x20 || code === 0x7f) result += `\\x${code.toString(16).padStart(2, "0").toUpperCase()}`;
		else result += character;
	}
	return mark + result + mark;
}

function formatKey(key: PropertyKey): string {
	if (typeof key === "symbol") return `[${String(key)}]`;
	return identifier.test(String(key)) ? String(key) : quote(String(key));
}

function nameOfClass(value: object): string | undefined {
	for (let object: object | null = value; object; object = Object.getPrototypeOf(object) as object | null) {
		const constructor = Object.getOwnPropertyDescriptor(object, "constructor")?.value as unknown;
		if (typeof constructor === "function" && constructor.name !== "") return constructor.name;
	}
	return undefined;
}

/** "Name " in front of a bracket, nothing for the usual class. */
function prefix(value: object, usual: string): string {
	const name = nameOfClass(value);
	if (name === undefined) return `[${usual}: null prototype] `;
	return name === usual ? "" : `${name} `;
}

function formatNumber(value: number): string {
	return Object.is(value, -0) ? "-0" : String(value);
}

/** Classes look like other constructors in this engine: they are those that are not its own. */
const builtins = Object.getOwnPropertyNames(globalThis).map((name) => (globalThis as Record<string, unknown>)[name]);

function isClass(value: object): boolean {
	return Object.getOwnPropertyDescriptor(value, "prototype")?.writable === false && !builtins.includes(value);
}

function formatFunction(value: { name: string }): string {
	const name = typeof value.name === "string" && value.name !== "" ? value.name : "(anonymous)";
	if (isClass(value)) {
		const base = (Object.getPrototypeOf(value) as { name?: string } | null)?.name;
		return base ? `[class ${name} extends ${base}]` : `[class ${name}]`;
	}
	const kind = nameOfClass(value) ?? "Function";
	return name === "(anonymous)" ? `[${kind} (anonymous)]` : `[${kind}: ${name}]`;
}

/** The engine's stack, with each line in node's form. */
export function formatStack(error: Error): string {
	const stack = String(error.stack);
	const start = stack.indexOf("\n at");
	const head = start < 0 ? stack : stack.slice(0, start);
	const lines = start < 0 ? [] : stack.slice(start + 1).split("\n");
	const frames = lines.map((line) => {
		const [, name = "", place = ""] = /^ at ?(.*) \((.*)\)$/.exec(line) ?? [];
		if (place === "") return name === "" ? "" : `    at ${name} (native)`;
		return name === "" || place.startsWith(`${name}:`) ? `    at ${place}` : `    at ${name} (${place})`;
	});
	return [head, ...frames.filter((frame) => frame !== "")].join("\n");
}

function formatProperty(object: object, key: PropertyKey, depth: number, state: State): string {
	const descriptor = Object.getOwnPropertyDescriptor(object, key);
	if (!descriptor || "value" in descriptor) return format(descriptor?.value, depth + 1, state);
	if (descriptor.get) return descriptor.set ? "[Getter/Setter]" : "[Getter]";
	return "[Setter]";
}

function enumerableKeys(value: object): PropertyKey[] {
	return Reflect.ownKeys(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));
}

function isIndex(key: PropertyKey): boolean {
	return typeof key === "string" && String(Number(key) >>> 0) === key;
}

function more(count: number): string {
	return `... ${count} more item${count === 1 ? "" : "s"}`;
}

/** Joins items on one line if they fit, else puts one on each. */
function join(open: string, items: string[], close: string): string {
	if (items.length === 0) return open + close;
	const length = items.reduce((sum, item) => sum + item.length + 2, open.length);
	if (length <= lineWidth && !items.some((item) => item.includes("\n")))
		return `${open} ${items.join(", ")} ${close}`;
	return `${open}\n${items.map((item) => `  ${item.replaceAll("\n", "\n  ")}`).join(",\n")}\n${close}`;
}

function formatProperties(
	value: object,
	depth: number,
	state: State,
	leaveOut?: (key: PropertyKey) => boolean,
): string[] {
	return enumerableKeys(value)
		.filter((key) => !leaveOut?.(key))
		.map((key) => `${formatKey(key)}: ${formatProperty(value, key, depth, state)}`);
}

function formatArray(value: unknown[], depth: number, state: State): string {
	const items: string[] = [];
	let index = 0;
	while (index < value.length && items.length < maxItems) {
		const start = index;
		while (index < value.length && !(index in value)) index++;
		if (index > start) items.push(`<${index - start} empty item${index - start === 1 ? "" : "s"}>`);
		else items.push(formatProperty(value, String(index++), depth, state));
	}
	if (index < value.length) items.push(more(value.length - index));
	items.push(...formatProperties(value, depth, state, isIndex));
	const name = prefix(value, "Array");
	return join(name === "" ? "[" : `${name.trimEnd()}(${value.length}) [`, items, "]");
}

function formatTypedArray(value: Uint8Array): string {
	const items = Array.from(value.subarray(0, maxItems), (item: number | bigint) =>
		typeof item === "bigint" ? `${item}n` : formatNumber(item),
	);
	if (value.length > maxItems) items.push(more(value.length - maxItems));
	const open = `${nameOfClass(value) ?? "TypedArray"}(${value.length}) [`;
	if (value.length <= 6) return join(open, items, "]");
	const lines: string[] = [];
	for (let i = 0; i < items.length; i += 16) lines.push(items.slice(i, i + 16).join(", "));
	return lines.length === 1 ? join(open, items, "]") : `${open}\n  ${lines.join(",\n  ")}\n]`;
}

function formatBuffer(value: ArrayBuffer): string {
	const bytes = new Uint8Array(value, 0, Math.min(value.byteLength, 50));
	const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
	const rest = value.byteLength > 50 ? ` ... ${value.byteLength - 50} more bytes` : "";
	return `${nameOfClass(value) ?? "ArrayBuffer"} { [Uint8Contents]: <${text}${rest}>, byteLength: ${value.byteLength} }`;
}

function formatMap(value: Map<unknown, unknown>, depth: number, state: State): string {
	const items = Array.from(
		value,
		([key, item]) => `${format(key, depth + 1, state)} => ${format(item, depth + 1, state)}`,
	);
	return join(
		`${nameOfClass(value) ?? "Map"}(${value.size}) {`,
		[...items, ...formatProperties(value, depth, state)],
		"}",
	);
}

function formatSet(value: Set<unknown>, depth: number, state: State): string {
	const items = Array.from(value, (item) => format(item, depth + 1, state));
	return join(
		`${nameOfClass(value) ?? "Set"}(${value.size}) {`,
		[...items, ...formatProperties(value, depth, state)],
		"}",
	);
}

function formatError(value: Error, depth: number, state: State): string {
	const items = formatProperties(value, depth, state);
	for (const key of ["cause", "errors"]) {
		if (Object.hasOwn(value, key) && !enumerableKeys(value).includes(key))
			items.push(`[${key}]: ${formatProperty(value, key, depth, state)}`);
	}
	const stack = formatStack(value);
	const text = stack.includes("\n") || state.path.length === 1 ? stack : `[${stack}]`;
	return items.length === 0
		? text
		: `${text} {\n${items.map((item) => `  ${item.replaceAll("\n", "\n  ")}`).join(",\n")}\n}`;
}

function formatPlain(value: object, depth: number, state: State): string {
	const tag = (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
	const name = prefix(value, "Object");
	const shownTag =
		typeof tag === "string" && tag !== "" && tag !== name.trimEnd()
			? `${name === "" ? "Object " : ""}[${tag}] `
			: "";
	return join(`${name}${shownTag}{`, formatProperties(value, depth, state), "}");
}

function withProperties(text: string, value: object, depth: number, state: State): string {
	const items = formatProperties(value, depth, state);
	return items.length === 0 ? text : join(`${text} {`, items, "}");
}

const formats: [new (...args: never[]) => object, Format][] = [
	[Error, formatError],
	[Map, formatMap],
	[Set, formatSet],
	[Date, (value: Date) => (Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString())],
	[RegExp, (value: RegExp) => String(value)],
	[TypedArray, formatTypedArray],
	[ArrayBuffer, formatBuffer],
	[Promise, () => "Promise {}"],
	[WeakMap, () => "WeakMap { <items unknown> }"],
	[WeakSet, () => "WeakSet { <items unknown> }"],
	[String, (value: { valueOf(): string }) => `[String: ${quote(value.valueOf())}]`],
	[Number, (value: { valueOf(): number }) => `[Number: ${formatNumber(value.valueOf())}]`],
	[Boolean, (value: { valueOf(): boolean }) => `[Boolean: ${value.valueOf()}]`],
];

function formatObject(value: object, depth: number, state: State): string {
	if (typeof value === "function") return withProperties(formatFunction(value), value, depth, state);
	if (Array.isArray(value)) return formatArray(value, depth, state);
	const found = formats.find(([type]) => value instanceof type);
	return found ? found[1](value as never, depth, state) : formatPlain(value, depth, state);
}

function format(value: unknown, depth: number, state: State): string {
	if (typeof value === "string") return quote(value);
	if (typeof value === "number") return formatNumber(value);
	if (typeof value === "bigint") return `${value}n`;
	if (value === null || (typeof value !== "object" && typeof value !== "function")) return String(value);
	if (state.path.includes(value)) {
		if (!state.circular.has(value)) state.circular.set(value, state.circular.size + 1);
		return `[Circular *${state.circular.get(value)}]`;
	}
	if (depth > maxDepth && typeof value === "object" && !(value instanceof Error) && enumerableKeys(value).length > 0)
		return Array.isArray(value) ? "[Array]" : `[${nameOfClass(value) ?? "Object: null prototype"}]`;
	state.path.push(value);
	const text = formatObject(value, depth, state);
	state.path.pop();
	const number = state.circular.get(value);
	return number === undefined ? text : `<ref *${number}> ${text}`;
}

/** A value as text, as it stands within others: strings are quoted. */
export function inspect(value: unknown): string {
	try {
		return format(value, 0, { path: [], circular: new Map() });
	} catch (error) {
		return `[cannot be shown: ${String(error)}]`;
	}
}
