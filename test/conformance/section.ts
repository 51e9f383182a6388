/** `npm run test:long -- conformance`: every dialogue in every profile, those too that start agents anew. */

import { groups } from "../../agent/conformance/dialogues/index.ts";
import { playBothSides } from "./both-sides.ts";
import { profileNames } from "./kit.ts";

export async function conformanceForLong(): Promise<void> {
  let failed = 0;
  for (const name of profileNames) {
    const { departures, heard, said } = await playBothSides(name, groups);
    for (const departure of departures) console.error(`${name}: ${departure}`);
    failed += departures.length;
    const played = [...heard, ...said].filter(({ result }) => result === "as-agreed").length;
    console.log(`${name}: ${played} dialogues as agreed, ${departures.length} depart`);
  }
  if (failed > 0) process.exitCode = 1;
}
