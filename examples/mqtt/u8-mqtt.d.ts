/*
 * What the example uses of u8-mqtt, which comes without types.
 */
declare module "u8-mqtt/esm/v4.js" {
	type Topics = readonly (readonly [topic: string, options: { qos: 0 | 1 }])[];

	export interface Packet {
		topic: string;
		payload: Uint8Array;
		qos: number;
		dup: boolean;
		retain: boolean;
		/** A SUBACK's results: the QoS granted, or 128. */
		answers: number[];
		/** A CONNACK's. */
		flags: { session_present: boolean | number };
		utf8(): string;
	}

	/** Undefined if none came within some seconds. */
	type Answer = [packet: Packet | undefined, expired?: string];

	/** The connection as a transport sees it. */
	export interface Connection {
		/** Begins a connection; `start` is given a function to be told of bytes that arrive. */
		setup(
			gate: Promise<unknown>,
			send: (packet: Uint8Array) => Promise<void>,
			start: (received: (bytes: Uint8Array) => void) => void,
		): void;
		/** Says that it has ended. */
		reset(error: Error | false): void;
	}

	export interface Options {
		/** 0: the library sends no pings of its own. */
		keep_alive?: number;
		on_live?(client: MQTTClient_v4): unknown;
		on_disconnect?(client: MQTTClient_v4): unknown;
		on_error?(error: unknown, event: string): void;
		log_conn?(event: string): void;
	}

	export class MQTTClient_v4 {
		constructor(options: Options);
		readonly conn: Connection;
		connect(packet: { client_id: string; flags: { clean_start: boolean }; keep_alive: number }): Promise<Answer>;
		disconnect(): Promise<unknown>;
		ping(): Promise<Answer>;
		/**
		 * What all else is made of: sends a packet when there is a connection. post(), which is for QoS 0, fails in 0.6.7: it
		 * tells this function to expect an answer for the key null.
		 */
		_send(type: "publish", packet: { topic: string; payload: string | Uint8Array; qos: 0 }): Promise<unknown>;
		/** QoS 1; the answer is the PUBACK. */
		send(topic: string, payload: string | Uint8Array): Promise<Answer>;
		subscribe(topics: Topics): Promise<Answer>;
		/** Calls a function for each message whose topic matches. */
		on_topic(route: string, priority: boolean, callback: (packet: Packet) => unknown): this;
	}
}
