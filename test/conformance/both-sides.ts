/** One profile's dialogues from both sides, with an agent of its own. */

import type { Group, Outcome } from "../../agent/conformance/dialogue.ts";
import { startOwnAgent } from "../../agent/conformance/own-agent.ts";
import { ENTRY } from "../../agent/testing/entry.ts";
import { asAgent, asPos, departures, profileOf } from "./kit.ts";

export interface BothSides {
  /** In words; of our agent, and of a POS that does what it is asked for. */
  readonly departures: readonly string[];
  readonly heard: readonly Outcome[];
  readonly said: readonly Outcome[];
}

export async function playBothSides(name: string, played: readonly Group[]): Promise<BothSides> {
  const profile = profileOf(name);
  const agent = await startOwnAgent(profile, "en", { program: ENTRY });
  try {
    const { outcomes: heard, misunderstood } = await asAgent(profile, agent, played);
    const said = await asPos(profile, agent, played);
    return { departures: [...misunderstood, ...departures(heard), ...departures(said)], heard, said };
  } finally {
    await agent.close();
  }
}
