/*
 * TLS servers of other implementations, as Debian has them. Each starts with a certificate of the test PKI, and perhaps one
 * group, ALPN for "http/1.1", or a demand for client certificates.
 *
 * name    in the table
 * version prints it: what is in the table's text
 * talk    what is said, and what the answer looks like
 * lacks   what the server cannot do, or not be told: "TLSv1.3", "groups", "groups of TLSv1.2", "x25519 of TLSv1.2", "alpn",
 *         "client certificates"
 * start   ({ certificate, group, demand, folder }) => { port, close }: folder: an empty one, for files
 */
import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../servers/failing.mjs";
import { listen, pkiFile, pkiText } from "../servers/listener.mjs";
import { startOpenssl } from "../servers/openssl.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const protocol = "http/1.1";
const echo = { say: "hello\n", answer: /hello/ };
const http = { say: "GET / HTTP/1.1\r\nHost: echo.test\r\nConnection: close\r\n\r\n", answer: /^HTTP\/1\.[01] 200/ };

const files = (certificate) => ({ chain: pkiFile(`${certificate}.chain.pem`), key: pkiFile(`${certificate}.key.pem`) });

/** All roots in one file, for servers that verify clients. */
function authorities(folder) {
	const file = path.join(folder, "authorities.pem");
	writeFileSync(file, pkiText("root.pem") + pkiText("root-rsa.pem"));
	return file;
}

function accepts(port) {
	return new Promise((resolve) => {
		const socket = net.connect(port, "127.0.0.1");
		socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
		setTimeout(() => socket.destroy(), 1000).unref();
		socket.on("connect", () => socket.destroy());
	});
}

/** Runs a server, and waits until its port answers. @param {(port: number) => string[]} command */
async function run(command, env = {}) {
	const port = await freePort();
	const [program, ...args] = command(port);
	/* some of them end when their input does */
	const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...env } });
	let output = "";
	for (const stream of [child.stdout, child.stderr])
		stream.on("data", (data) => (output = (output + data).slice(-4000)));
	const ended = new Promise((resolve, reject) => child.on("close", resolve).on("error", reject));
	let over = false;
	ended.then(
		() => (over = true),
		() => (over = true),
	);
	const started = performance.now();
	while (!(await accepts(port))) {
		if (over || performance.now() - started > 20_000) throw new Error(`${program} ${args.join(" ")}\n${output}`);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	async function close() {
		child.kill("SIGKILL");
		await ended;
	}
	return { port, close };
}

/** The first number with dots in what a program prints. */
function versionOf(program, ...args) {
	const text = execFileSync("sh", ["-c", `"$@" 2>&1 || true`, "sh", program, ...args], { encoding: "utf8" });
	return text.match(/\d+(\.\d+)+/)?.[0] ?? "?";
}

const debianVersion = (name) => () => versionOf("dpkg-query", "-W", "-f", "${Version}", name);

const openssl = {
	name: "OpenSSL, s_server",
	version: () => versionOf("openssl", "version"),
	talk: { say: "hello\n", answer: /olleh/ },
	start({ certificate, group, demand, folder }) {
		const more = demand ? ["-Verify", "2", "-verify_return_error", "-CAfile", authorities(folder)] : [];
		return startOpenssl({ certificate, groups: group?.openssl, alpn: [protocol], args: more });
	},
};

const node = {
	name: "node",
	version: () => process.versions.node,
	talk: echo,
	start({ certificate, group, demand }) {
		const ca = [pkiText("root.pem"), pkiText("root-rsa.pem")];
		const more = demand ? { requestCert: true, rejectUnauthorized: true, ca } : {};
		return listen({
			tls: { certificate, groups: group?.openssl, alpn: [protocol], more },
			onStream(stream) {
				/* a bare TLSSocket leaves the verdict to whoever made it */
				if (demand && stream._handle.verifyError()) stream.destroy();
				else stream.pipe(stream);
			},
		});
	},
};

const gnutls = {
	name: "GnuTLS, gnutls-serv",
	version: () => versionOf("gnutls-serv", "--version"),
	talk: echo,
	start({ certificate, group, demand, folder }) {
		const { chain, key } = files(certificate);
		const priority = `NORMAL${group ? `:-GROUP-ALL:+GROUP-${group.gnutls}` : ""}`;
		const clients = demand ? ["-r", "--verify-client-cert", "--x509cafile", authorities(folder)] : ["-a"];
		const args = ["--echo", "-q", "--alpn", protocol, "--priority", priority, ...clients];
		return run((port) => ["gnutls-serv", ...args, "--x509certfile", chain, "--x509keyfile", key, "-p", `${port}`]);
	},
};

const nss = {
	name: "NSS, selfserv",
	version: debianVersion("libnss3-tools"),
	talk: { say: http.say, answer: http.answer },
	start({ certificate, group, demand, folder }) {
		const { chain, key } = files(certificate);
		const base = `sql:${folder}`;
		const p12 = path.join(folder, "identity.p12");
		const quiet = { stdio: "ignore" };
		execFileSync("certutil", ["-N", "-d", base, "--empty-password"], quiet);
		const pass = ["-passout", "pass:"];
		execFileSync("openssl", [
			"pkcs12",
			"-export",
			"-in",
			chain,
			"-inkey",
			key,
			"-name",
			"us",
			"-out",
			p12,
			...pass,
		]);
		execFileSync("pk12util", ["-i", p12, "-d", base, "-W", "", "-K", ""], quiet);
		for (const name of ["root", "root-rsa"])
			execFileSync("certutil", ["-A", "-d", base, "-n", name, "-t", "CT,C,C", "-i", pkiFile(`${name}.pem`)]);
		const identity = certificate === "rsa" ? ["-n", "us"] : ["-e", "us"];
		const more = [...(group ? ["-I", group.nss] : []), ...(demand ? ["-r", "-r"] : [])];
		const args = [...identity, "-d", base, "-V", "tls1.2:tls1.3", "-u", "-Q", "-G", "-D", ...more];
		return run((port) => ["selfserv", ...args, "-p", `${port}`]);
	},
};

