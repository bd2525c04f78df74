/*
 * The function in C (network_binding.c) as seen from JavaScript; only network.ts uses it.
 */
export function readState() @ "xs_network_state";
