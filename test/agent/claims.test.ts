/** What may be used once, at two tills: granted by HQ, and within an allowance while HQ is away. */

import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { answeredCalls } from "../../agent/contract/answered-calls.ts";
import { eventually } from "../../agent/testing/patience.ts";
import {
  appliedOf,
  CARD,
  COFFEE,
  COUPONS,
  line,
  OTHER_CARDS,
  openShop,
  promotions,
  savedByPaying,
  shopFiles,
} from "../../agent/testing/shop.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { startTwoTills, type Till, type TwoTills } from "./two-tills.ts";

type Answer = Record<string, unknown> & {
  readonly coupon: { readonly outcome: string; readonly reason?: string; readonly text?: string };
};

let both: TwoTills;
let three: Till;
let four: Till;

beforeAll(async () => {
  const release = shopFiles(1, [...promotions, ...savedByPaying], {
    "coupon-allowance/EURO1": { worthCents: 100, perTillAndDay: 2 },
    "points-allowance/base": "refuse",
  });
  both = await startTwoTills(release, { claimMs: 5000 });
  ({ three, four } = both);
});
afterEach(() => {
  for (const till of [three, four]) till.line.mischief = () => "pass";
});
afterAll(() => both.close());

const cut = (...tills: Till[]) => {
  for (const till of tills) till.line.mischief = () => ({ status: 503 });
};
async function ask(till: Till, call: string, params: object): Promise<Answer> {
  const answer = await till.pos.call<Answer>(call as "line.add", params as never);
  expect(answeredCalls[call as "line.add"].result.safeParse(answer).error?.issues ?? []).toEqual([]);
  return answer;
}
let sales = 0;
/** A coffee for 4.50. */
async function begun(at: Till, more: object = {}) {
  sales += 1;
  const sale = { transactionId: `s${sales}` };
  await ask(at, "transaction.begin", { ...sale, ...more });
  await ask(at, "line.add", { ...sale, line: line("1", COFFEE, 450) });
  return sale;
}
async function shown(at: Till, code: string, more: object = {}) {
  const sale = await begun(at, more);
  const { coupon } = await ask(at, "coupon.present", { ...sale, code });
  return { sale, said: coupon.reason ?? coupon.outcome, text: coupon.text };
}
async function paid(at: Till, sale: object): Promise<Answer> {
  const evaluation = await ask(at, "transaction.subtotal", sale);
  const { totalCents } = evaluation;
  const applied = appliedOf(evaluation as never);
  return ask(at, "transaction.complete", { ...sale, receipt: `R-${sales}`, applied, totalCents });
}
async function lookedAt(at: Till, code: string): Promise<string> {
  const { sale, said } = await shown(at, code);
  await ask(at, "transaction.cancel", sale);
  return said;
}
const atHq = <T>(path: string) => both.ofHub<T>(path);
const held = async () => (await atHq<{ claimsHeld: number }>("/v1/status")).claimsHeld;

test("a coupon that is in a sale at one till is refused at the other, and free there when the sale is cancelled", async () => {
  const { sale, said } = await shown(three, COUPONS[0]!);
  expect(said).toBe("accepted");
  expect(await lookedAt(four, COUPONS[0]!)).toBe("reserved-elsewhere");
  await ask(three, "transaction.cancel", sale);
  await eventually(async () => expect(await lookedAt(four, COUPONS[0]!)).toBe("accepted"));
});

test("a coupon that was paid with at one till is used at the other", async () => {
  const { sale } = await shown(three, COUPONS[1]!);
  await paid(three, sale);
  await eventually(async () => expect(await lookedAt(four, COUPONS[1]!)).toBe("already-used"));
});

test("withdrawn, it is free elsewhere; a suspended sale keeps it, over the end of the agent too", async () => {
  const { sale } = await shown(three, COUPONS[2]!);
  await ask(three, "transaction.suspend", sale);
  await three.agent.close();
  three.agent = await three.start();
  three.pos = await three.shop.pos(three.agent);
  expect(await lookedAt(four, COUPONS[2]!)).toBe("reserved-elsewhere");
  const { coupons } = (await ask(three, "transaction.resume", sale)).sale as {
    coupons: { couponId: string }[];
  };
  await ask(three, "coupon.withdraw", { ...sale, couponId: coupons[0]!.couponId });
  await eventually(async () => expect(await lookedAt(four, COUPONS[2]!)).toBe("accepted"));
  await ask(three, "transaction.cancel", sale);
});

