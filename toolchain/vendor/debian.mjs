// Downloads Debian source packages with a private apt configuration: no root, nothing of the machine's own apt is changed.
// apt checks the archive's signature and with it every file; the upstream tarball is also held against the lock file.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure, mustRun, quote, run } from "./common.mjs";
import { debianMirrors } from "./sources.mjs";

/**
 * Downloads and unpacks source packages, with Debian's patches applied.
 * @param {{name: string, lock: object, target: string}[]} wanted what to fetch; `target` is an empty folder for the tree.
 * @param {{etc: string, scratch: string}} places apt's configuration, and a folder for what is thrown away afterwards.
 * @param {(text: string) => void} notice told about whatever is not as the lock file has it but accepted.
 */
export function fetchDebian(wanted, places, notice) {
	const advice = `Another way: set ${wanted.map((one) => `${one.name.toUpperCase()}_DIR`).join(" and ")} to source trees of your own.`;
	if (run("apt-get", ["--version"]).missing) {
		throw new Failure(
			`lwIP and mbedTLS come from Debian's source packages, but this system has no apt-get.\n${advice}`,
		);
	}
	const mirrors = debianMirrors(places.etc);
	if (mirrors.length === 0) {
		throw new Failure(
			`lwIP and mbedTLS come from Debian's source packages, but no Debian mirror is listed in ${places.etc}.\n${advice}`,
		);
	}
	const downloads = download(wanted, mirrors, places.scratch, advice);
	for (const one of wanted) {
		const source = readDescription(one, downloads);
		checkVersion(one, source, downloads, notice);
		unpack(one, source, downloads);
		correct(one, source);
		writeFileSync(join(one.target, "VERSION"), `${one.lock.package} ${source.version}\n`);
	}
}

function download(wanted, mirrors, scratch, advice) {
	const packages = wanted.map((one) => one.lock.package);
	const problems = [];
	for (const [index, mirror] of mirrors.entries()) {
		const root = join(scratch, `apt${index}`);
		const downloads = join(root, "downloads");
		const config = configure(root, mirror, wanted[0].lock.suite);
		mkdirSync(downloads);
		const update = run("apt-get", ["-qq", "-c", config, "update"]);
		const fetched =
			update.status === 0
				? run("apt-get", ["-qq", "-c", config, "source", "--download-only", ...packages], { cwd: downloads })
				: update;
		if (fetched.status === 0) return downloads;
		problems.push(quote(fetched.errors || fetched.output));
	}
	throw new Failure(
		`Debian's source packages ${packages.join(" and ")} could not be downloaded. The network is needed once; ` +
			`the mirror is taken from this machine's apt sources. apt says:\n${problems.join("\n")}\n${advice}`,
	);
}

function configure(root, mirror, suite) {
	for (const folder of ["lists/partial", "cache/archives/partial", "sources"]) {
		mkdirSync(join(root, folder), { recursive: true });
	}
	const fields = [`Types: deb-src`, `URIs: ${mirror.uri}`, `Suites: ${suite}`, `Components: main`];
	if (mirror.signedBy !== undefined) fields.push(`Signed-By: ${mirror.signedBy}`);
	writeFileSync(join(root, "sources", "debian.sources"), `${fields.join("\n")}\n`);

	// The hooks that some packages hang on "apt-get update" are meant for the machine's own lists.
	const settings = [
		`#clear APT::Update;`,
		`APT::Update::Error-Mode "any";`,
		`Acquire::Languages "none";`,
		`Acquire::Retries "2";`,
		`Acquire::http::Timeout "30";`,
		`Acquire::https::Timeout "30";`,
		`Dir::Etc::SourceList "/dev/null";`,
		`Dir::Etc::SourceParts "${join(root, "sources")}";`,
		`Dir::Etc::Preferences "/dev/null";`,
		`Dir::Etc::PreferencesParts "/dev/null";`,
		`Dir::State::Lists "${join(root, "lists")}";`,
		`Dir::Cache "${join(root, "cache")}";`,
	];
	// As root, apt would read and write as a user who may not enter the checkout.
	if (process.getuid?.() === 0) settings.push(`APT::Sandbox::User "root";`);
	const config = join(root, "apt.conf");
	writeFileSync(config, `${settings.join("\n")}\n`);
	return config;
}

