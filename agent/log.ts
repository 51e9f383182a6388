/**
 * One JSON line an event, on stderr by default. What is logged is named, never a whole message: no card number, coupon
 * code or secret can slip in with the rest. Digits long enough to be a card are masked all the same.
 */

import { write } from "node:fs";

export type LogLevel = "info" | "warning" | "error";
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Log {
  info(event: string, fields?: LogFields): void;
  warning(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** Lines that wait for whoever reads stderr; more are dropped, and their number told. */
const WAITING_MAX = 1000;
const STDERR = 2;

/** @param write takes one line with its newline */
export function jsonLog(write: (line: string) => void = stderrWriter()): Log {
  const at =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}) =>
      write(`${masked(JSON.stringify({ at: new Date().toISOString(), level, event, ...fields }))}\n`);
  return { info: at("info"), warning: at("warning"), error: at("error") };
}

/**
 * Not `process.stderr.write`: that one waits while the pipe behind it is full, and the thread that answers the POS with
 * it. Here only a thread of Node's pool waits.
 */
function stderrWriter(): (line: string) => void {
  let waiting: string[] = [];
  let dropped = 0;
  let writing = false;
  const next = () => {
    writing = waiting.length > 0;
    if (!writing) return;
    const lines =
      dropped === 0
        ? waiting
        : [...waiting, `{"level":"warning","event":"log-lines-lost","count":${dropped}}\n`];
    waiting = [];
    dropped = 0;
    // Nobody can be told that the log can't be written.
    writeAll(Buffer.from(lines.join("")), next);
  };
  return (line) => {
    if (waiting.length < WAITING_MAX) waiting.push(line);
    else dropped += 1;
    if (!writing) next();
  };
}

function writeAll(bytes: Buffer, done: () => void): void {
  write(STDERR, bytes, (error, written) => {
    if (error === null && written < bytes.length) writeAll(bytes.subarray(written), done);
    else done();
  });
}

/** Twelve digits and more in a row (blanks or hyphens between them allowed) keep their first four; hashes are kept. */
function masked(line: string): string {
  return line.replace(/\b[0-9a-f]{32,}\b|(\d{4})(?:[ -]?\d){8,}/g, (found, start?: string) =>
    start === undefined ? found : `${start}…`,
  );
}
