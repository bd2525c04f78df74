/*
 * Gets a page by HTTPS and tells about it while it comes. Whatever goes wrong ends it with an error that says why.
 */
import { options } from "./config";
import { get } from "./get";

const { status, reason, headers, body, info } = await get(options);
console.log(`${status} ${reason}, by ${info.version ?? "no TLS"}`);
for (const [name, value] of headers) console.log(`${name}: ${value}`);

let bytes = 0;
let parts = 0;
let sum = 0;
for await (const part of body) {
	bytes += part.length;
	parts++;
	for (const byte of part) sum = (Math.imul(sum, 31) + byte) | 0;
}
console.log(`${bytes} bytes in ${parts} parts, checksum ${sum}`);
