/** All dialogues that a vendor's POS can be asked for, the kit as the agent that it speaks to. */

import type { Dialogue, Group, Outcome } from "./dialogue.ts";
import { unmet } from "./needs.ts";
import { type AgentSetting, playAsAgent } from "./play-as-agent.ts";
import { type RunOptions, resultOf } from "./run-as-pos.ts";

export interface AgentRunOptions extends RunOptions {
  /** Begins now: what is asked for belongs to it. @param number of how many there are, from 1 */
  readonly begins: (group: string, dialogue: Dialogue, number: number, last: number) => void;
}

export async function runAsAgent(
  groups: readonly Group[],
  setting: AgentSetting,
  { all, told, begins }: AgentRunOptions,
): Promise<readonly Outcome[]> {
  const last = groups.flatMap(({ dialogues }) => dialogues.filter(({ both }) => both)).length;
  const outcomes: Outcome[] = [];
  let departed = false;
  let number = 0;
  for (const { group, dialogues } of groups)
    for (const dialogue of dialogues.filter(({ both }) => both)) {
      number += 1;
      const missing = unmet(dialogue, setting.profile, true);
      const begun = performance.now();
      let more: Omit<Outcome, "group" | "dialogue" | "ms">;
      if (missing) more = { result: "not-for-profile", need: missing.need };
      else if (departed && !all) more = { result: "not-played" };
      else {
        // What a departed dialogue left behind belongs to none.
        if (departed) setting.watch.clear();
        begins(group, dialogue, number, last);
        more = resultOf(await playAsAgent(dialogue, number, setting));
      }
      departed ||= more.result === "departed";
      const outcome = { group, dialogue, ...more, ms: performance.now() - begun };
      outcomes.push(outcome);
      told(outcome);
    }
  return outcomes;
}
