import { expect, test } from "vitest";
import { withAbilities } from "./abilities.ts";
import type { Connection } from "./connection.ts";
import { loadProfiles } from "./load-profiles.ts";

const gift = (how: string) => ({ kind: "gift", promotionId: "G", how, articles: ["mug"], pieces: 1 });

test("a POS that can't add a gift's line is told to have it scanned, in whole answers and in differences", async () => {
  const { abilities } = loadProfiles().profiles.get("generic")!;
  const told = (answer: object) =>
    withAbilities({ ...abilities, giftLine: false }, async () => answer)(
      {} as Connection,
      { id: 1, method: "line.add", params: {} } as never,
    );
  expect(await told({ effects: [gift("asked"), gift("chosen")] })).toEqual({
    effects: [gift("scanned"), gift("chosen")],
  });
  const change = { grossCents: 1, effects: { gone: [0], put: [[0, gift("asked")]] } };
  expect(await told({ difference: change })).toEqual({
    difference: { ...change, effects: { gone: [0], put: [[0, gift("scanned")]] } },
  });
  expect(await told({ difference: { grossCents: 1 } })).toEqual({ difference: { grossCents: 1 } });
});
