import { connected } from "./check";

/* An open socket without operation does not keep the program from ending. */
export const socket = await connected("echo");
console.log("end of main");
