import type { NetworkState } from "network";

/** Reads the default interface's state in the network context. */
export function readState(): NetworkState;
