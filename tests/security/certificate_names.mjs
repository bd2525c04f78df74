/*
 * The part of the certificate matrix that is about dates and names; see certificate_cases.mjs.
 */
import { element, sequence } from "./der.mjs";
import { extension } from "./x509.mjs";

const { names } = extension;
const leaf = (changes) => ({ leaf: changes });
const authority = (changes) => ({ intermediates: [changes] });
const named = (san, name) => ({ leaf: { extensions: { names: names(san) } }, ...(name && { name }) });

const mismatch = { verify: ["name mismatch"], text: /^the certificate is for another name .*wanted/ };
const unreadable = { verify: [], text: /^the server's certificate cannot be understood: / };

export const dates = [
	{
		what: "expired yesterday",
		bad: leaf({ to: -1, from: -9 }),
		good: leaf({ to: 1 }),
		verify: ["expired"],
		text: /expired/,
	},
	{
		what: "expired an hour ago",
		bad: leaf({ to: -1 / 24 }),
		good: leaf({ to: 1 / 24 }),
		verify: ["expired"],
		text: /expired/,
	},
	{
		what: "valid from tomorrow",
		bad: leaf({ from: 1 }),
		good: leaf({ from: -1 / 24 }),
		verify: ["not yet valid"],
		text: /not valid yet/,
	},
	{
		what: "an intermediate that expired",
		bad: authority({ to: -1, from: -9 }),
		verify: ["expired"],
		text: /expired .*Intermediate 1/,
	},
	{
		what: "an intermediate not yet valid",
		bad: authority({ from: 1 }),
		verify: ["not yet valid"],
		text: /not valid yet .*Intermediate 1/,
	},
	{ what: "a root that expired", bad: { root: { to: -1, from: -9 } }, verify: ["expired"], text: /expired .*Root/ },
	{
		what: "a root not yet valid",
		bad: { root: { from: 1 } },
		verify: ["not yet valid"],
		text: /not valid yet .*Root/,
	},
	{ what: "ends before it begins", bad: leaf({ from: 2, to: 1 }), verify: ["not yet valid"], text: /not valid yet/ },
	{
		what: "expired, and in this century by two digits",
		bad: leaf({ from: -9000, to: -8900 }),
		good: leaf({ from: -9000, to: 12_000 }),
		verify: ["expired"],
		text: /expired/,
	},
	{
		what: "a date that is none",
		bad: leaf({
			validity: sequence(
				element(0x17, Buffer.from("251332256199Z")),
				element(0x17, Buffer.from("491231235959Z")),
			),
		}),
		good: leaf({
			validity: sequence(
				element(0x17, Buffer.from("200101000000Z")),
				element(0x18, Buffer.from("99991231235959Z")),
			),
		}),
		...unreadable,
	},
];

export const hosts = [
	{
		what: "another DNS name",
		bad: named({ dns: ["other.test"] }),
		good: named({ dns: ["other.test", "echo.test"] }),
		...mismatch,
	},
	{
		what: "a name that only begins alike",
		bad: named({ dns: ["echo.test.evil.test"] }),
		good: named({ dns: ["ECHO.Test"] }),
		...mismatch,
	},
	{
		what: "a name that only ends alike",
		bad: named({ dns: ["echo.test"] }, "an.echo.test"),
		good: named({ dns: ["an.echo.test"] }, "an.echo.test"),
		...mismatch,
	},
	{
		what: "another IPv4 address",
		bad: named({ ip: [[10, 0, 2, 3]] }, "10.0.2.2"),
		good: named({ ip: [[10, 0, 2, 2]] }, "10.0.2.2"),
		...mismatch,
	},
	{
		what: "an IPv4 address as a DNS name",
		bad: named({ dns: ["10.0.2.2"] }, "10.0.2.2"),
		good: named({ dns: ["10.0.2.2"], ip: [[10, 0, 2, 2]] }, "10.0.2.2"),
		...mismatch,
	},
	{
		what: "an IPv4 address by a wildcard",
		bad: named({ dns: ["*.0.2.2"] }, "10.0.2.2"),
		good: named(
			{
				ip: [
					[1, 1, 1, 1],
					[10, 0, 2, 2],
				],
			},
			"10.0.2.2",
		),
		...mismatch,
	},
	{
		what: "an IPv6 address for the IPv4 one in it",
		bad: named({ ip: [[...Array(10).fill(0), 255, 255, 10, 0, 2, 2]] }, "10.0.2.2"),
		good: named({ ip: [[...Array(15).fill(0), 1]] }, "::1"),
		...mismatch,
	},
	{
		what: "a name as a URI",
		bad: named({ uri: ["echo.test"] }),
		good: named({ uri: ["https://other.test/"], dns: ["echo.test"] }),
		...mismatch,
	},
	{
		what: "a wildcard one label too deep",
		bad: named({ dns: ["*.echo.test"] }, "a.b.echo.test"),
		good: named({ dns: ["*.echo.test"] }, "b.echo.test"),
		...mismatch,
	},
	{
		what: "a wildcard for its own domain",
		bad: named({ dns: ["*.echo.test"] }),
		good: named({ dns: ["*.echo.test", "echo.test"] }),
		...mismatch,
	},
	{
		what: "a wildcard for a whole top-level domain",
		bad: named({ dns: ["*.test"] }),
		good: named({ dns: ["*.echo.test"] }, "a.echo.test"),
		...mismatch,
	},
	{
		what: "a wildcard in the middle",
		bad: named({ dns: ["a.*.test"] }, "a.echo.test"),
		good: named({ dns: ["*.echo.test"] }, "a.echo.test"),
		...mismatch,
	},
	{
		what: "a wildcard for part of a label",
		bad: named({ dns: ["e*.echo.test"] }, "ex.echo.test"),
		good: named({ dns: ["*.echo.test"] }, "ex.echo.test"),
		...mismatch,
	},
	{
		what: "two wildcards",
		bad: named({ dns: ["*.*.test"] }, "a.echo.test"),
		good: named({ dns: ["*.echo.test"] }, "a.echo.test"),
		...mismatch,
	},
	{
		what: "nothing but a wildcard",
		bad: named({ dns: ["*"] }),
		good: named({ dns: ["*", "echo.test"] }),
		...mismatch,
	},
	{
		what: "a wildcard in the common name",
		bad: leaf({ cn: "*.echo.test", extensions: { names: null } }),
		good: leaf({ cn: "*.echo.test" }),
		...mismatch,
	},
	{ what: "a NUL in the name", bad: named({ dns: ["echo.test\0.evil.test"] }), ...mismatch },
	{ what: "a NUL at the end of the name", bad: named({ dns: ["echo.test\0"] }), ...mismatch },
	{
		what: "a NUL in the common name",
		bad: leaf({ cn: "echo.test\0.evil.test", extensions: { names: null } }),
		good: leaf({ cn: "echo.test\0.evil.test" }),
		...mismatch,
	},
	{ what: "letters outside of ASCII that look alike", bad: named({ dns: ["\xd0\xb5cho.test"] }), ...mismatch },
	{ what: "letters outside of ASCII that fold alike", bad: named({ dns: ["echo.te\xc5\xbft"] }), ...mismatch },
	{ what: "an empty name", bad: named({ dns: [""] }), good: named({ dns: ["", "echo.test"] }), ...mismatch },
	{
		what: "a common name and no alternative name",
		bad: leaf({ cn: "echo.test", extensions: { names: null } }),
		good: leaf({ cn: "echo.test" }),
		...mismatch,
	},
	{
		what: "a common name, and alternative names of others",
		bad: leaf({ cn: "echo.test", extensions: { names: names({ dns: ["other.test"] }) } }),
		good: leaf({ cn: "other.test" }),
		...mismatch,
	},
	{ what: "no name of any kind", bad: leaf({ extensions: { names: null } }), ...mismatch },
];
