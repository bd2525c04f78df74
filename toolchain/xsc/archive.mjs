/*
 * Writes archives: the bytecode of several modules in one file, with what each import resolves to. hosts/sim/archive.c
 * reads them; the layout is described there.
 */

const magic = Buffer.from("SIMXSA1\n");

/**
 * @param {{name: string, code: Buffer, imports: [specifier: string, target: string][]}[]} modules
 * @param {string} entry name of the module to start with
 * @returns {Buffer}
 */
export function makeArchive(modules, entry) {
	const imports = modules.flatMap((module) => module.imports);
	const tables = magic.length + 3 * 4 + modules.length * 5 * 4 + imports.length * 2 * 4;
	const chunks = [];
	const names = new Map();
	let end = tables;

	function append(chunk, alignment) {
		const padding = (alignment - (end % alignment)) % alignment;
		chunks.push(Buffer.alloc(padding), chunk);
		const offset = end + padding;
		end = offset + chunk.length;
		return offset;
	}
	function nameOffset(name) {
		let offset = names.get(name);
		if (offset === undefined) {
			offset = append(Buffer.from(`${name}\0`), 1);
			names.set(name, offset);
		}
		return offset;
	}

	const numbers = [modules.length, imports.length, nameOffset(entry)];
	let firstImport = 0;
	for (const module of modules) {
		numbers.push(nameOffset(module.name), append(module.code, 8), module.code.length);
		numbers.push(firstImport, module.imports.length);
		firstImport += module.imports.length;
	}
	for (const [specifier, target] of imports) numbers.push(nameOffset(specifier), nameOffset(target));
	chunks.push(Buffer.alloc(1)); // the reader wants the file to end with a NUL, so that every name does

	const table = Buffer.alloc(numbers.length * 4);
	numbers.forEach((number, index) => table.writeUInt32LE(number, index * 4));
	return Buffer.concat([magic, table, ...chunks]);
}
