/* eslint-disable -- what linters advise against has to work, too */
import { load, log } from "./log-preloaded";

log("lazy");
await null;
export const value = "loaded";

export async function loadFromPreloaded(): Promise<string> {
	return (await load()).value;
}
