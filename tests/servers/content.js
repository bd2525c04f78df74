/*
 * Pseudo-random content, the same in node and in the simulator: Marsaglia's xorshift32, a word at a time, as the
 * (little-endian) machine stores it. Both sides know what has to arrive without sending it twice.
 */

function next(state) {
	state ^= state << 13;
	state ^= state >>> 17;
	return (state ^ (state << 5)) >>> 0;
}

export function fill(words, seed) {
	let state = seed;
	for (let i = 0; i < words.length; i++) words[i] = state = next(state);
}

export function firstDifference(words, seed) {
	let state = seed;
	for (let i = 0; i < words.length; i++) if (words[i] !== (state = next(state))) return i;
	return -1;
}
