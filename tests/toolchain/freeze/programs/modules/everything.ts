/* eslint-disable -- what linters advise against has to work, too */
export * from "./cycle-a";
export * as nested from "./cycle-b";
export { b as renamed } from "./cycle-b";
export default class {
	static readonly kind = "anonymous";
}
