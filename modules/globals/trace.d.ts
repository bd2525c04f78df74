/*
 * The global that the Moddable SDK has, too, and its typings declare: apart from ambient.d.ts, which adds to those.
 */

/** Prints its arguments, put together as text, without a line feed: `trace("a", 1, "\n")`. */
declare function trace(...values: unknown[]): void;
