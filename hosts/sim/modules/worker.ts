/*
 * The module `worker`, as the Moddable SDK has it: another machine, in a thread of its own, that runs a module of the app.
 */
import { send } from "./message";
import { NativeWorker } from "./native";

/**
 * How much memory the machine of a worker gets on a device, as in the section "creation" of a manifest. The simulator has
 * enough: see --heap-limit, which holds for each machine.
 */
export interface WorkerOptions {
	static?: number;
	chunk?: { initial?: number; incremental?: number };
	heap?: { initial?: number; incremental?: number };
	stack?: number;
	keys?: { initial?: number; incremental?: number; name?: number; symbol?: number };
	nativeStack?: number;
	priority?: number;
	core?: number;
}

export default class Worker {
	readonly #native = new NativeWorker();

	/**
	 * Starts a worker, and waits until its module has run, up to its first top-level await if it has one. If the module's
	 * default export is a function, it is called then.
	 * @param specifier the module, as an import in the same place would have it: "./counter", say; or, as a manifest names
	 *   it, "counter" for a file beside the importing one. A literal, of a class whose name ends in Worker or
	 *   that extends one in the same file, so that the compiler finds the module.
	 * @throws Error if there is no such module or if it fails; the message has the failure with its stack.
	 */
	constructor(specifier: string, options?: WorkerOptions);
	constructor(...args: unknown[]) {
		if (args.length === 0) throw new SyntaxError("Worker: which module?");
		if (typeof args[0] === "symbol") throw new TypeError("Worker: a symbol names no module");
		const specifier = String(args[0]);
		const failure = this.#native.start(specifier, (message) => this.onmessage(message));
		if (failure !== undefined) throw new Error(`worker ${specifier}: ${failure}`);
	}

	/** To be replaced, by assignment or in a subclass: told each message of the worker. */
	// eslint-disable-next-line @typescript-eslint/no-explicit-any, @typescript-eslint/explicit-module-boundary-types -- as in the SDK
	onmessage(_message: any): void {}

	/**
	 * Sends a message to the worker: a copy of what JSON knows, and of undefined, bigints, dates, errors, regular
	 * expressions, maps, sets and buffers; a SharedArrayBuffer stays shared. Messages arrive in the order of sending.
	 * @throws Error for what cannot be sent; SyntaxError if the worker has ended.
	 */
	postMessage(message: unknown): void;
	postMessage(...args: unknown[]): void {
		if (!send(args, (message) => this.#native.post(message)))
			throw new SyntaxError("postMessage: the worker has ended");
	}

	/** Ends the worker, whatever it is doing: its sockets are closed, and no message of it is told any more. */
	terminate(): void {
		this.#native.terminate();
	}
}
