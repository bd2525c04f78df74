import type { MemoryReport } from "./device";

export function readArguments(): string[];
export function exit(code: number): never;
export function memory(): MemoryReport;
export function gc(): void;
