/*
 * Short names for modules, which say nothing of the machine that linked them: public modules of the library have their
 * specifier, its others their path in the project; files of the app their path from where all of them lie.
 */
import path from "node:path";
import { root } from "../xsc/places.mjs";

function commonFolder(files) {
	let folder = path.dirname(files[0]);
	while (!files.every((file) => file.startsWith(folder === path.sep ? folder : folder + path.sep)))
		folder = path.dirname(folder);
	return folder;
}

/**
 * @param {{library: string[], specifiers: Map<string, string>, app: string[], packages: string}} files absolute paths;
 *   packages: the folder of bundled packages, files of the app that are somewhere else than the others
 * @returns {Map<string, string>} from paths to names
 */
export function shortNames({ library, specifiers, app, packages }) {
	const names = new Map();
	for (const file of library) names.set(file, path.relative(root, file).replace(/\.[tj]s$/, ""));
	for (const [specifier, file] of specifiers) if (names.has(file)) names.set(file, specifier);
	const taken = new Set(names.values());
	const inPackages = (file) => file.startsWith(packages + path.sep);
	const base = commonFolder(app.filter((file) => !inPackages(file)));
	for (const file of app) {
		let name = inPackages(file)
			? path.join("node_modules", path.relative(packages, file))
			: path.relative(base, file);
		while (taken.has(name)) name = `app/${name}`;
		names.set(file, name);
		taken.add(name);
	}
	return names;
}
