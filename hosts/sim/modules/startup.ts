/*
 * What runs in each machine before the app.
 */
import { start } from "../../../modules/globals/globals";
import { isWorker } from "./native";
import { makeSelf } from "./self";

if (isWorker()) Object.defineProperty(globalThis, "self", { value: makeSelf(), configurable: true });
start();
