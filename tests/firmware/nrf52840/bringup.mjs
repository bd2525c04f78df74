// Runs the bring-up suite in the nRF52840 DK's own image, on the model of the chip. Not part of `make test`: it takes minutes.
// Before: make firmware BOARD=nrf52840dk && make gateway board-images
import { execFileSync } from "node:child_process";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { buildImage, startFirmware } from "../../../hosts/bare-metal/firmware.mjs";
import { configure, startServers } from "../../bringup/servers.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const board = "nrf52840dk";
const name = "bringup";
const elf = `build/boards/${board}/modelled_${name}.elf`;

const servers = await startServers();
await buildImage({ board, name, app: configure(path.join(root, "build", name, board), servers.config) });
const rules = ["--no-print-directory", "-f", "tests/firmware/boards/build.mk", `BOARD=${board}`];
execFileSync("make", [...rules, elf], { cwd: root, stdio: "inherit" });
const image = await startFirmware({ board: "qemu", elf: path.join(root, elf), dns: servers.dns, timeout: 900 });
for await (const line of image.lines()) console.log(line);
process.exitCode = (await image.ended) ?? 1;
await image.stop();
await servers.close();
