/** What the two services (`agent`, `hub`) have in common: they say that they are ready, and run until asked to end. */

import { flushCompileCache } from "node:module";

/** Tells the process that started this one, if there is one, where the service can be reached. */
export function announceReady(ready: Readonly<Record<string, unknown>>): void {
  // Node keeps what it compiled when a process ends by itself; a till's ends when somebody switches the PC off.
  flushCompileCache();
  if (process.connected) process.send?.({ ready });
}

/** On Windows Ctrl-Break, which a service's wrapper can send, and the closed window: ten seconds later it kills. */
const ENDINGS: readonly NodeJS.Signals[] =
  process.platform === "win32" ? ["SIGINT", "SIGBREAK", "SIGHUP"] : ["SIGINT", "SIGTERM"];

/** Resolves when asked to end, or when the process that started this one is gone. Ask before a start that takes time. */
export function askedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ENDINGS) process.once(signal, () => resolve());
    if (process.channel) process.once("disconnect", () => resolve());
  });
}

/** Lets the process end although the channel to the one that started it is still open. */
export function letGo(): void {
  if (process.connected) process.disconnect();
}
