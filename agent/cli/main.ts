/** The command `tillside`: finds the verb, reads its words, turns errors into one clear sentence. */

import { readFileSync } from "node:fs";
import type { Language } from "../texts/language.ts";
import { languageOfWords } from "./language.ts";
import { letGo } from "./service.ts";
import { exitCode, readArguments, UsageError } from "./verb.ts";
import { loadVerb, verbs } from "./verbs.ts";

/** Runs one command line and resolves to its exit code. Never throws. */
export async function main(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    console.log(await overview(languageOfWords(rest)));
    return name === undefined ? exitCode.usage : exitCode.done;
  }
  if (name === "--version") {
    console.log(version());
    return exitCode.done;
  }
  try {
    const verb = await loadVerb(name);
    if (verb === undefined)
      throw new UsageError(`there is no verb "${name}"; these are: ${Object.keys(verbs).join(", ")}`);
    if (rest.includes("--help") || rest.includes("-h")) {
      console.log((await helpOf(name, verb.help, languageOfWords(rest))).trim());
      return exitCode.done;
    }
    return await verb.run(readArguments(verb, rest));
  } catch (error) {
    console.error(`tillside: ${await toldIn(languageOfWords(rest), sentence(error))}`);
    return error instanceof UsageError ? exitCode.usage : exitCode.failed;
  } finally {
    letGo();
  }
}

/** The Italian sentences are loaded where they are read. */
async function toldIn(language: Language, text: string): Promise<string> {
  return language === "en" ? text : (await import("../texts/italian/said.ts")).said(language, text);
}

/** The message of an error; its stack only where it is a fault of ours, not of the world or of the words. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const expected = error instanceof UsageError || "code" in error;
  return expected ? error.message : (error.stack ?? error.message);
}

function version(): string {
  return JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version;
}

async function helpOf(name: string, english: string, language: Language): Promise<string> {
  return language === "en" ? english : ((await italian()).italianHelp[name]?.help ?? english);
}

async function overview(language: Language): Promise<string> {
  const table = (summaryOf: (name: string) => string) =>
    Object.keys(verbs)
      .map((name) => `  ${name.padEnd(11)} ${summaryOf(name)}`)
      .join("\n");
  if (language === "it") return (await italian()).italianOverview(table);
  return `tillside: promotions, coupons and loyalty beside the till\n\n${table((name) => verbs[name]!.summary)}\n\ntillside VERB --help tells more; --lang it|en chooses the language of what it says.`;
}

function italian() {
  return import("../texts/italian/help.ts");
}
