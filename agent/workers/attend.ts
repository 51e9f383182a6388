/** A worker's own end: says that it is ready, answers calls, ends when asked. Only for files that run as workers. */

import { flushCompileCache } from "node:module";
import { type MessagePort, parentPort } from "node:worker_threads";
import { type Api, serve } from "./call.ts";

export interface Attendance {
  /** Tells the main thread something it did not ask for. */
  tell(event: object): void;
}

export interface AttendOptions {
  readonly api: Api;
  /** What others need to know to use it. */
  readonly ready: object;
  /** Another worker's port, for calls that need not pass through the main thread. @param to which worker's */
  connect?(port: MessagePort, to: string): void;
  /** Closes files; the thread ends after it. */
  close(): void | Promise<void>;
}

export function attend(options: AttendOptions): Attendance {
  const port = parentPort!;
  serve(port, options.api);
  port.on("message", async (message: { close?: true; connect?: MessagePort; to?: string }) => {
    if (message.connect !== undefined) options.connect?.(message.connect, message.to ?? "");
    if (message.close === undefined) return;
    await options.close();
    process.exit();
  });
  // For the next start: whoever pulls the plug leaves no time for it at the end.
  flushCompileCache();
  port.postMessage({ ready: options.ready });
  return { tell: (event) => port.postMessage({ event }) };
}
