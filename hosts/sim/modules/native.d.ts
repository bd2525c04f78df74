type Receive = (message: unknown) => void;

/** A worker as its owner has it. */
export class NativeWorker {
	/**
	 * Starts it, once, and waits until its module has run, up to its first top-level await.
	 * @param specifier as an import where the constructor of the worker is called would have it
	 * @returns why the module failed, if it did
	 */
	start(specifier: string, receive: Receive): string | undefined;
	/** @returns false if it was terminated or has ended. @throws Error for a message that cannot be sent. */
	post(message: unknown): boolean;
	terminate(): void;
}
/** Whether this machine is a worker's; the others below are only for those. */
export function isWorker(): boolean;
export function setReceiver(receive: Receive): void;
export function postToOwner(message: unknown): void;
export function closeSelf(): void;

/** @returns 0 if the key cannot be used. */
export function importPsaKey(pem: string): number;
export function destroyPsaKey(id: number): void;
export function unplug(milliseconds: number): void;
export function unlink(milliseconds: number, move: boolean): void;
export function narrow(bytes: number): void;
