import { b } from "./cycle-b";

export function a(): string {
	return "a";
}
export const viaB = (): string => b();