function readDescription({ lock }, downloads) {
	const file = readdirSync(downloads).find((name) => name.startsWith(`${lock.package}_`) && name.endsWith(".dsc"));
	if (file === undefined) throw new Failure(`apt-get brought no description (.dsc) of ${lock.package}`);
	const text = readFileSync(join(downloads, file), "utf8");
	const version = /^Version: *(?:\d+:)?(\S+)$/m.exec(text)?.[1];
	const names = [...text.matchAll(/^ [0-9a-f]{64} \d+ (\S+)$/gm)].map((match) => match[1]);
	const original = names.find((name) => /\.orig\.tar\.\w+$/.test(name));
	const packaging = names.find((name) => /\.debian\.tar\.\w+$/.test(name));
	if (!version || !original || !packaging)
		throw new Failure(`${file} is not a description that this script understands`);
	return { version, upstream: version.replace(/-[^-]*$/, ""), original, packaging };
}

// Debian drops old point releases from its archive, so the lock file names a series and what was current when it was written.
function checkVersion({ lock }, source, downloads, notice) {
	const { upstream, original } = source;
	const pinned = `${lock.package} ${lock.version}`;
	const hash = createHash("sha256")
		.update(readFileSync(join(downloads, original)))
		.digest("hex");
	if (upstream === lock.version) {
		if (hash === lock.sha256) return;
		throw new Failure(
			`${original} is not the file that toolchain/vendor/lock.json pins for ${pinned}:\n` +
				`    expected sha256 ${lock.sha256}\n    found    sha256 ${hash}\nNothing of it is used.`,
		);
	}
	if (!upstream.startsWith(`${lock.series}.`) || isOlder(upstream, lock.version)) {
		throw new Failure(
			`Debian has ${lock.package} ${upstream}; needed is series ${lock.series}, from ${lock.version} on`,
		);
	}
	notice(
		`Debian now has ${lock.package} ${upstream}, toolchain/vendor/lock.json pins ${lock.version}. ` +
			`Same series, signature good: going on with it (sha256 ${hash}).`,
	);
}

function isOlder(version, than) {
	const numbers = (text) => text.split("+")[0].split(".").map(Number);
	const [left, right] = [numbers(version), numbers(than)];
	const index = left.findIndex((number, at) => number !== right[at]);
	return index >= 0 && left[index] < (right[index] ?? 0);
}

function unpack({ target }, source, downloads) {
	const untar = (file) => ["-xf", join(downloads, file), "-C", target, "--no-same-owner"];
	mustRun(`unpacking ${source.original}`, "tar", [...untar(source.original), "--strip-components=1"]);
	mustRun(`unpacking ${source.packaging}`, "tar", untar(source.packaging));
	const patches = join(target, "debian", "patches");
	const series = join(patches, "series");
	if (!existsSync(series)) return;
	for (const line of readFileSync(series, "utf8").split("\n")) {
		const patch = line
			.replace(/(^|\s)#.*$/, "")
			.trim()
			.split(/\s+/)[0];
		if (patch === "") continue;
		const args = ["-p1", "-s", "-f", "--no-backup-if-mismatch", "-d", target, "-i", join(patches, patch)];
		mustRun(`applying Debian's patch ${patch} to ${source.original}`, "patch", args);
	}
}

// Faults of a release that its authors have corrected since; the lock file says which, and a later release is left alone.
function correct({ lock, target }, { upstream }) {
	for (const { version, file, after, insert } of lock.corrections ?? []) {
		if (version !== upstream) continue;
		const path = join(target, file);
		const text = readFileSync(path, "utf8");
		const at = text.indexOf(after.join("\n"));
		if (at < 0)
			throw new Failure(`${lock.package} ${upstream}: ${file} has no place for a correction of lock.json`);
		const end = at + after.join("\n").length;
		writeFileSync(path, `${text.slice(0, end)}\n${insert.join("\n")}${text.slice(end)}`);
	}
}