/* its groups can be set for TLS 1.3 alone */
const wolfssl = {
	name: "wolfSSL, a server of ours",
	version: debianVersion("libwolfssl-dev"),
	talk: echo,
	lacks: ["groups of TLSv1.2"],
	start({ certificate, group, demand, folder }) {
		const { chain, key } = files(certificate);
		const program = path.join(root, "build/interop/wolfssl_server");
		const more = [group?.wolfssl ?? "any", ...(demand ? [authorities(folder)] : [])];
		return run((port) => [program, `${port}`, chain, key, protocol, ...more]);
	},
};

const nginx = {
	name: "nginx",
	version: () => versionOf("nginx", "-v"),
	talk: http,
	start({ certificate, group, demand, folder }) {
		const { chain, key } = files(certificate);
		const clients = demand
			? `ssl_verify_client on; ssl_verify_depth 3; ssl_client_certificate ${authorities(folder)};`
			: "";
		const settings = path.join(folder, "nginx.conf");
		const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
			.map((name) => `${name}_temp_path ${path.join(folder, name)};`)
			.join(" ");
		function command(port) {
			writeFileSync(
				settings,
				`daemon off; master_process off; pid ${folder}/pid; error_log stderr crit; events {}
				http { access_log off; ${places} ssl_session_cache builtin; server {
					listen 127.0.0.1:${port} ssl; ssl_certificate ${chain}; ssl_certificate_key ${key};
					ssl_protocols TLSv1.2 TLSv1.3; ${group ? `ssl_ecdh_curve ${group.openssl};` : ""} ${clients}
					location / { return 200 "hello"; } } }`,
			);
			return ["nginx", "-c", settings, "-p", folder, "-e", "stderr"];
		}
		return run(command);
	},
};

const mosquitto = {
	name: "mosquitto",
	version: () => versionOf("mosquitto", "-h"),
	/* CONNECT and CONNACK of MQTT 3.1.1 */
	talk: {
		say: Buffer.from("101000044d5154540402003c000474657374", "hex"),
		answer: { test: (text) => text.startsWith("\x20\x02\0\0") },
	},
	lacks: ["groups", "alpn"],
	start({ certificate, demand, folder }) {
		const { chain, key } = files(certificate);
		const settings = path.join(folder, "mosquitto.conf");
		function command(port) {
			const lines = [
				...[`listener ${port} 127.0.0.1`, "allow_anonymous true", "persistence false", "user root"],
				...[
					`certfile ${chain}`,
					`keyfile ${key}`,
					`cafile ${authorities(folder)}`,
					`require_certificate ${!!demand}`,
				],
			];
			writeFileSync(settings, lines.join("\n"));
			return ["mosquitto", "-c", settings];
		}
		return run(command);
	},
};

const caddy = {
	name: "Go, by Caddy",
	version: debianVersion("caddy"),
	talk: http,
	start({ certificate, group, demand, folder }) {
		const { chain, key } = files(certificate);
		const settings = path.join(folder, "caddy.json");
		const clients = { mode: "require_and_verify", trusted_ca_certs_pem_files: [authorities(folder)] };
		const policy = {
			protocol_min: "tls1.2",
			alpn: [protocol],
			...(group && { curves: [group.caddy] }),
			...(demand && { client_authentication: clients }),
		};
		function command(port) {
			const server = {
				listen: [`127.0.0.1:${port}`],
				routes: [{ handle: [{ handler: "static_response", body: "hello" }] }],
				automatic_https: { disable: true },
				tls_connection_policies: [policy],
			};
			const load = [{ certificate: chain, key }];
			const apps = { http: { servers: { one: server } }, tls: { certificates: { load_files: load } } };
			writeFileSync(settings, JSON.stringify({ admin: { disabled: true }, apps }));
			return ["caddy", "run", "--config", settings];
		}
		return run(command, { XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, HOME: folder });
	},
};

const botan = {
	name: "Botan, tls_server",
	version: () => versionOf("botan", "version"),
	talk: echo,
	lacks: ["TLSv1.3", "client certificates", "alpn"],
	start({ certificate, group, folder }) {
		const { chain, key } = files(certificate);
		const policy = path.join(folder, "policy");
		writeFileSync(policy, `allow_tls12 = true\n${group ? `key_exchange_groups = ${group.botan}\n` : ""}`);
		return run((port) => ["botan", "tls_server", chain, key, `--port=${port}`, `--policy=${policy}`]);
	},
};

const erlang = {
	name: "Erlang, ssl",
	version: debianVersion("erlang-ssl"),
	talk: echo,
	lacks: ["x25519 of TLSv1.2"],
	start({ certificate, group, demand, folder }) {
		const { chain, key } = files(certificate);
		const script = path.join(root, "tests/interop/erlang_server.erl");
		const ca = path.join(folder, "ca.pem");
		writeFileSync(
			ca,
			readFileSync(authorities(folder)) + pkiText("intermediate.pem") + pkiText("intermediate-rsa.pem"),
		);
		const more = [group?.erlang ?? "any", demand ? "demand" : "none"];
		return run((port) => ["escript", script, `${port}`, chain, key, ca, protocol, ...more], { HOME: folder });
	},
};

export const peers = [openssl, gnutls, nss, wolfssl, botan, caddy, erlang, node, nginx, mosquitto];
