// Runs an image of firmware in QEMU.
//
//     node hosts/bare-metal/qemu.mjs [--icount] [--serial=pty | --serial=PATH] BOARD ELF [ARGUMENT...]
//
// The console is standard input and output; the exit status is the image's. The serial line is a pseudo terminal or a Unix
// socket at PATH, to which the gateway connects; without --serial nothing is connected to it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";

// The chardevs "console" and "line" are the console and the serial line.
const machines = {
	qemu: {
		program: "qemu-system-arm",
		machine: ["-machine", "mps2-an386", "-serial", "chardev:console", "-serial", "chardev:line"],
		// It has an Ethernet, and QEMU warns when nothing is connected to that.
		nic: ["-nic", "user,model=lan9118,restrict=on"],
	},
	"riscv-qemu": {
		program: "qemu-system-riscv32",
		machine: [
			...["-machine", "virt", "-cpu", "sifive-e31", "-m", "16M", "-bios", "none", "-serial", "chardev:console"],
			...["-device", "pci-serial,addr=1,chardev=line", "-global", "virtio-mmio.force-legacy=false"],
			...["-object", "rng-builtin,id=entropy"],
			...["-device", "virtio-rng-device,bus=virtio-mmio-bus.0,rng=entropy"],
		],
		nic: ["-nic", "none"],
	},
};

/** The boards that can be emulated. */
export const emulatedBoards = Object.keys(machines);

const longestArguments = 240; // what board_arguments() has room for

/** @returns {string[]} the command that runs an image, the program first */
export function commandFor({ board, elf, args = [], icount = false, line = "null", more = [] }) {
	const machine = machines[board];
	if (!machine) throw new Error(`no emulator for board "${board}": ${emulatedBoards.join(", ")}`);
	if (!existsSync(elf)) throw new Error(`${elf}: there is no such image`);
	const length = Buffer.byteLength(args.join(" "));
	if (length > longestArguments)
		throw new Error(`the arguments have ${length} bytes, a board takes at most ${longestArguments}`);
	const forwarded = ["firmware", ...args].map((arg) => `,arg=${arg.replaceAll(",", ",,")}`).join("");
	return [
		machine.program,
		...["-nodefaults", "-display", "none", "-monitor", "none"],
		...["-chardev", "stdio,id=console,signal=off", "-chardev", `${line},id=line`],
		...machine.machine,
		...(more.includes("-nic") ? [] : machine.nic),
		...["-semihosting-config", `enable=on,target=native${forwarded}`],
		...(icount ? ["-icount", icount === true ? "shift=0" : icount] : []),
		...more,
		...["-kernel", elf],
	];
}

/**
 * Starts an image.
 * @param {object} options
 * @param {string} options.board "qemu" or "riscv-qemu"
 * @param {string} options.elf path of the image
 * @param {string[]} [options.args] what board_arguments() gives, without spaces in them; at most 240 bytes together
 * @param {boolean | string} [options.icount] the clock counts instructions, a nanosecond each; or a value for -icount
 * @param {"none" | "socket" | "pty"} [options.serial] what the serial line is connected to: nothing; a Unix socket in a
 *   temporary folder, to which one client at a time may connect; a pseudo terminal. The image's `serial` is its path
 * @param {number} [options.timeout] seconds after which the image is stopped and `ended` fails; 300 by default
 * @param {string[]} [options.more] further arguments for QEMU
 * @returns {Promise<Image>} when the serial line can be connected to
 * @throws when there is no such board or image, or QEMU does not start
 */
export async function startImage({ serial = "none", timeout = 300, ...options }) {
	const folder = serial === "socket" ? mkdtempSync(path.join(tmpdir(), "line-")) : undefined;
	const socket = folder && path.join(folder, "serial");
	const line = { none: "null", pty: "pty", socket: `socket,server=on,wait=off,path=${socket}` }[serial];
	if (!line) throw new Error(`serial is "none", "socket" or "pty", not "${serial}"`);
	const image = new Image(commandFor({ ...options, line }), timeout, folder);
	await image.started;
	if (socket) {
		while (!image.isEnded && !(await isListening(socket))) await delay(5);
		image.serial = socket;
	} else if (serial === "pty") {
		const found = await image.waitFor(/^char device redirected to (\S+) .*\n/m);
		image.output = image.output.replace(found[0], "");
		image.serial = found[1];
	}
	return image;
}

/* The file is there a moment before QEMU listens. */
function isListening(socket) {
	return new Promise((resolve) => {
		const probe = net.connect(socket, () => {
			probe.destroy();
			resolve(true);
		});
		probe.on("error", () => resolve(false));
	});
}

