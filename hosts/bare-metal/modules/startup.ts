/*
 * What runs at boot, before the app.
 */
import { start } from "../../../modules/globals/globals";

start();
