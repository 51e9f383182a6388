/** The one file of a releases folder that says what is switched off and blocked is gone: a disk that was put back, a hand. */

import type { Finding } from "../../engine/lint/index.ts";
import type { Previous } from "./published.ts";

/** A warning; what is published then is numbered above all before (`nextHeadVersion`). */
export function headLost({ isHeadLost }: Pick<Previous, "isHeadLost">): Finding[] {
  if (!isHeadLost) return [];
  const text = {
    it: "head.json non c'era più, e con lui ciò che era spento e bloccato: le casse che lo sapevano continuano così, quelle nuove non ne sanno nulla. history.jsonl dice che cos'era: ripeterlo con publish --kill, block e revoke --from; ciò che deve tornare si riprende dopo.",
    en: "head.json was gone, and with it what is switched off and blocked: tills that knew it go on so, new ones know nothing of it. history.jsonl says what it was: say it again with publish --kill, block and revoke --from; what is to be on again is taken back after that.",
  };
  return [{ severity: "warning", code: "head-lost", promotionIds: [], text }];
}
