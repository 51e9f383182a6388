/**
 * Files that tills are told of and that are not in the releases folder any more: a disk that was put back, a hand. Tills that
 * need one would ask for it in vain, release after release, while HQ reads that nothing changed.
 */

import { statSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../engine/lint/index.ts";
import type { ChannelEntry } from "../release/metadata.ts";
import { urgentIn } from "./head.ts";
import type { Previous } from "./published.ts";

/** Whether all its files are there, as long as they were written. Their content each till checks. */
export function isWhole(to: string, { files }: Pick<ChannelEntry, "files">): boolean {
  return files.every(
    ({ path, bytes }) => statSync(join(to, path), { throwIfNoEntry: false })?.size === bytes,
  );
}

/** Warnings: what was written anew, and what no publication can. @param mended channels, as `writeRelease` tells them */
export function filesLost(to: string, before: Previous, mended: readonly string[] = []): Finding[] {
  const beside = Object.values(urgentIn(before.head)).filter((entry) => !isWhole(to, entry));
  return [
    ...(mended.length === 0 ? [] : [mendedWarning(mended.join(", "))]),
    ...(beside.length === 0 ? [] : [lostWarning(beside.map(({ channel }) => channel).join(", "))]),
  ];
}

function mendedWarning(channels: string): Finding {
  const text = {
    it: `Mancavano file che le casse leggono (${channels}): questi canali sono stati scritti di nuovo, per intero.`,
    en: `Files that tills read were missing (${channels}): these channels were written anew, whole.`,
  };
  return { severity: "warning", code: "files-mended", promotionIds: [], text };
}

function lostWarning(channels: string): Finding {
  const text = {
    it: `Mancano file di ciò che è spento e bloccato (${channels}), e nessuna cassa nuova lo sa: rimetterli da una copia di sicurezza; se non c'è, togliere head.json, pubblicare, e ripetere ciò che dice history.jsonl con publish --kill, block e revoke --from.`,
    en: `Files of what is switched off and blocked are missing (${channels}), and no new till knows of it: put them back from a backup; without one remove head.json, publish, and say again what history.jsonl says with publish --kill, block and revoke --from.`,
  };
  return { severity: "warning", code: "files-lost", promotionIds: [], text };
}
