/*
 * The cases of the reference's qualification suite on the chip, one after the other: those of tests/conformance/ts but for
 * workers, each plain and by TLS. In the Test Anything Protocol.
 */
import { exit } from "device";
import { runTests, type Test } from "../../bringup/tap";
import { casesData } from "../../conformance/ts/support/cases-data";
import { casesLife } from "../../conformance/ts/support/cases-life";
import { casesOptions } from "../../conformance/ts/support/cases-options";
import { casesTasks } from "../../conformance/ts/support/cases-tasks";
import { runCase } from "../../conformance/ts/support/run";
import { settings, type Cases } from "../../conformance/ts/support/suite";
import { flavours, without, type Flavour } from "./config";

const cases: Cases = { ...casesLife, ...casesData, ...casesOptions, ...casesTasks };

function testOf(name: string, flavour: Flavour): Test {
	/* On a plain connection, whichever way the case is run. */
	const port = name === "SetSecureOptionsAfterConnect" ? flavour.plainPort : flavour.port;
	return [
		`${name}, ${flavour.name}`,
		async () => {
			Object.assign(settings, { port, ca: flavour.ca, otherPort: flavour.otherPort ?? 0 });
			await runCase(cases, name);
		},
	];
}

const tests = flavours.flatMap((flavour) =>
	Object.entries(cases)
		.filter(([name]) => !without.includes(name))
		.filter(([, [over]]) => over === "both" || over === (flavour.ca === undefined ? "plain" : "tls"))
		.map(([name]) => testOf(name, flavour)),
);
exit((await runTests(tests)) === 0 ? 0 : 1);
