/*
 * Starts the globals before the app. A Worker has to import this itself: the SDK runs setup modules in the main machine only.
 */
import { start } from "globals/globals";

start();

export default function (done: () => void): void {
	done();
}