test("training and what-if questions hold nothing at HQ", async () => {
  await eventually(async () => expect(await held()).toBe(0));
  const { sale, said } = await shown(three, COUPONS[3]!, { training: true });
  expect(said).toBe("accepted");
  await ask(three, "transaction.evaluate", { lines: [line("1", COFFEE, 450)], coupons: [COUPONS[3]] });
  expect(await held()).toBe(0);
  await ask(three, "transaction.cancel", sale);
});

test("while HQ is away each till accepts what its allowance says, and says why no more; HQ finds what was used twice", async () => {
  cut(three, four);
  for (const till of [three, four])
    for (const code of [COUPONS[4]!, COUPONS[5]!]) {
      const { sale, said } = await shown(till, code);
      expect(said).toBe("accepted");
      await paid(till, sale);
    }
  const { sale, said, text } = await shown(three, COUPONS[6]!);
  expect([said, text]).toEqual(["hq-away", "HQ can't be reached: this coupon can't be accepted now."]);
  // Refused is not reserved: with HQ it is good.
  for (const till of [three, four]) till.line.mischief = () => "pass";
  for (const till of [three, four]) await till.agent.syncNow();
  expect(await ask(three, "coupon.present", { ...sale, code: COUPONS[6] })).toMatchObject({
    coupon: { outcome: "accepted" },
  });
  await ask(three, "transaction.cancel", sale);
  expect(await atHq("/v1/status")).toMatchObject({ couponsUsedTwice: 2, quarantined: 0 });
});

test("an HQ that never answers holds nobody up: past its time the allowance holds", async () => {
  const shop = await openShop();
  enrolAt(join(three.shop.folder, "hub"), { store: "0042", till: "5" }, join(shop.folder, "data"));
  const hq = { url: four.line.url, pollSeconds: 600, claimMs: 50 };
  try {
    const pos = await shop.pos(await shop.start({ till: "5", hq }));
    four.line.mischief = () => "no-answer";
    const sale = { transactionId: "q" };
    await pos.call("transaction.begin", sale);
    await pos.call("line.add", { ...sale, line: line("1", COFFEE, 450) });
    const { coupon } = await pos.call<Answer>("coupon.present", { ...sale, code: COUPONS[7]! });
    expect(coupon.outcome).toBe("accepted");
    expect(shop.log).toContainEqual(expect.objectContaining({ event: "claim-unanswered" }));
  } finally {
    await shop.close();
  }
});

test("points that one till holds for a reward are not given by the other, until the sale is cancelled", async () => {
  const choose = (at: Till, sale: object, times: number) =>
    ask(at, "reward.choose", { ...sale, rewards: [{ promotionId: "REWARD", times }] });
  const [here, there] = [await begun(three), await begun(four)];
  await ask(three, "customer.identify", { ...here, card: CARD });
  await ask(four, "customer.identify", { ...there, card: CARD });
  expect(await choose(three, here, 1)).toMatchObject({ totalCents: 350 });
  const less = await choose(four, there, 2);
  expect(less).toMatchObject({
    totalCents: 350,
    rewardsRefused: [
      {
        account: "base",
        reason: "not-enough",
        left: 50,
        text: "Points are used or held elsewhere: 50 are left for this purchase.",
      },
    ],
  });
  await ask(three, "transaction.cancel", here);
  await eventually(async () => {
    expect(await choose(four, there, 2)).toMatchObject({ totalCents: 250 });
  });
  await paid(four, there);
  const late = await begun(three);
  await ask(three, "customer.identify", { ...late, card: CARD });
  await ask(three, "transaction.subtotal", late);
  const tender = { ...late, tenderId: "t1", reward: "REWARD", times: 1 };
  await expect(ask(three, "tender.add", tender)).rejects.toMatchObject({ reason: "points-not-granted" });
  await ask(three, "transaction.cancel", late);
  expect(await atHq("/v1/status")).toMatchObject({ pointsMissing: 0 });
});

test("where HQ allows no points while it is away, a reward is not given, with words", async () => {
  cut(three);
  const sale = await begun(three);
  await ask(three, "customer.identify", { ...sale, card: OTHER_CARDS[0] });
  const answer = await ask(three, "reward.choose", {
    ...sale,
    rewards: [{ promotionId: "REWARD", times: 1 }],
  });
  expect(answer).toMatchObject({
    totalCents: 450,
    rewardsRefused: [
      { reason: "hq-away", left: 0, text: "HQ can't be reached: no more points can be used now." },
    ],
  });
  await ask(three, "transaction.cancel", sale);
});
