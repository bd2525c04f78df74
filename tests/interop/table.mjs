/* The table of docs/interop.md. */
const columns = {
	"ECDSA P-256": "ecdsa",
	"ECDSA P-384": "p384",
	"RSA 2048": "rsa",
	secp256r1: "secp256r1",
	secp384r1: "secp384r1",
	x25519: "x25519",
	resumption: "resumption",
	ALPN: "alpn",
	"client certificates": "client certificates",
};

/** @param {Map<string, string | number>} seen by "PEER VERSION QUESTION" @returns {string} Markdown */
export function formatTable(peers, versions, seen) {
	const rows = peers.flatMap(({ name }) =>
		versions
			.filter((version) => seen.has(`${name} ${version} ecdsa`))
			.map((version) => [
				name,
				version.replace("TLSv", ""),
				...Object.values(columns).map((question) => seen.get(`${name} ${version} ${question}`) ?? "-"),
			]),
	);
	const line = (cells) => `| ${cells.join(" | ")} |\n`;
	const heads = ["server", "TLS", ...Object.keys(columns)];
	return [heads, heads.map(() => "---"), ...rows].map(line).join("");
}
