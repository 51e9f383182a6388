import {
  type ChangedKeys,
  type KeyList,
  listKeys,
  replaceKey,
  rotateRoot,
} from "../../sync/publish/change-keys.ts";
import { whoAmI } from "../../sync/publish/kill.ts";
import { inLanguage } from "./in-language.ts";
import {
  exitCode,
  languageFrom,
  needed,
  text,
  texts,
  UsageError,
  type Verb,
  type VerbArguments,
} from "./verb.ts";

/** `tillside keys`: which keys sign what, and new ones in their place. */
export const verb: Verb = {
  name: "keys",
  help: `
Usage: tillside keys --keys FOLDER [--to FOLDER] [--json]
       tillside keys replace release|head --keys FOLDER --to FOLDER [--root-key FILE ...] [--by NAME]
       tillside keys rotate-root --keys FOLDER --to FOLDER [--root-key FILE ...] [--count N] [--threshold N] [--by NAME]

Without a word: which key signs what, how many of them must, and until when the head is good.

  replace release  a new release.key; what tills have is published again, signed by it, under a new number
  replace head     a new head.key; the head is signed again
  rotate-root      new root keys, signed for by the old ones and by themselves. Move them into safes
  --keys FOLDER    keys made by "tillside publish --init-keys"
  --to FOLDER      releases folder: tills find the new root there, and walk from root to root
  --root-key FILE  a root key out of its safe; may be given again. Root keys that lie in the keys folder are taken too
  --count N        how many root keys, default as many as before
  --threshold N    how many of them must sign, default as before
  --by NAME        who changes them, for the history; by default whoever is logged in
  --json           as JSON

A key that a newer root no longer names signs nothing more, from each till's next look on. Old keys stay as
FILE.retired-N: delete them when all is well. The new root.json goes to every till that is installed from now on.

Example: tillside keys replace head --keys shop/keys --to shop/releases --root-key /media/safe1/root-1.key --root-key /media/safe2/root-2.key`,
  options: {
    keys: { type: "string" },
    to: { type: "string" },
    "root-key": { type: "string", multiple: true },
    count: { type: "string" },
    threshold: { type: "string" },
    by: { type: "string" },
    json: { type: "boolean" },
  },
  wordsMax: 2,

  async run(given) {
    const [what, which] = given.positionals;
    const tell = <T>(result: T, report: (result: T) => string) =>
      console.log(
        given.values.json ? JSON.stringify(result, null, 2) : inLanguage(languageFrom(given), report(result)),
      );
    if (what === undefined) {
      tell(listKeys(needed(verb, given, "keys"), text(given, "to")), listReport);
      return exitCode.done;
    }
    if (what === "replace" && (which === "release" || which === "head")) {
      tell(replaceKey(which, changeOf(given)), changeReport);
      return exitCode.done;
    }
    if (what === "rotate-root" && which === undefined) {
      const many = { count: numberOf(given, "count"), threshold: numberOf(given, "threshold") };
      tell(rotateRoot(changeOf(given), many), changeReport);
      return exitCode.done;
    }
    throw new UsageError(
      "keys, keys replace release, keys replace head, or keys rotate-root. See: tillside keys --help",
    );
  },
};

function changeOf(given: VerbArguments) {
  return {
    folder: needed(verb, given, "keys"),
    to: needed(verb, given, "to"),
    rootKeys: texts(given, "root-key"),
    now: new Date(),
    by: text(given, "by") ?? whoAmI(),
  };
}

function numberOf(given: VerbArguments, name: string): number | undefined {
  const words = text(given, name);
  if (words === undefined || /^[1-9]\d?$/.test(words)) return words === undefined ? undefined : Number(words);
  throw new UsageError(`--${name} ${words}: a whole number from 1`);
}

const SIGNS = {
  root: "which keys may sign what",
  release: "what is published",
  head: "which release is the newest, for whom, and what is switched off",
} as const;

function listReport({ root, roles, headExpires }: KeyList): string {
  const lines = roles.flatMap(({ role, threshold, keys }) => [
    `${role.padEnd(8)} ${threshold} of ${keys.length} must sign ${SIGNS[role]}`,
    ...keys.map(({ keyId, file }) => `           ${keyId.slice(0, 16)}  ${whereIs(role, file)}`),
  ]);
  const head =
    headExpires === undefined ? [] : [`The head is good until ${headExpires}; keys themselves don't expire.`];
  return [`Root ${root}`, ...lines, ...head].join("\n");
}

function whereIs(role: string, file: string | undefined): string {
  if (file === undefined)
    return role === "root" ? "not in this folder, as it should be" : "NOT IN THIS FOLDER";
  return role === "root" ? `${file}: move it into a safe` : file;
}

function changeReport({ root, made, headVersion, release }: ChangedKeys): string {
  return [
    `Root ${root} is signed; new: ${made.join(", ")}.`,
    ...(release === undefined
      ? []
      : [`Release ${release} holds what was published before, signed by the new key.`]),
    ...(headVersion === undefined ? [] : [`Head ${headVersion} is signed. Tills follow at their next look.`]),
    "Install new tills with the new root.json.",
  ].join("\n");
}
