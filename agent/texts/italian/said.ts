/** What is said in English where it arises, in the language of whoever reads it. Pure. */

import { devicePairs, translator } from "../../../drivers/italian/in-italian.ts";
import type { Language } from "../language.ts";
import { chain } from "./chain.ts";
import { commandLine } from "./command-line.ts";
import { config } from "./config.ts";
import { files } from "./files.ts";
import { hq } from "./hq.ts";
import { hqVerbs } from "./hq-verbs.ts";
import { publishing } from "./publishing.ts";
import { rules } from "./rules.ts";
import { status } from "./status.ts";
import { system } from "./system.ts";

/** All that is known, devices' own sentences among them. */
export const pairs = [
  ...devicePairs,
  ...commandLine,
  ...config,
  ...status,
  ...files,
  ...hq,
  ...hqVerbs,
  ...chain,
  ...publishing,
  ...rules,
  ...system,
];
const { inItalian } = translator(pairs);

/** The sentence in that language; where nobody has written it down in Italian, as it came. */
export function said(language: Language, text: string): string {
  return language === "it" ? inItalian(text) : text;
}
