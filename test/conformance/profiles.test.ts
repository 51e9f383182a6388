/**
 * The dialogues in all four profiles' bytes, from both sides, over real sockets. Those that start agents anew show what an
 * agent keeps, and those of hundreds of calls how much it bears, whatever words it was told in: here they are played in one
 * profile, by `npm run test:long -- conformance` in all. There alone is what takes more than a thousand calls.
 */

import { describe, expect, test } from "vitest";
import type { Dialogue } from "../../agent/conformance/dialogue.ts";
import { groups } from "../../agent/conformance/dialogues/index.ts";
import { playBothSides } from "./both-sides.ts";
import { profileNames } from "./kit.ts";

const LONG = 240_000;
const WHOLE = "generic";
const repeats = ({ steps }: Dialogue) =>
  Math.max(...steps.map((step) => ("times" in step && step.times) || 1));
const startsAgents = ({ steps }: Dialogue) =>
  steps.some(
    (step) =>
      ("crash" in step && step.crash === "agent") || ("connect" in step && step.connect.startsWith("till")),
  );
const played = groups.map(({ group, dialogues }) => ({
  group,
  dialogues: dialogues.filter((one) => repeats(one) <= 1000),
}));
const short = played.map(({ group, dialogues }) => ({
  group,
  dialogues: dialogues.filter((one) => repeats(one) <= 100 && !startsAgents(one)),
}));
const counted = (outcomes: readonly { readonly result: string }[], result: string) =>
  outcomes.filter((one) => one.result === result).length;

describe.concurrent.each(profileNames)("%s", (name) => {
  test(
    "our agent departs from no dialogue, and a POS that does what it is asked for from none either",
    async () => {
      const { departures, heard, said } = await playBothSides(name, name === WHOLE ? played : short);
      expect(departures).toEqual([]);
      expect(counted(heard, "as-agreed")).toBeGreaterThanOrEqual(30);
      expect(counted(said, "as-agreed")).toBeGreaterThanOrEqual(name === WHOLE ? 180 : 172);
      // Whatever is not for this POS is said so, and nothing is left out.
      expect(counted(said, "as-agreed") + counted(said, "not-for-profile")).toBe(said.length);
    },
    LONG,
  );
});
