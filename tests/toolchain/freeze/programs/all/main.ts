/* All the others, for an image. */
import "../language.ts";
import "../modules.ts";
import "../state.ts";
import "../memory.ts";
