/* unread.test.mjs writes another one into a copy. */
export const port = 7;
export const count = 1600;
