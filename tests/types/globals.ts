/*
 * What the compiler must accept and refuse of the types of the globals; tsc checks it in `make lint`. Never run.
 */
export async function wait(): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, 10));
	await new Promise((resolve) => setImmediate(resolve));
	setTimeout((text: string, number: number) => console.log(text, number), 10, "text", 1);
	// @ts-expect-error -- an argument is missing
	setTimeout((text: string) => console.log(text), 10);
}
