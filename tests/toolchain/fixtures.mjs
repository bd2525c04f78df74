// What the tests of the fetcher put in the network's place: small source packages, an apt-get that hands them out, an
// npm registry on loopback. Everything lives in temporary folders, which go when the test does.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @returns the path of an empty folder that is removed after the test `t`. */
export function temporaryFolder(t) {
	const folder = mkdtempSync(join(tmpdir(), "ss-test-"));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	return folder;
}

/** Writes a program into a folder of its own. @returns environment variables with which it is found before others. */
export function program(t, name, text) {
	const folder = temporaryFolder(t);
	writeFileSync(join(folder, name), text);
	chmodSync(join(folder, name), 0o755);
	return { PATH: `${folder}:${process.env.PATH}` };
}

/**
 * Makes a Debian source package: src/version.h says VERSION, and a patch of Debian's adds "fixed by Debian".
 * @returns {{version: string, sha256: string, packages: string}} the upstream version, the hash of its archive, and the
 * folder with the package's files.
 */
export function sourcePackage(t, name, version) {
	const root = temporaryFolder(t);
	const packages = join(root, "packages");
	const [upstream, debian] = [join(root, "tree", `${name}-${version}`), join(root, "debian")];
	for (const folder of [packages, join(upstream, "src"), join(debian, "patches")])
		mkdirSync(folder, { recursive: true });
	writeFileSync(join(upstream, "src/version.h"), `#define VERSION ${version}\n`);
	writeFileSync(
		join(debian, "patches/fix"),
		`--- a/src/version.h\n+++ b/src/version.h\n@@ -1 +1,2 @@\n #define VERSION ${version}\n+/* fixed by Debian */\n`,
	);
	writeFileSync(join(debian, "patches/series"), "# a comment\n\nfix # why\n");

	const files = [`${name}_${version}.orig.tar.xz`, `${name}_${version}-1.debian.tar.xz`];
	execFileSync("tar", ["-cJf", join(packages, files[0]), "-C", join(root, "tree"), `${name}-${version}`]);
	execFileSync("tar", ["-cJf", join(packages, files[1]), "-C", root, "debian"]);
	const sums = files.map((file) => {
		const bytes = readFileSync(join(packages, file));
		return { file, size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
	});
	const list = sums.map(({ sha256, size, file }) => ` ${sha256} ${size} ${file}\n`).join("");
	const text = `Source: ${name}\nVersion: ${version}-1\nChecksums-Sha256:\n${list}`;
	writeFileSync(join(packages, `${name}_${version}-1.dsc`), text);
	return { version, sha256: sums[0].sha256, packages };
}

/**
 * An apt-get whose archive is the folder `packages`; --print-uris tells of `packages`/SUITE where there is such a folder.
 * @returns environment variables; the file APT_LOG collects the sources that the script told apt to use.
 */
export function fakeAptGet(t, packages) {
	const log = join(temporaryFolder(t), "log");
	writeFileSync(log, "");
	const text = `#!/bin/sh
case "$*" in
*update*) cat "$(dirname "$3")"/sources/* >>"$APT_LOG" ;;
*--print-uris*)
	suite=$(sed -n 's/^Suites: //p' "$(dirname "$3")"/sources/*)
	folder="${packages}/$suite"
	[ -d "$folder" ] || folder="${packages}"
	for file in "$folder"/*.dsc; do echo "'http://mirror.test/${"$"}{file##*/}' ${"$"}{file##*/} 999 SHA256:0"; done
	;;
*source*) cp "${packages}"/* . ;;
esac
`;
	return { ...program(t, "apt-get", text), APT_LOG: log };
}

/** Makes the archive of an npm package with a C source in it, and with install scripts that would leave the file `ran`. */
export function npmPackage(t, { package: name, version }) {
	const root = temporaryFolder(t);
	mkdirSync(join(root, "package/c"), { recursive: true });
	writeFileSync(join(root, "package/c/engine.c"), "int engine;\n");
	const ran = join(root, "ran");
	const names = ["preinstall", "install", "postinstall", "prepare", "prepack"];
	const scripts = Object.fromEntries(names.map((script) => [script, `touch '${ran}'`]));
	writeFileSync(join(root, "package/package.json"), JSON.stringify({ name, version, scripts }));
	execFileSync("tar", ["-czf", join(root, "package.tgz"), "-C", root, "package"]);
	const archive = readFileSync(join(root, "package.tgz"));
	return { archive, ran, integrity: `sha512-${createHash("sha512").update(archive).digest("base64")}` };
}

/** Serves one package as an npm registry does. @returns the environment in which npm uses it; close() ends it early. */
export async function startRegistry(t, { package: name, version }, archive) {
	const server = createServer((request, response) => {
		if (request.url.endsWith(".tgz")) {
			response.end(archive);
			return;
		}
		const tarball = `http://127.0.0.1:${server.address().port}/package.tgz`;
		const integrity = `sha512-${createHash("sha512").update(archive).digest("base64")}`;
		const release = { name, version, dist: { tarball, integrity } };
		response.setHeader("content-type", "application/json");
		response.end(JSON.stringify({ name, "dist-tags": { latest: version }, versions: { [version]: release } }));
	});
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	t.after(() => server.close());
	const env = {
		npm_config_registry: `http://127.0.0.1:${server.address().port}/`,
		npm_config_cache: temporaryFolder(t),
		npm_config_fetch_retries: "0",
		npm_config_update_notifier: "false",
	};
	return { env, close: () => server.close() };
}
