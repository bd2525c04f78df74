// Finds the Debian mirrors in the machine's own apt sources, in both formats that apt knows (one line, deb822).
// No mirror's address is written down in this project: whoever runs it has chosen one already.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const debianSuite =
	/^(buster|bullseye|bookworm|trixie|forky|duke|sid|(old){0,2}stable|testing|unstable)(-updates|-backports|\/updates)?$/;

/**
 * @param {string} etc apt's folder, usually /etc/apt.
 * @returns {{uri: string, signedBy: string | undefined}[]} the mirrors of Debian proper, without doubles, in apt's order:
 * no security archive, no third party's repository, nothing that is switched off.
 */
export function debianMirrors(etc) {
	const mirrors = new Map();
	for (const file of sourceFiles(etc)) {
		const text = readFileSync(file, "utf8");
		for (const entry of file.endsWith(".sources") ? parseStanzas(text) : parseLines(text)) {
			if (!isDebian(entry)) continue;
			for (const uri of entry.uris) {
				if (looksLikeDebian(uri, entry.signedBy) && !mirrors.has(uri)) {
					mirrors.set(uri, { uri, signedBy: entry.signedBy });
				}
			}
		}
	}
	return [...mirrors.values()];
}

// apt itself reads only files with these endings, so that "name.list.disabled" or an editor's backup is skipped.
function sourceFiles(etc) {
	const parts = join(etc, "sources.list.d");
	const names = existsSync(parts) ? readdirSync(parts).sort() : [];
	const files = names
		.filter((name) => /^[A-Za-z0-9_.-]+\.(list|sources)$/.test(name))
		.map((name) => join(parts, name));
	return [join(etc, "sources.list"), ...files].filter((file) => existsSync(file));
}

function parseLines(text) {
	const entries = [];
	for (const line of text.split("\n")) {
		const match = /^\s*deb(?:-src)?\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+([^#]*)/.exec(line);
		if (!match) continue;
		const [, options = "", uri, suite, components] = match;
		const signedBy = /(?:^|\s)signed-by=(\S+)/i.exec(options)?.[1];
		entries.push({ uris: [uri], suites: [suite], components: words(components), signedBy });
	}
	return entries;
}

function parseStanzas(text) {
	const entries = [];
	const lines = text.split("\n").filter((line) => !line.startsWith("#"));
	for (const stanza of lines.join("\n").split(/\n\s*\n/)) {
		const fields = new Map();
		let name;
		for (const line of stanza.split("\n")) {
			const field = /^([A-Za-z0-9-]+):(.*)$/.exec(line);
			if (field) {
				name = field[1].toLowerCase();
				fields.set(name, field[2].trim());
			} else if (name !== undefined && /^\s/.test(line)) {
				fields.set(name, `${fields.get(name)}\n${line}`);
			}
		}
		if (/^(no|false|0|off|without|disable)$/i.test(fields.get("enabled") ?? "yes")) continue;
		entries.push({
			uris: words(fields.get("uris")),
			suites: words(fields.get("suites")),
			components: words(fields.get("components")),
			signedBy: fields.get("signed-by"),
		});
	}
	return entries;
}

function words(text = "") {
	return text.split(/\s+/).filter((word) => word !== "");
}

function isDebian(entry) {
	return entry.components.includes("main") && entry.suites.some((suite) => debianSuite.test(suite));
}

// Third parties also have suites called "stable" with a "main" in them. Debian's own mirrors end in /debian or a name like
// it, or are checked with Debian's own keys.
function looksLikeDebian(uri, signedBy = "") {
	if (/security/i.test(uri) || uri.startsWith("cdrom:")) return false;
	return /\/debian-archive/.test(signedBy) || /\/debian[^/]*\/?$/i.test(uri);
}
