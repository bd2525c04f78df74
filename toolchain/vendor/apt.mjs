// apt for source packages of a suite, with a configuration of its own: no root, nothing of the machine's own apt is changed.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./common.mjs";

/**
 * Writes the configuration, and fetches the suite's list of source packages, whose signature apt checks.
 * @param {string} root a folder for apt's files, which is made.
 * @param {{uri: string, signedBy: string | undefined}} mirror
 * @param {string} suite "trixie"
 * @returns {{status: number | null, output: string, errors: string, missing: boolean, config: string}} of apt-get update;
 * config: for "apt-get -c"
 */
export function listSources(root, mirror, suite) {
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
	return { ...run("apt-get", ["-qq", "-c", config, "update"]), config };
}
