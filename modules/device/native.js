/*
 * The functions in C behind the module `device`: device_binding.c.
 */
export function readArguments() @ "xs_device_arguments";
export function exit(code) @ "xs_device_exit";
export function memory() @ "xs_device_memory";
export function gc() @ "xs_device_gc";
export function random(length) @ "xs_device_random";
export function status() @ "xs_device_status";
