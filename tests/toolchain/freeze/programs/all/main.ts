/* All the others, for an image. */
import "../language";
import "../modules";
import "../state";
import "../memory";
