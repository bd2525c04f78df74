/*
 * What apps can import of the project: the index that build-library.mjs writes.
 */
import { readFileSync } from "node:fs";
import { libraryIndex } from "./places.mjs";

/** @returns {(specifier: string) => string | undefined} from the specifiers of the library to its modules */
export function readLibrary() {
	const { specifiers } = JSON.parse(readFileSync(libraryIndex, "utf8"));
	const names = new Map(Object.entries(specifiers));
	return (specifier) => names.get(specifier);
}
