/**
 * Other words for calls, fields and values. A word that is given away and not given another one itself changes places:
 * with `"lineId": "pos"` a field that was called `pos` travels as `lineId`. So whatever is written can be read again.
 */

import { FREE } from "./number-style.ts";
import type { Profile } from "./profile.ts";

export interface Renames {
  /** The vendor's words → the contract's. */
  read(message: unknown): unknown;
  write(message: unknown): unknown;
}

type Given = Readonly<Record<string, string>>;
type Words = ReadonlyMap<string, string>;

/** One direction. */
interface Dictionary {
  readonly calls: Words;
  readonly fields: Words;
  /** By the field as the contract calls it. */
  readonly values: ReadonlyMap<string, Words>;
  /** The contract's name of a field as it stands before this direction is gone. */
  readonly canonical: (field: string) => string;
}

/** Whether any word is another one than the contract's. */
export function isRenaming({ calls, fields, values }: Profile["names"]): boolean {
  return [calls, fields, values].some((names) => Object.keys(names).length > 0);
}

export function renamesOf(names: Profile["names"]): Renames {
  if (!isRenaming(names)) return { read: (message) => message, write: (message) => message };
  const { calls, fields, values } = names;
  const [callsOut, fieldsOut] = [closed(calls), closed(fields)];
  const valuesOut = new Map(Object.entries(values).map(([field, words]) => [field, closed(words)]));
  const fieldsBack = backwards(fieldsOut);
  const out: Dictionary = {
    calls: callsOut,
    fields: fieldsOut,
    values: valuesOut,
    canonical: (field) => field,
  };
  const back: Dictionary = {
    calls: backwards(callsOut),
    fields: fieldsBack,
    values: new Map([...valuesOut].map(([field, words]) => [field, backwards(words)])),
    canonical: (field) => fieldsBack.get(field) ?? field,
  };
  return { read: (message) => renameMessage(message, back), write: (message) => renameMessage(message, out) };
}

/** Why these words can't be read again; undefined: they can. */
export function ambiguity({ calls, fields, values }: Profile["names"]): string | undefined {
  for (const given of [calls, fields, ...Object.values(values)]) {
    const words = Object.values(given);
    const twice = words.find((word, index) => words.indexOf(word) !== index);
    if (twice !== undefined) return `"${twice}" stands for two words of the contract`;
  }
  return undefined;
}

/** A permutation: chains that end in a word nobody renames are closed to circles. */
function closed(given: Given): Words {
  const all = new Map(Object.entries(given));
  const origin = backwards(all);
  for (const last of Object.values(given)) {
    if (all.has(last)) continue;
    let first = last;
    while (origin.has(first)) first = origin.get(first)!;
    all.set(last, first);
  }
  return all;
}

function backwards(words: Words): Map<string, string> {
  return new Map([...words].map(([word, other]) => [other, word]));
}

/** JSON-RPC's own fields keep their names. */
function renameMessage(message: unknown, by: Dictionary): unknown {
  if (typeof message !== "object" || message === null || Array.isArray(message)) return message;
  return Object.fromEntries(
    Object.entries(message).map(([field, content]) => {
      if (field === "method" && typeof content === "string") return [field, by.calls.get(content) ?? content];
      if (field === "params" || field === "result") return [field, rename(content, by)];
      if (field === "error") return [field, renameError(content, by)];
      return [field, content];
    }),
  );
}

/** An error's field is a path in the POS's own words. */
function renameError(error: unknown, by: Dictionary): unknown {
  const { data } = (error ?? {}) as { data?: { field?: unknown } };
  if (typeof data?.field !== "string") return error;
  const path = data.field.split(".").map((part) => by.fields.get(part) ?? part);
  return { ...(error as object), data: { ...data, field: path.join(".") } };
}

/** @param words of the field that the value stands in */
function rename(value: unknown, by: Dictionary, words?: Words): unknown {
  if (typeof value === "string") return words?.get(value) ?? value;
  if (Array.isArray(value)) return value.map((one) => rename(one, by, words));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, content]) => {
      const name = by.canonical(field);
      const written = by.fields.get(field) ?? field;
      return [written, FREE.has(name) ? content : rename(content, by, by.values.get(name))];
    }),
  );
}
