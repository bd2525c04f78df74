/*
 * The echo server of the example: node:tls on loopback, with a certificate of the test PKI.
 * Usage: node examples/echo/server.mjs [PORT]
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import tls from "node:tls";
import { fileURLToPath } from "node:url";
import { makePki } from "../../certs/make-pki.mjs";

/**
 * @param {number} [port] any free one by default
 * @returns {Promise<{port: number, name: string, certificate: string, close: () => void}>} what a client has to know:
 *   the name in the server's certificate, and the root that vouches for it in PEM
 */
export async function startServer(port = 0) {
	const pki = await makePki();
	const read = (file) => readFileSync(path.join(pki, file), "utf8");
	const server = tls.createServer({ cert: read("ecdsa.chain.pem"), key: read("ecdsa.key.pem") }, (client) => {
		client.on("error", (error) => console.error(`Server: ${error.message}`));
		client.pipe(client);
	});
	await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
	return {
		port: server.address().port,
		name: "echo.test",
		certificate: read("root.pem"),
		close: () => server.close(),
	};
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const { port } = await startServer(Number(process.argv[2] ?? 0));
	console.log(`Echo server on 127.0.0.1, port ${port}. Trust build/pki/root.pem; the name is echo.test.`);
}
