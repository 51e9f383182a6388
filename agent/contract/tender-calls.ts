/** Parameters of the calls about paying. */

import { z } from "zod";
import { REWARDS_MAX, TENDERS_MAX } from "../session/session.ts";
import { answer, cents, chainsWord, override, sale, text } from "./fields.ts";

const name = chainsWord.describe("As the chain's promotions name it.");
export const tenders = z
  .array(
    z.strictObject({
      tender: name,
      amountCents: cents
        .min(0)
        .optional()
        .describe(
          "The part of `totalCents` that it is to cover, before what it saves itself; all that is left, if absent.",
        ),
    }),
  )
  .max(TENDERS_MAX);
const times = z.int().min(1).max(1000).default(1);
export const rewards = z.array(z.strictObject({ promotionId: chainsWord, times })).max(REWARDS_MAX);

const tenderId = text.describe("The POS's own name for it, once in a sale.");
const tender = { ...sale, tenderId, answer: answer.optional() };

export const tenderCalls = {
  /** What if the customer paid so, beside what is confirmed. The sale stays as it is. */
  "tender.preview": z.strictObject({ ...sale, tenders, rewards: rewards.optional() }),
  /** Paid: an amount of money before what the tender itself saves, or points for a reward of the catalogue. */
  "tender.add": z.union([
    z.strictObject({
      ...tender,
      tender: name,
      amountCents: cents.min(1).describe("What it covers of `totalCents`, before what it saves itself."),
    }),
    z.strictObject({
      ...tender,
      reward: chainsWord.describe("The promotion that gives it for points."),
      times,
    }),
  ]),
  "tender.void": z.strictObject({ ...tender, override: override.optional() }),
  /** What the customer wants for points or stamps; all of it, an empty list takes it back. */
  "reward.choose": z.strictObject({ ...sale, rewards, answer: answer.optional() }),
} as const;
