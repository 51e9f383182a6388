/** All dialogues against one agent, the kit as its POS. */

import type { Departure, Group, Outcome } from "./dialogue.ts";
import { unmet } from "./needs.ts";
import { type PosSetting, playAsPos } from "./play-as-pos.ts";

export interface RunOptions {
  /** Goes on after a departure. */
  readonly all: boolean;
  /** Each, as soon as it is known. */
  readonly told: (outcome: Outcome) => void;
}

export async function runAsPos(
  groups: readonly Group[],
  setting: PosSetting,
  { all, told }: RunOptions,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  let departed = false;
  let number = 0;
  for (const { group, dialogues } of groups)
    for (const dialogue of dialogues) {
      number += 1;
      const missing = unmet(dialogue, setting.profile, setting.agent !== undefined);
      const begun = performance.now();
      const more: Omit<Outcome, "group" | "dialogue" | "ms"> = missing
        ? { result: missing.of === "profile" ? "not-for-profile" : "not-here", need: missing.need }
        : departed && !all
          ? { result: "not-played" }
          : resultOf(await playAsPos(dialogue, number, setting));
      departed ||= more.result === "departed";
      const outcome = { group, dialogue, ...more, ms: performance.now() - begun };
      outcomes.push(outcome);
      told(outcome);
    }
  return outcomes;
}

export function resultOf(
  departure: Departure | undefined,
): Pick<Outcome, "result"> & { departure?: Departure } {
  return departure === undefined ? { result: "as-agreed" } : { result: "departed", departure };
}
