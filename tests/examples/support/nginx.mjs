/*
 * nginx with TLS, in a folder of its own.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "../../servers/failing.mjs";
import { pkiFile } from "../../servers/listener.mjs";
import { startDaemon } from "./daemon.mjs";

function configuration({ port, certificate, server }) {
	return `
daemon off;
master_process off;
${process.getuid() === 0 ? "user root;" : ""}
pid nginx.pid;
error_log stderr;
events {}
http {
	access_log off;
	client_body_temp_path temp; proxy_temp_path temp; fastcgi_temp_path temp; uwsgi_temp_path temp; scgi_temp_path temp;
	server {
		listen 127.0.0.1:${port} ssl;
		ssl_certificate ${pkiFile(`${certificate}.chain.pem`)};
		ssl_certificate_key ${pkiFile(`${certificate}.key.pem`)};
		ssl_protocols TLSv1.2 TLSv1.3;
		root html;
		${server}
	}
}
`;
}

/**
 * @param {{files?: Record<string, string | Buffer>, certificate?: string, server?: string}} [options] files: what there
 *   is to get; server: more lines of nginx's for its server
 * @returns {Promise<{port: number, output: () => string, close: () => Promise<void>}>}
 */
export async function startNginx({ files = {}, certificate = "ecdsa", server = "" } = {}) {
	const folder = mkdtempSync(path.join(tmpdir(), "nginx-"));
	const port = await freePort();
	mkdirSync(path.join(folder, "html"));
	for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, "html", name), content);
	writeFileSync(path.join(folder, "nginx.conf"), configuration({ port, certificate, server }));
	const daemon = await startDaemon("nginx", ["-p", folder, "-c", "nginx.conf", "-e", "stderr"], port);
	return {
		port,
		output: daemon.output,
		async close() {
			await daemon.close();
			rmSync(folder, { recursive: true });
		},
	};
}
