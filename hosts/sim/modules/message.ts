/*
 * postMessage of both sides of a worker.
 */

/* The engine says "marshall .path.to[0]: what it is", after the name of the native. */
const refused = /marshall (.*): (.+)$/;

/**
 * Sends a message.
 * @param args of postMessage
 * @throws SyntaxError for no message; Error, with the place, for one that cannot be sent
 */
export function send<Result>(args: readonly unknown[], post: (message: unknown) => Result): Result {
	if (args.length === 0) throw new SyntaxError("postMessage: which message?");
	try {
		return post(args[0]);
	} catch (error) {
		const [, place, what] = refused.exec((error as Error).message) ?? [];
		if (what === undefined) throw error;
		throw new Error(`postMessage: cannot be sent: message${place ?? ""} (${what})`);
	}
}
