/*
 * Writes copies of some of the engine's sources in which frozen objects can be used as others can. The engine as it is
 * refuses to stringify an object in flash and to use one as a weak key, because it would have to mark it; the copies do
 * that in the machine's own version of the object (hosts/bare-metal/program_thaw.c).
 *
 *	node engine-fixes.mjs build/vendor/xs/sources OUTPUT-FOLDER
 *
 * Ends with status 1 when a source is not what was expected.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";

const declaration = "extern txSlot* bare_own_version(txMachine* the, txSlot* instance, txBoolean make);\n";

const weakKey = (what) => [
	`if (mutable && (slot->value.reference->flag & XS_MARK_FLAG))
				mxTypeError("${what} is read-only");`,
	`slot->value.reference = bare_own_version(the, slot->value.reference, mutable);
			if (mutable && (slot->value.reference->flag & XS_MARK_FLAG))
				mxTypeError("${what} is read-only");`,
];

const fixes = {
	"xsJSON.c": [
		[
			`anInstance = fxToInstance(the, the->stack);
		if (anInstance->flag & XS_LEVEL_FLAG)`,
			`anInstance = fxToInstance(the, the->stack);
		anInstance = bare_own_version(the, anInstance, !fxIsCallable(the, the->stack));
		if (anInstance->flag & XS_LEVEL_FLAG)`,
		],
	],
	"xsMapSet.c": [weakKey("WeakMap key"), weakKey("WeakSet value")],
	/* While an array's alias gets items of its own, the garbage collector must not see those in flash. */
	"xsType.c": [
		[
			`if (to->kind == XS_ARRAY_KIND) {
			txSlot* address = to->value.array.address;
			if (address) {
				txSize size = (((txChunk*)(((txByte*)address) - sizeof(txChunk)))->size) / sizeof(txSlot);
				txSlot* chunk = (txSlot*)fxNewChunk(`,
			`if (to->kind == XS_ARRAY_KIND) {
			txSlot* address = to->value.array.address;
			if (address) {
				txSize size = (((txChunk*)(((txByte*)address) - sizeof(txChunk)))->size) / sizeof(txSlot);
				to->value.array.address = C_NULL;
				txSlot* chunk = (txSlot*)fxNewChunk(`,
		],
		/* So must it not see the private fields, of which the engine copies the first only. */
		[
			`txSlot** address = &to->value.private.first;
			txSlot* slot;
			while ((slot = *address)) {
				*address = slot = fxDuplicateSlot(the, slot);
				address = &slot->next;
			}`,
			`txSlot** address = &to->value.private.first;
			txSlot* slot = *address;
			for (*address = C_NULL; slot; slot = slot->next) {
				*address = fxDuplicateSlot(the, slot);
				address = &(*address)->next;
			}`,
		],
	],
};

const [from, to] = process.argv.slice(2);
mkdirSync(to, { recursive: true });
for (const [name, replacements] of Object.entries(fixes)) {
	let text = readFileSync(path.join(from, name), "utf8");
	for (const [before, after] of replacements) {
		const parts = text.split(before);
		if (parts.length !== 2) {
			console.error(`${path.join(from, name)}: expected once, found ${parts.length - 1} times:\n${before}`);
			process.exit(1);
		}
		text = parts.join(after);
	}
	writeFileSync(
		path.join(to, name),
		text.replace('#include "xsAll.h"\n', (line) => line + declaration),
	);
}
