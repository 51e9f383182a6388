/** All dialogues in all four profiles' bytes, from both sides, over real sockets. */

import { describe, expect, test } from "vitest";
import { groups } from "../../agent/conformance/dialogues/index.ts";
import { startOwnAgent } from "../../agent/conformance/own-agent.ts";
import { asAgent, asPos, departures, profileNames, profileOf } from "./kit.ts";

const LONG = 240_000;
const counted = (outcomes: readonly { readonly result: string }[], result: string) =>
  outcomes.filter((one) => one.result === result).length;

describe.concurrent.each(profileNames)("%s", (name) => {
  test(
    "our agent departs from no dialogue, and a POS that does what it is asked for from none either",
    async () => {
      const profile = profileOf(name);
      const agent = await startOwnAgent(profile, "en");
      try {
        const { outcomes: heard, misunderstood } = await asAgent(profile, agent, groups);
        expect([...misunderstood, ...departures(heard)]).toEqual([]);
        expect(counted(heard, "as-agreed")).toBeGreaterThanOrEqual(30);
        const said = await asPos(profile, agent, groups);
        expect(departures(said)).toEqual([]);
        expect(counted(said, "as-agreed")).toBeGreaterThanOrEqual(180);
        // Whatever is not for this POS is said so, and nothing is left out.
        expect(counted(said, "as-agreed") + counted(said, "not-for-profile")).toBe(said.length);
      } finally {
        await agent.close();
      }
    },
    LONG,
  );
});
