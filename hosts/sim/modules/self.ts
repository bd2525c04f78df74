/*
 * The global `self` of a worker's machine; its type is in globals.d.ts.
 */
import { send } from "./message";
import { closeSelf, postToOwner, setReceiver } from "./native";

type Receive = (message: unknown) => void;

/** Makes it, and has messages received. */
export function makeSelf(): WorkerSelf {
	let receive: Receive | undefined;
	let waiting: unknown[] = [];

	function deliverWaiting(): void {
		const messages = waiting;
		waiting = [];
		for (const message of messages) deliver(message);
	}
	function deliver(message: unknown): void {
		if (receive) receive.call(self, message);
		else waiting.push(message);
	}
	const self: WorkerSelf = {
		get onmessage(): Receive {
			return receive ?? deliver;
		},
		set onmessage(value: Receive | undefined) {
			receive = typeof value === "function" ? value : undefined;
			if (receive && waiting.length > 0) setImmediate(deliverWaiting);
		},
		postMessage: (...args: [unknown]): void => send(args, postToOwner),
		close: closeSelf,
	};
	setReceiver(deliver);
	return self;
}
