export const lines: string[] = ["preloading"];

export function log(text: string): void {
	lines.push(text);
}
export function load(): Promise<{ value: string }> {
	return import("./lazy");
}