/** An image that runs, or has run. Made by startImage(). */
class Image {
	#child;
	#listeners = new Set();
	/** What came on the console so far. */
	output = "";
	/** What QEMU itself complained about. */
	complaints = "";
	/** Path of the serial line's socket or pseudo terminal. @type {string | undefined} */
	serial = undefined;
	isEnded = false;
	/** Settles when QEMU was started. @type {Promise<void>} */
	started;
	/** The end: the image's exit status, null if QEMU was stopped. Fails after the time-out. @type {Promise<number | null>} */
	ended;

	constructor([program, ...rest], timeout, folder) {
		const child = spawn(program, rest, { stdio: "pipe" });
		this.#child = child;
		this.started = once(child, "spawn").catch((error) => {
			throw error.code === "ENOENT"
				? new Error(`${program} is missing: bash toolchain/vendor/packages.sh firmware`)
				: error;
		});
		child.stdout.setEncoding("utf8").on("data", (text) => {
			this.output += text;
			this.#tell();
		});
		child.stderr.setEncoding("utf8").on("data", (text) => {
			this.complaints += text;
		});
		child.stdin.on("error", () => {}); // it has ended: `ended` says so
		const kill = () => child.kill("SIGKILL");
		process.once("exit", kill);
		let late = false;
		const timer = setTimeout(() => {
			late = true;
			kill();
		}, timeout * 1000);
		this.ended = new Promise((resolve, reject) => {
			const end = (status) => {
				clearTimeout(timer);
				process.off("exit", kill);
				if (folder) rmSync(folder, { recursive: true, force: true });
				this.isEnded = true;
				if (late) reject(new Error(`the image did not end in ${timeout} s:\n${this.output}${this.complaints}`));
				else resolve(status);
				this.#tell();
			};
			child.once("close", end);
			child.once("error", () => end(null));
		});
		this.ended.catch(() => {}); // whoever waits for it is told
	}

	#tell() {
		for (const listener of this.#listeners) listener();
	}

	#changed() {
		return new Promise((resolve) => {
			const listener = () => {
				this.#listeners.delete(listener);
				resolve();
			};
			this.#listeners.add(listener);
		});
	}

	/**
	 * Waits for something on the console, also of what came before.
	 * @param {RegExp} pattern
	 * @returns {Promise<RegExpExecArray>}
	 * @throws with the console's output, when the image ends without it
	 */
	async waitFor(pattern) {
		for (;;) {
			const found = pattern.exec(this.output);
			if (found) return found;
			if (this.isEnded) {
				await this.ended; // which says that it was the time-out
				throw new Error(`the image ended without ${pattern}:\n${this.output}${this.complaints}`);
			}
			await this.#changed();
		}
	}

	/** The console's lines from the first one on, without their ends, until the image ends. */
	async *lines() {
		let from = 0;
		for (;;) {
			const to = this.output.indexOf("\n", from);
			if (to >= 0) {
				yield this.output.slice(from, to).replace(/\r$/, "");
				from = to + 1;
			} else if (this.isEnded) {
				if (from < this.output.length) yield this.output.slice(from);
				return;
			} else await this.#changed();
		}
	}

	/** Types something on the console. @param {string | Uint8Array} text */
	write(text) {
		this.#child.stdin.write(text);
	}

	/** Ends QEMU, if it has not ended. @returns {Promise<void>} when it has */
	async stop() {
		this.#child.kill("SIGKILL");
		await this.ended.catch(() => {});
	}
}

async function main() {
	const { values, positionals } = parseArgs({
		options: { icount: { type: "boolean" }, serial: { type: "string" } },
		allowPositionals: true,
	});
	const [board, elf, ...args] = positionals;
	if (!elf) throw new Error("usage: qemu.mjs [--icount] [--serial=pty | --serial=PATH] BOARD ELF [ARGUMENT...]");
	const { serial, icount } = values;
	const line = !serial ? "null" : serial === "pty" ? "pty" : `socket,server=on,wait=off,path=${serial}`;
	const [program, ...rest] = commandFor({ board, elf, args, icount, line });
	const child = spawn(program, rest, { stdio: "inherit" });
	process.on("SIGINT", () => child.kill());
	const [status, signal] = await once(child, "close");
	if (signal) console.error(`QEMU was ended by ${signal}`);
	process.exitCode = status ?? 1;
}

if (import.meta.filename === process.argv[1]) {
	await main().catch((error) => {
		console.error(error.code === "ENOENT" ? `${error.path} is missing` : error.message);
		process.exitCode = 2;
	});
}
