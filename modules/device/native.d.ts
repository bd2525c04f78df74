import type { DeviceStatus, MemoryReport } from "./device";

export function readArguments(): string[];
export function exit(code: number): never;
export function memory(): MemoryReport;
export function gc(): void;
/** @returns undefined when the source does not work. */
export function random(length: number): ArrayBuffer | undefined;
export function status(): DeviceStatus;
