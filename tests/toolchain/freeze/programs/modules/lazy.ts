import { load, log } from "./log-preloaded.ts";

log("lazy");
await null;
export const value = "loaded";

export async function loadFromPreloaded(): Promise<string> {
	return (await load()).value;
}
