/*
 * Runs one case of the reference's qualification suite on the class.
 *
 *     bin/sim conformance.ts --list                       each case's name, and "plain", "tls" or "both"
 *     bin/sim conformance.ts CASE PORT [CA [OTHER-PORT]]  CA in PEM; over TLS when there is one: see support/suite.ts
 */
import { getArguments } from "device";
import { casesData } from "./support/cases-data";
import { casesLife } from "./support/cases-life";
import { casesOptions } from "./support/cases-options";
import { casesTasks } from "./support/cases-tasks";
import { casesWorkers } from "./support/cases-workers";
import { runCase } from "./support/run";
import { settings, type Cases } from "./support/suite";

const cases: Cases = { ...casesLife, ...casesData, ...casesOptions, ...casesTasks, ...casesWorkers };

const [name = "", port, ca, otherPort] = getArguments();
if (name === "--list") for (const [key, [over]] of Object.entries(cases)) console.log(`${key} ${over}`);
else {
	Object.assign(settings, { port: Number(port), ca, otherPort: Number(otherPort) });
	await runCase(cases, name);
}
