/*
 * `make size`: what images need of flash, RAM and instructions, compared with the table in docs/size.md.
 *
 *     node hosts/bare-metal/size.mjs [--record]    with --record the table is written anew
 *
 * The status is 1 if a figure is more than 2 % worse than the table says.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { measureImages } from "./measure.mjs";

const document = path.join(fileURLToPath(new URL("../..", import.meta.url)), "docs/size.md");
const tolerance = 1.02;
const slack = 64; // bytes, for figures so small that 2 % of them are nothing

/** @returns {Map<string, (number | undefined)[]>} the rows of the table, a number for each image */
function readTable(text) {
	const rows = new Map();
	for (const line of text.split("\n")) {
		const [, name, ...cells] = line.split("|").map((cell) => cell.trim());
		if (cells.length > 1 && /^[\d ]+$/.test(cells[0]))
			rows.set(
				name,
				cells.slice(0, -1).map((cell) => (cell === "" ? undefined : Number(cell.replaceAll(" ", "")))),
			);
	}
	return rows;
}

const spaced = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, " ");

function writeTable(text, images, rows) {
	const lines = [
		`| | ${images.join(" | ")} |`,
		`| --- | ${images.map(() => "---:").join(" | ")} |`,
		...[...rows].map(
			([name, numbers]) => `| ${name} | ${images.map((_, index) => spaced(numbers[index] ?? "")).join(" | ")} |`,
		),
	];
	const table = `<!-- table -->\n\n${lines.join("\n")}\n\n<!-- end -->`;
	return text.replace(/<!-- table -->[\s\S]*<!-- end -->/, table);
}

const { images, rows } = await measureImages();
const text = readFileSync(document, "utf8");
const before = readTable(text);
let worse = 0;
for (const [name, numbers] of rows)
	numbers.forEach((number, index) => {
		const old = before.get(name)?.[index];
		const limit = old === undefined ? undefined : Math.max(old * tolerance, old + slack);
		const bad = limit === undefined || number > limit;
		if (bad) worse++;
		console.log(
			`${images[index].padEnd(12)} ${name.padEnd(48)} ${spaced(number).padStart(12)}` +
				(old === undefined ? "  not in docs/size.md" : bad ? `  WORSE: ${spaced(old)} in docs/size.md` : ""),
		);
	});
if (process.argv.includes("--record")) {
	writeFileSync(document, writeTable(text, images, rows));
	console.log("docs/size.md has these figures now.");
} else {
	console.log(worse === 0 ? "No figure is worse than docs/size.md says." : `${worse} figures are worse.`);
	process.exitCode = worse === 0 ? 0 : 1;
}
