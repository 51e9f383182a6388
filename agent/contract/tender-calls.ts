/** Parameters of the calls about paying. */

import { z } from "zod";
import { REWARDS_MAX, TENDERS_MAX } from "../session/session.ts";
import { answer, cents, override, sale, text } from "./fields.ts";

/** Named as the chain's promotions name them; without an amount: all that is left. */
export const tenders = z
  .array(z.strictObject({ tender: text, amountCents: cents.min(0).optional() }))
  .max(TENDERS_MAX);
const times = z.int().min(1).max(1000).default(1);
export const rewards = z.array(z.strictObject({ promotionId: text, times })).max(REWARDS_MAX);

const tender = { ...sale, tenderId: text, answer: answer.optional() };

export const tenderCalls = {
  /** What if the customer paid so, beside what is confirmed. The sale stays as it is. */
  "tender.preview": z.strictObject({ ...sale, tenders, rewards: rewards.optional() }),
  /** Paid: an amount of money before what the tender itself saves, or points for a reward of the catalogue. */
  "tender.add": z.union([
    z.strictObject({ ...tender, tender: text, amountCents: cents.min(1) }),
    z.strictObject({ ...tender, reward: text, times }),
  ]),
  "tender.void": z.strictObject({ ...tender, override: override.optional() }),
  /** What the customer wants for points or stamps; all of it, an empty list takes it back. */
  "reward.choose": z.strictObject({ ...sale, rewards, answer: answer.optional() }),
} as const;
