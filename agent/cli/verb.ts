/** What every verb of `tillside` looks like, so that the list of them is its own help. */

import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import type { Language } from "../texts/language.ts";
import { languageBeside } from "./language.ts";

export interface Verb {
  readonly name: string;
  /** Usage, options with units and defaults, an example that works. Shown by `tillside VERB --help`. */
  readonly help: string;
  readonly options: ParseArgsOptionsConfig;
  /** How many words besides options it takes; absent: none. */
  readonly wordsMax?: number;
  /** Resolves to the exit code. Throws UsageError for wrong words, anything else for a world that failed. */
  run(arguments_: VerbArguments): Promise<number>;
}

export interface VerbArguments {
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

/** The words on the command line are wrong; exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A file or a receipt that the words name is not there, or is not what it should be; exit code 1, without a stack. */
export class InputError extends Error {
  override readonly name = "InputError";
  readonly code = "bad-input";
}

/** Exit codes: 0 done, 1 it did not work (or differs), 2 wrong words on the command line. */
export const exitCode = { done: 0, failed: 1, usage: 2 } as const;

/** Reads a verb's words. Throws UsageError that names the option, or the word that is one too many. */
export function readArguments(verb: Verb, words: readonly string[]): VerbArguments {
  const { values, positionals } = parsed(verb, words);
  const surplus = positionals[verb.wordsMax ?? 0];
  if (surplus !== undefined)
    throw new UsageError(`"${surplus}" is one word too many. See: tillside ${verb.name} --help`);
  return { values, positionals };
}

function parsed(verb: Verb, words: readonly string[]): VerbArguments {
  try {
    return parseArgs({
      args: [...words],
      options: { ...verb.options, lang: { type: "string" }, help: { type: "boolean", short: "h" } },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    // What Node adds on positional arguments helps nobody here.
    const [message] = (error as Error).message
      .replace(/argument is ambiguous\.\n.*/s, "argument missing")
      .split(". To specify");
    throw new UsageError(`${message}. See: tillside ${verb.name} --help`, { cause: error });
  }
}

/** A string option, or the fallback. Throws UsageError when it is needed and missing. */
export function text(arguments_: VerbArguments, name: string): string | undefined {
  const value = arguments_.values[name];
  return typeof value === "string" ? value : undefined;
}

/** All values of an option that may be given again. */
export function texts(arguments_: VerbArguments, name: string): readonly string[] {
  const value = arguments_.values[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

export function needed(verb: Verb, arguments_: VerbArguments, name: string): string {
  const value = text(arguments_, name);
  if (value === undefined) throw new UsageError(`--${name} is missing. See: tillside ${verb.name} --help`);
  return value;
}

/** A TCP port from 0 (any free one) to 65535, or the fallback. */
export function port(arguments_: VerbArguments, name: string, fallback: number): number {
  const value = text(arguments_, name);
  if (value === undefined) return fallback;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 65535)
    throw new UsageError(`--${name} ${value}: a port is a whole number from 0 (any free one) to 65535`);
  return number;
}

/** `--lang`, which every verb takes, else as `language.ts` says. */
export function languageFrom(arguments_: VerbArguments): Language {
  const value = text(arguments_, "lang");
  if (value === undefined) return languageBeside(text(arguments_, "config"));
  if (value === "it" || value === "en") return value;
  throw new UsageError(`--lang ${value}: it or en`);
}
