/*
 * The broker, and who we are. Tests replace this file in a copy of the example.
 *
 * AWS IoT Core: the host is the account's endpoint; port 443 asks for the protocol "x-amzn-mqtt-ca", port 8883 for none.
 * Certificate and key of the device are what AWS made for it; the default trust anchors are Amazon's.
 */
import { socketsAWS_IOT_ALPN_MQTT } from "secure-sockets";
import type { SessionOptions } from "./session";

/** All but what main.ts adds. */
export const options: Pick<SessionOptions, "broker" | "clientId" | "keepAlive" | "firstPause" | "longestPause"> = {
	broker: {
		host: "xxxxxxxxxxxxxx-ats.iot.eu-central-1.amazonaws.com",
		port: 443,
		secure: {
			applicationLayerProtocolNegotiation: socketsAWS_IOT_ALPN_MQTT,
			clientCertificates: "-----BEGIN CERTIFICATE-----\n...",
			clientKey: "-----BEGIN RSA PRIVATE KEY-----\n...",
		},
	},
	clientId: "thing",
};

/** Publications, a second apart; 0: no end. */
export const count: number = 0;
