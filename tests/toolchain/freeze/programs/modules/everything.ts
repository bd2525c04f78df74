export * from "./cycle-a.ts";
export * as nested from "./cycle-b.ts";
export { b as renamed } from "./cycle-b.ts";
export default class {
	static readonly kind = "anonymous";
}
