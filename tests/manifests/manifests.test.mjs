// The manifests for the Moddable SDK, checked without it: mcconfig drops what it does not find, or finds twice.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readManifest } from "./manifest.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const platforms = ["lin", "esp32", "esp32/esp32c3", "esp32/esp32c6", "nrf52/dk"];
const manifests = [
	"manifest.json",
	...["globals", "network", "secure-sockets", "tlssocket"].map((name) => `modules/${name}/manifest.json`),
];

// What mcconfig makes objects of for applications with the SDK's base, io, net and crypt modules: ours must not be called so.
const taken = [
	"app_usbd_vendor",
	"debugger",
	"debugger_usbd",
	"ftdi_trace",
	"listener",
	"main",
	"mc",
	"modSocket",
	"modTimer",
	"screen",
	"systemclock",
	"tcp",
	"time",
	"timer",
	"udp",
	"worker",
	"x509",
	"xsmain",
];

const read = (file, platform) => readManifest(path.join(root, file), platform);
const relative = (files) => files.map((file) => path.relative(root, file));

function each(check) {
	for (const platform of platforms)
		for (const file of manifests) check(read(file, platform), `${file} for ${platform}`);
}

test("each file that a manifest names is there", () => {
	each(({ missing }, where) => assert.deepEqual(relative(missing), [], where));
});

test("no specifier stands for two modules", () => {
	each(({ modules }, where) => {
		for (const [specifier, files] of modules) {
			const sources = files.filter((file) => !file.endsWith(".d.ts"));
			assert.equal(sources.length, 1, `${where}: ${specifier} is ${relative(files).join(", ")}`);
		}
	});
});

test("no two files of C have the same name, nor the name of one of the SDK's", () => {
	each(({ sources }, where) => {
		const names = sources.map((file) => path.basename(file, ".c"));
		assert.deepEqual(
			names.filter((name, i) => names.indexOf(name) !== i || taken.includes(name)),
			[],
			where,
		);
	});
});

test("each module of a folder with a manifest is listed by it", () => {
	for (const platform of platforms) {
		for (const file of manifests.slice(1)) {
			const listed = [...read(file, platform).modules.values()].flat();
			const folder = path.join(root, path.dirname(file));
			const own = readdirSync(folder).filter((name) => /\.(ts|js)$/.test(name) && !name.endsWith(".d.ts"));
			/* the natives of the globals are the host's: hosts/moddable/globals */
			const wanted = own.filter((name) => !(folder.endsWith("globals") && name === "native.js"));
			assert.deepEqual(
				wanted.filter((name) => !listed.includes(path.join(folder, name))),
				[],
				`${file} for ${platform}`,
			);
		}
	}
});

test("each file of C of a folder with a manifest is listed by it, and of the host", () => {
	for (const platform of platforms) {
		const host = platform.split("/")[0];
		for (const folder of ["modules/globals", "modules/network", "modules/secure-sockets"]) {
			const { sources } = read(`${folder}/manifest.json`, platform);
			const ofTheGlobals = folder.endsWith("globals") ? [`hosts/moddable/${host}/globals`] : [];
			const folders = [folder, "hosts/moddable", `hosts/moddable/${host}`, ...ofTheGlobals];
			const wanted = folders.flatMap((parent) =>
				(existsSync(path.join(root, parent)) ? readdirSync(path.join(root, parent)) : [])
					.filter((name) => name.endsWith(".c"))
					.map((name) => path.join(root, parent, name)),
			);
			assert.deepEqual(
				relative(wanted.filter((file) => !sources.includes(file))),
				[],
				`${folder} for ${platform}`,
			);
		}
	}
});

test("on ESP32 the whole core is compiled, but for what configures lwIP and mbedTLS", () => {
	const core = path.join(root, "modules/secure-sockets/core");
	const { sources } = read("modules/secure-sockets/manifest.json", "esp32");
	const included = sources.flatMap((file) =>
		[...readFileSync(file, "utf8").matchAll(/^#include "(.*\.c)"$/gm)].map(([, name]) =>
			path.resolve(path.dirname(file), name),
		),
	);
	const missing = readdirSync(core)
		.filter((name) => name.endsWith(".c"))
		.map((name) => path.join(core, name))
		.filter((file) => !sources.includes(file) && !included.includes(file));
	assert.deepEqual(relative(missing), ["modules/secure-sockets/core/platform.c"]);
	assert.deepEqual(relative(included.filter((file) => !existsSync(file) || sources.includes(file))), []);
});

test("what is to be preloaded is a module", () => {
	each(({ modules, preload }, where) => {
		assert.ok(preload.length > 0, where);
		assert.deepEqual(
			preload.filter((specifier) => !modules.has(specifier)),
			[],
			where,
		);
	});
});

test("modules import what the manifest has, or what every application of the SDK has", () => {
	const ofTheSdk = ["time", "timer"];
	each(({ modules }, where) => {
		for (const [specifier, files] of modules) {
			const file = files.find((name) => !name.endsWith(".d.ts"));
			for (const [, imported] of readFileSync(file, "utf8").matchAll(
				/^(?:import|export) (?!type)(?:[^;@]*? from )?"([^"]+)";/gm,
			)) {
				const found = imported.startsWith(".")
					? path.posix.join(path.posix.dirname(specifier), imported)
					: imported;
				assert.ok(modules.has(found) || ofTheSdk.includes(found), `${where}: ${specifier} imports ${imported}`);
			}
		}
	});
});

test("another platform is refused with the reason", () => {
	for (const platform of ["mac", "win", "esp", "pico", "zephyr/nrf52840dk", "x-cli-lin"])
		for (const file of manifests)
			assert.match(read(file, platform).errors.join(), /lin|esp32/, `${file} for ${platform}`);
});
