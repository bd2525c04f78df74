/*
 * Where things are in the project.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(fileURLToPath(new URL("../..", import.meta.url)));
export const compiler = path.join(root, "build/tools/xsc");
export const libraryFolder = path.join(root, "build/library");
/** The archive of the project's own modules, and what apps can import of them. */
export const libraryArchive = path.join(libraryFolder, "library.xsa");
export const libraryIndex = path.join(libraryFolder, "library.json");
export const typesFolder = path.join(libraryFolder, "types");
export const cacheFolder = path.join(root, "build/cache");
