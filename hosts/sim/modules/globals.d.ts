/*
 * The globals of an app that only the simulator has.
 */

/** What a worker's module finds in `self`; see the module "worker". */
interface WorkerSelf {
	/** Told each message of the worker's owner. Those that come before it is set wait for it. */
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as in the Moddable SDK
	onmessage(message: any): void;
	/** Sends a copy of a message to the owner. @throws Error for what cannot be copied: functions, say. */
	postMessage(message: unknown): void;
	/** Ends this worker when the function that is running returns. */
	close(): void;
}
/** Only in workers. */
declare var self: WorkerSelf;

interface ImportMeta {
	/** Where the module is, as a file: URL. */
	readonly url: string;
}
