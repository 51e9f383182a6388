/** A report that was put together in English, in the language of whoever reads it: line by line. Pure. */

import { said } from "../texts/italian/said.ts";
import type { Language } from "../texts/language.ts";

export function inLanguage(language: Language, report: string): string {
  if (language === "en") return report;
  return report.replaceAll(
    /^( *)(.+)$/gm,
    (_, indent: string, line: string) => indent + said(language, line),
  );
}
