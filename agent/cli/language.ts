/** Which language the command line speaks: `--lang`, else what the till's configuration says, else the machine's, else English. */

import { parseArgs } from "node:util";
import { readText } from "../../sync/read-text.ts";
import type { Language } from "../texts/language.ts";

/** For what is said before the words are understood: an error about them. Never throws. */
export function languageOfWords(words: readonly string[]): Language {
  const options = { lang: { type: "string" }, config: { type: "string" } } as const;
  const { lang, config } = parseArgs({
    args: [...words],
    options,
    strict: false,
    allowPositionals: true,
  }).values;
  if (lang === "it" || lang === "en") return lang;
  return languageBeside(typeof config === "string" ? config : undefined);
}

/** Without `--lang`. @param configFile one that can't be read says nothing: that is somebody else's error to tell */
export function languageBeside(configFile: string | undefined): Language {
  return writtenIn(configFile) ?? languageOfMachine();
}

/** `language` where somebody has written it: a till's default is Italian wherever its PC stands. */
function writtenIn(configFile: string | undefined): Language | undefined {
  if (configFile === undefined) return undefined;
  try {
    const { language } = JSON.parse(readText(configFile));
    return language === "it" || language === "en" ? language : undefined;
  } catch {
    return undefined;
  }
}

/** LC_ALL, LC_MESSAGES, LANG; where none is set, as on Windows, what its user has chosen. */
function languageOfMachine(): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  // Asking Intl takes 25 ms of a start: it reads the languages of the world.
  const locale = LC_ALL || LC_MESSAGES || LANG || Intl.DateTimeFormat().resolvedOptions().locale;
  return /^it/i.test(locale) ? "it" : "en";
}
