/*
 * The tests for a board on the first day: run on the chip, with the gateway and servers on the developer's machine. See
 * docs/boards.md; `make bringup BOARD=...` does it all.
 */
import { exit, status } from "device";
import { boardTests } from "./board-tests";
import { networkTests } from "./network-tests";
import { runTests } from "./tap";
import { tlsTests } from "./tls-tests";

console.log(`# bring-up of the board ${status().board}`);
const failures = await runTests([...boardTests, ...networkTests, ...tlsTests]);
exit(failures === 0 ? 0 : 1);
