/*
 * An MQTT session that outlives its connections: the client is u8-mqtt, the transport a TLSSocket. A connection that ends
 * is made again, after a pause that grows; the broker keeps the session meanwhile, and what it had to deliver.
 */
// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- a declaration of a module cannot be imported
/// <reference path="./u8-mqtt.d.ts" />
import { MQTTClient_v4, type Packet } from "u8-mqtt/esm/v4.js";
import { defer, within } from "./deferred";
import { Transport, type Broker } from "./transport";

/** What a session needs to know. */
export interface SessionOptions {
	broker: Broker;
	/** The name of the session at the broker. */
	clientId: string;
	/** Topics, with their wildcards, to be subscribed to with QoS 1. */
	topics: readonly string[];
	onMessage: (packet: Packet) => void;
	/** Told that there is a connection, and whether the broker still had the session. */
	onUp?: (resumed: boolean, info: Transport["info"]) => void;
	/** Told why there is none, and in how many milliseconds the next one is tried. */
	onDown?: (error: Error, pause: number) => void;
	/** Told of a publication that failed and will be repeated. */
	onRetry?: (error: Error) => void;
	/** Milliseconds before the second attempt, 500 if not given; doubled after each failure. */
	firstPause?: number;
	/** Milliseconds at most, 60000 if not given. */
	longestPause?: number;
	/** Seconds of silence after which the connection is tested, 60 if not given. */
	keepAlive?: number;
}

/** A session; open() begins it. */
export class Session {
	readonly #options: SessionOptions;
	readonly #client: MQTTClient_v4;
	#transport: Transport | undefined;
	#up = defer<true>();
	#closed = false;
	#woken: (() => void) | undefined;

	constructor(options: SessionOptions) {
		this.#options = options;
		this.#client = new MQTTClient_v4({
			keep_alive: 0,
			on_live: () => undefined,
			on_disconnect: () => undefined,
			log_conn: () => undefined,
			on_error: (error) => options.onRetry?.(error as Error),
		});
		for (const topic of options.topics) this.#client.on_topic(topic, true, options.onMessage);
	}

	/** Keeps the session connected until close(). @returns then. */
	async open(): Promise<void> {
		const { firstPause = 500, longestPause = 60_000, onDown } = this.#options;
		let pause = firstPause;
		while (!this.#isClosed()) {
			const error = await this.#connection(() => (pause = firstPause));
			if (this.#isClosed()) break;
			/* not all devices at the same moment when a broker comes back */
			const jittered = Math.round(pause * (0.75 + Math.random() / 2));
			onDown?.(error, jittered);
			await within(jittered, new Promise<void>((resolve) => (this.#woken = resolve)));
			pause = Math.min(2 * pause, longestPause);
		}
	}

	/** Ends the session's connection in order; the broker keeps the session. */
	async close(): Promise<void> {
		this.#closed = true;
		this.#woken?.();
		const transport = this.#transport;
		if (!transport) return;
		await within(1000, this.#client.disconnect()).catch(() => undefined);
		transport.close();
	}

	/** Publishes with QoS 0: once at most. Rejects with the socket's error if the sending fails. */
	async post(topic: string, payload: string | Uint8Array): Promise<void> {
		await this.#up.promise;
		await this.#client._send("publish", { topic, payload, qos: 0 });
	}

	/** Publishes with QoS 1: at least once, again on the next connection if this one ends before the PUBACK. */
	async publish(topic: string, payload: string | Uint8Array): Promise<void> {
		for (;;) {
			await this.#up.promise;
			try {
				if (await this.#answer(this.#client.send(topic, payload))) return;
			} catch (error) {
				this.#options.onRetry?.(error as Error);
				await this.#transport?.ended;
			}
		}
	}

	#isClosed(): boolean {
		return this.#closed;
	}

	/* The library's promise of an answer does not know that the connection has ended. */
	async #answer(answer: Promise<[packet: Packet | undefined, expired?: string]>): Promise<Packet | undefined> {
		const ended = this.#transport!.ended.then((error) => Promise.reject(error ?? new Error("closed")));
		const [packet] = (await within(10_000, Promise.race([answer, ended]))) ?? [];
		return packet;
	}

	/* One connection from its beginning to its end. @returns why it ended. */
	async #connection(succeeded: () => void): Promise<Error> {
		const { broker, clientId, keepAlive = 60, topics, onUp } = this.#options;
		const transport = new Transport(broker);
		this.#transport = transport;
		let setUp = false;
		try {
			await transport.open;
			setUp = true;
			this.#client.conn.setup(
				transport.open,
				(packet) => transport.send(packet),
				(received) => (transport.received = received),
			);
			const connect = { client_id: clientId, flags: { clean_start: false }, keep_alive: keepAlive };
			const connack = await this.#answer(this.#client.connect(connect));
			const resumed = Boolean(connack?.flags.session_present);
			if (!resumed && topics.length > 0) await this.#subscribe(topics);
			onUp?.(resumed, transport.info);
			succeeded();
			this.#up.resolve(true);
			await this.#watch(transport, keepAlive);
			throw (await transport.ended) ?? new Error("closed");
		} catch (error) {
			transport.close();
			this.#up = defer();
			if (setUp) this.#client.conn.reset(error as Error); // otherwise the library would refuse the next one
			return error as Error;
		}
	}

	async #subscribe(topics: readonly string[]): Promise<void> {
		const suback = await this.#answer(this.#client.subscribe(topics.map((topic) => [topic, { qos: 1 }])));
		for (const [index, granted] of (suback?.answers ?? []).entries())
			if (Number(granted) >= 128) throw new Error(`the broker refuses the topic ${topics[index]!}`);
	}

	/* A broker that is gone without a word is noticed by a ping that nobody answers. */
	async #watch(transport: Transport, keepAlive: number): Promise<void> {
		const ended = transport.ended.then(() => true);
		while (!(await within(keepAlive * 750, ended)))
			if (!(await this.#answer(this.#client.ping()))) throw new Error("the broker does not answer");
	}
}
