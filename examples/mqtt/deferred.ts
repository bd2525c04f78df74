/*
 * Promises that are settled from elsewhere, and waits that do not last for ever.
 */

/** A promise with what settles it: Promise.withResolvers() of later engines. */
export interface Deferred<Value> {
	readonly promise: Promise<Value>;
	readonly resolve: (value: Value) => void;
	readonly reject: (error: Error) => void;
}

export function defer<Value>(): Deferred<Value> {
	let resolve!: (value: Value) => void;
	let reject!: (error: Error) => void;
	const promise = new Promise<Value>((...functions) => ([resolve, reject] = functions));
	return { promise, resolve, reject };
}

/** @returns what a promise gives, or undefined after so many milliseconds. */
export async function within<Value>(milliseconds: number, promise: Promise<Value>): Promise<Value | undefined> {
	let timer: number | undefined;
	const late = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), milliseconds);
	});
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}
