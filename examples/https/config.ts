/*
 * What the example gets, from where, and who must vouch for it. Tests replace this file in a copy of the example.
 */
import type { GetOptions } from "./get";

/** The default trust anchors are Amazon's: other servers need `secure: { certificate }`. */
export const options: GetOptions = { host: "www.amazontrust.com", path: "/" };
