/**
 * All profiles this till knows: HQ's stand before those in its own folder, and those before the built-in ones. A bad one
 * is refused by name, and what stands behind it under the same name goes on.
 */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readText } from "../../sync/read-text.ts";
import { dialects } from "./adapters.ts";
import { builtIn } from "./built-in-profiles.ts";
import { type Profile, profileSchema } from "./profile.ts";
import { ambiguity } from "./renames.ts";

/** A profile as it was found, unread. */
export interface FoundProfile {
  /** File or row, for people: "profiles/acme.json", "HQ: profile/acme". */
  readonly from: string;
  readonly value: unknown;
}

export interface LoadedProfiles {
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly refused: readonly { readonly from: string; readonly why: string }[];
}

/** @param found later ones stand before earlier ones of the same name, and all before the built-in ones */
export function loadProfiles(found: readonly FoundProfile[] = []): LoadedProfiles {
  const profiles = new Map<string, Profile>();
  const refused: { from: string; why: string }[] = [];
  const all = [...Object.entries(builtIn).map(([from, value]) => ({ from, value })), ...found];
  for (const { from, value } of all) {
    const read = readProfile(value);
    if ("why" in read) refused.push({ from, why: read.why });
    else profiles.set(read.profile.name, read.profile);
  }
  return { profiles, refused };
}

/** Checked, or why it can't be used: the field, and what is wrong with it. */
export function readProfile(value: unknown): { profile: Profile } | { why: string } {
  if (value instanceof Error) return { why: value.message };
  const read = profileSchema.safeParse(value);
  if (!read.success) {
    const issue = read.error.issues[0]!;
    const field = [...issue.path, ...(issue.code === "unrecognized_keys" ? issue.keys : [])].join(".");
    return { why: field === "" ? issue.message : `"${field}": ${issue.message}` };
  }
  const { adapter, encoding, names } = read.data;
  if (encoding === "json" && adapter !== "none") return { why: '"adapter": JSON needs none' };
  if (encoding === "xml" && !Object.hasOwn(dialects, adapter))
    return { why: `"adapter": there is none called "${adapter}"` };
  const unclear = ambiguity(names);
  return unclear === undefined ? { profile: read.data } : { why: `"names": ${unclear}` };
}

/** The JSON files of a folder, by name; none where there is no such folder. What can't be read is an Error as `value`. */
export function profilesIn(folder: string): FoundProfile[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" ? [] : [{ from: folder, value: error }];
  }
  return names
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => {
      const from = join(folder, name);
      try {
        return { from, value: JSON.parse(readText(from)) as unknown };
      } catch (error) {
        return { from, value: error };
      }
    });
}
