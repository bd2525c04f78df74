/** Fills an array with the content that belongs to a seed. */
export function fill(words: Uint32Array, seed: number): void;

/** Compares with the content that belongs to a seed. @returns the index of the first difference, -1 if there is none */
export function firstDifference(words: Uint32Array, seed: number): number;
