/*
 * The benchmark's results as Markdown, and their place in docs/performance.md.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import process from "node:process";

const kinds = {
	handshakes: { title: "handshakes/s", goal: 0.95 },
	receive: { title: "receive MB/s", goal: 0.95 },
	send: { title: "send MB/s", goal: 0.9 },
	echoes: { title: "1 KB echoes/s", goal: 0.8 },
};

const places = {
	free: "On all processors, as the scheduler places threads",
	one: "Client and server on one processor",
};

const begin = "<!-- measured: written by `make bench RECORD=1` -->";
const end = "<!-- end of measured -->";

function row(cells, widths) {
	return `| ${cells.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join(" | ")} |`;
}

function table(lines) {
	const widths = lines[0].map((_, column) => Math.max(...lines.map((cells) => cells[column].length), 3));
	const rule = `| ${widths.map((width, i) => (i ? `${"-".repeat(width - 1)}:` : "-".repeat(width))).join(" | ")} |`;
	const [head, ...rest] = lines.map((cells) => row(cells, widths));
	return [head, rule, ...rest].join("\n");
}

function tableOf(versions) {
	const lines = [
		[
			"",
			"plain C",
			"C API",
			"TypeScript",
			"node:tls",
			"TypeScript : plain C",
			"goal",
			"C API : plain C",
			"TypeScript : node",
		],
	];
	for (const [kind, { title, goal }] of Object.entries(kinds)) {
		for (const [version, results] of Object.entries(versions)) {
			const { plain, sockets, app, node } = results[kind];
			const numbers = [plain, sockets, app, node].map((rate) => rate.toFixed(0));
			const ratios = [sockets / plain, app / node].map((ratio) => ratio.toFixed(2));
			lines.push([`${title}, ${version}`, ...numbers, (app / plain).toFixed(2), goal.toFixed(2), ...ratios]);
		}
	}
	return table(lines);
}

function versionOf(command, ...args) {
	return execFileSync(command, args, { encoding: "utf8" }).split("\n")[0];
}

/** @returns {string} the tables of all placements, and what they were measured on */
export function tables(results, { rounds, amounts }) {
	const [cpu] = cpus();
	const machine = `${cpu.model.trim()}, ${cpus().length} processors; Linux ${versionOf("uname", "-r").split("-")[0]}`;
	const tools = `${versionOf("gcc", "--version")}; node ${process.versions.node}; ${versionOf("openssl", "version").match(/^\S+ \S+/)[0]}`;
	return [
		`${machine}; ${tools}.`,
		`Medians of ${rounds} rounds; in each, every client makes ${amounts.handshakes} connections, receives and sends ` +
			`${amounts.receive} MB and exchanges ${amounts.echoes} echoes, with each version.`,
		...Object.entries(results).map(([place, versions]) => `**${places[place]}**\n\n${tableOf(versions)}`),
	].join("\n\n");
}

/** Replaces what stands between the two marks of a file. */
export function record(file, text) {
	const old = readFileSync(file, "utf8");
	const from = old.indexOf(begin);
	const to = old.indexOf(end);
	if (from < 0 || to < from) throw new Error(`${file} has no place for the results`);
	writeFileSync(file, `${old.slice(0, from + begin.length)}\n\n${text}\n\n${old.slice(to)}`);
	console.log(`\nWritten to ${file}`);
}
