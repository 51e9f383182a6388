/**
 * One JSON line an event, on stderr by default. What is logged is named, never a whole message: no card number, coupon
 * code or secret can slip in with the rest. Digits long enough to be a card are masked all the same.
 */

export type LogLevel = "info" | "warning" | "error";
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Log {
  info(event: string, fields?: LogFields): void;
  warning(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** @param write takes one line with its newline */
export function jsonLog(write: (line: string) => void = (line) => void process.stderr.write(line)): Log {
  const at =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}) =>
      write(`${masked(JSON.stringify({ at: new Date().toISOString(), level, event, ...fields }))}\n`);
  return { info: at("info"), warning: at("warning"), error: at("error") };
}

/** Twelve digits and more in a row (blanks or hyphens between them allowed) keep their first four. */
function masked(line: string): string {
  return line.replace(/(?<![0-9A-Fa-f])(\d{4})(?:[ -]?\d){8,}(?![0-9A-Fa-f])/g, "$1…");
}
