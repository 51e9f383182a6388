/** Goods come back over the socket: at the till that sold them, at another one, and where nobody knows the receipt. */

import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pastSale } from "../../agent/cli/past-sale.ts";
import type { PosClient } from "../../agent/client/connect.ts";
import { answeredCalls } from "../../agent/contract/answered-calls.ts";
import type { Agent } from "../../agent/main.ts";
import { openJournalReader } from "../../agent/store/journal-reader.ts";
import { verifyJournal } from "../../agent/store/verify.ts";
import { eventually } from "../../agent/testing/patience.ts";
import {
  appliedOf,
  CARD,
  COFFEE,
  COUPONS,
  line,
  openShop,
  promotions,
  type Shop,
  shopFiles,
} from "../../agent/testing/shop.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { freePort } from "../../sync/fixture/free-port.ts";
import { type Hub, startHub } from "../../sync/hub/hub.ts";
import { loadHubSecret, operatorToken } from "../../sync/hub/token.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";

interface Answer {
  readonly saleId: string;
  readonly totalCents: number;
  readonly refundCents: number;
  readonly vouchersToVoid: readonly object[];
  readonly vouchers?: readonly { readonly number: string; readonly couponId: string }[];
  readonly couponsRestored: readonly string[];
  readonly balances: readonly object[];
  readonly customer: { readonly balances: { readonly base: number } };
  readonly returns: readonly { readonly returnId: string }[];
}

const TEA = "8000000000017";

/** A voucher of 2.00 from 4.00 on, and tea once a day, beside the shop's own. */
const offered = [
  ...promotions,
  {
    id: "ONCE",
    name: { it: "Tè gratis", en: "Tea free" },
    layer: "offers",
    who: { card: true },
    mechanics: [{ kind: "percent", percent: "100", select: { of: [{ articles: [TEA] }] } }],
    limits: { perCustomer: { applications: 1, period: "day" } },
  },
  {
    id: "P4",
    name: { it: "Buono 2 euro", en: "2 euro voucher" },
    layer: "points",
    mechanics: [
      {
        kind: "voucher",
        series: "NEXT2",
        spend: { amountCents: 400 },
        worth: { amountCents: 200 },
        days: 30,
      },
    ],
  },
];

let shop: Shop;
let other: Shop;
let hub: Hub;
let agent: Agent;
let otherAgent: Agent;
let pos: PosClient;
let elsewhere: PosClient;
const folder = (name: string) => join(shop.folder, name);

beforeAll(async () => {
  shop = await openShop(shopFiles(1, offered));
  other = await openShop(shopFiles(1, offered));
  initKeys(folder("keys"), { rootKeys: 1, rootThreshold: 1 });
  for (const { folder: at } of [shop, other]) {
    mkdirSync(join(at, "data/trust"), { recursive: true });
    copyFileSync(folder("keys/root.json"), join(at, "data/trust/root.json"));
  }
  hub = await openHub(await freePort());
  enrolAt(folder("hub"), { store: "0042", till: "3" }, folder("data"));
  enrolAt(folder("hub"), { store: "0042", till: "4" }, join(other.folder, "data"));
  agent = await shop.start({ hq: hq() });
  pos = await shop.pos(agent);
  otherAgent = await other.start({ till: "4", hq: hq() });
  elsewhere = await other.pos(otherAgent);
});
afterAll(async () => {
  await shop.close();
  await other.close();
  await hub.close();
});

const openHub = (port: number) =>
  startHub({ dataDir: folder("hub"), releasesDir: folder("releases"), port, host: "127.0.0.1" });
const hq = () => ({ url: hub.url, pollSeconds: 600 });

/** Rings up and completes as the evaluation says. Answers what `complete` did. */
async function sell(
  id: string,
  lines: readonly object[],
  { card, coupon }: { card?: string; coupon?: string } = {},
): Promise<Answer> {
  await pos.call("transaction.begin", { transactionId: id });
  for (const one of lines) await pos.call("line.add", { transactionId: id, line: one });
  if (card !== undefined) await pos.call("customer.identify", { transactionId: id, card });
  if (coupon !== undefined) await pos.call("coupon.present", { transactionId: id, code: coupon });
  const evaluation = (await pos.call("transaction.subtotal", { transactionId: id })) as Answer;
  return (await pos.call("transaction.complete", {
    transactionId: id,
    receipt: `R-${id}`,
    applied: appliedOf(evaluation as never),
    totalCents: evaluation.totalCents,
  })) as Answer;
}

const three = [line("1"), line("2"), line("3")];
async function ask(asked: object, at = pos): Promise<Answer> {
  const answer = await at.call<Answer>("transaction.return", asked);
  expect(answeredCalls["transaction.return"].result.safeParse(answer).error?.issues ?? []).toEqual([]);
  return answer;
}
async function takeBack(returnId: string, receipt: string, goods?: readonly object[], at = pos) {
  const asked = { returnId, receipt, ...(goods === undefined ? {} : { goods }) };
  const { refundCents } = await ask({ ...asked, commit: false }, at);
  return ask({ ...asked, commit: true, paidOutCents: refundCents }, at);
}
const refusal = (asked: object, at = pos) =>
  ask(asked, at).then(
    () => "done",
    ({ reason }: { reason: string }) => reason,
  );

async function balance(): Promise<number> {
  await pos.call("transaction.begin", { transactionId: "look" });
  const { customer } = (await pos.call("customer.identify", { transactionId: "look", card: CARD })) as Answer;
  await pos.call("transaction.cancel", { transactionId: "look" });
  return customer.balances.base;
}

const atHq = (receipt: string) =>
  fetch(`${hub.url}/v1/receipt?store=0042&receipt=${receipt}`, {
    headers: { authorization: `Bearer ${operatorToken(loadHubSecret(folder("hub")))}` },
  });

describe("at the till that sold them", () => {
  test("a whole sale comes back: what was paid, and neither points nor vouchers are left", async () => {
    const before = await balance();
    const sold = await sell("whole", [...three, line("4", COFFEE, 450)], { card: CARD });
    expect(await balance()).toBe(before + 6);
    const asked = { returnId: "whole-1", receipt: "R-whole" };
    const said = await ask({ ...asked, commit: false });
    expect(said).toMatchObject({ recorded: false, returned: "whole", refundCents: 688, withheldCents: 0 });
    expect(said.vouchersToVoid).toEqual([{ couponId: sold.vouchers![0]!.couponId }]);
    expect(await balance()).toBe(before + 6);
    const done = await ask({ ...asked, commit: true, paidOutCents: 688 });
    expect(done).toMatchObject({ recorded: true, returned: "whole", refundCents: 688, paidOutCents: 688 });
    expect(done.balances).toEqual([{ unit: "points", account: "base", taken: 6, givenBack: 0 }]);
    expect(await balance()).toBe(before);
  });

  test("one of three for two brings nothing, all in turn bring what was paid", async () => {
    await sell("turns", three);
    const first = await takeBack("turns-1", "R-turns", [{ lineId: "3" }]);
    expect(first).toMatchObject({
      returned: "part",
      refundCents: 0,
      withheldCents: 80,
      withheld: [{ promotionId: "P1", amountCents: 80 }],
    });
    expect(await takeBack("turns-2", "R-turns", [{ lineId: "2" }])).toMatchObject({ refundCents: 119 });
    expect(await takeBack("turns-3", "R-turns")).toMatchObject({ refundCents: 119, returned: "whole" });
    expect(await refusal({ returnId: "turns-4", receipt: "R-turns", commit: false })).toBe("more-than-kept");
  });

  test("what the POS really paid out counts at the next return", async () => {
    await sell("less", three);
    const asked = { returnId: "less-1", receipt: "R-less", goods: [{ lineId: "1" }, { lineId: "2" }] };
    const done = await ask({ ...asked, commit: true, paidOutCents: 100 });
    expect(done).toMatchObject({ refundCents: 119, paidOutCents: 100, posDifferenceCents: -19 });
    expect(await ask({ returnId: "less-2", receipt: "R-less", commit: false })).toMatchObject({
      refundCents: 119,
    });
  });

  test("a piece of several, and a part of what was weighed", async () => {
    await sell("parts", [
      line("1", COFFEE, 450, "3"),
      { ...line("2", COFFEE, 1000, "0.500"), measure: "kg" },
    ]);
    const goods = [
      { lineId: "1", quantity: "2" },
      { lineId: "2", quantity: "0.2" },
    ];
    expect(await takeBack("parts-1", "R-parts", goods)).toMatchObject({ refundCents: 1100 });
    const more = { returnId: "parts-2", receipt: "R-parts", commit: false };
    expect(await refusal({ ...more, goods: [{ lineId: "1", quantity: "2" }] })).toBe("more-than-kept");
    expect(await refusal({ ...more, goods: [{ lineId: "1", quantity: "0.5" }] })).toBe("not-a-quantity");
    expect(await refusal({ ...more, goods: [{ lineId: "9" }] })).toBe("unknown-line");
  });

  test("a coupon whose goods all came back is good again, and its reduction is not paid out", async () => {
    await sell("coupon", [line("1", COFFEE, 450)], { coupon: COUPONS[5]! });
    const done = await takeBack("coupon-1", "R-coupon");
    expect(done.refundCents).toBe(350);
    expect(done.couponsRestored).toHaveLength(1);
    const again = await sell("coupon-again", [line("1", COFFEE, 450)], { coupon: COUPONS[5]! });
    expect(again.totalCents).toBe(350);
  });

  test("the same return sent again is answered the same; with other contents it is refused", async () => {
    await sell("again", [line("1", COFFEE, 450)]);
    const asked = { returnId: "again-1", receipt: "R-again", commit: true, paidOutCents: 450 };
    const [first, second] = await Promise.all([ask(asked), ask(asked)]);
    expect(second).toEqual(first);
    expect(await ask(asked)).toEqual(first);
    expect(await refusal({ ...asked, paidOutCents: 400 })).toBe("returned-differently");
  });

  test("two returns of the same goods at once: one is booked", async () => {
    await sell("race", [line("1", COFFEE, 450)]);
    const asked = { receipt: "R-race", commit: true, paidOutCents: 450 };
    const outcomes = await Promise.all([
      refusal({ ...asked, returnId: "race-1" }),
      refusal({ ...asked, returnId: "race-2" }),
    ]);
    expect(outcomes.filter((outcome) => outcome === "more-than-kept")).toHaveLength(1);
  });

  test("a return in training is answered like any other, and leaves the sale as it was", async () => {
    const before = await balance();
    await sell("practice", [...three, line("4", COFFEE, 450)], { card: CARD });
    const asked = { returnId: "practice-1", receipt: "R-practice", training: true };
    const practice = { recorded: false, training: true, returned: "whole", refundCents: 688 };
    expect(await ask({ ...asked, commit: false })).toMatchObject(practice);
    const done = await ask({ ...asked, commit: true, paidOutCents: 688 });
    expect(done).toMatchObject({ ...practice, paidOutCents: 688 });
    expect(done).not.toHaveProperty("vouchers");
    expect(await balance()).toBe(before + 6);
    // The name is free, too: what was practised is no return.
    expect(await ask({ ...asked, training: false, commit: true, paidOutCents: 688 })).toMatchObject({
      recorded: true,
    });
    expect(await balance()).toBe(before);
  });

  test("what was paid out is said with the commit, and only then", async () => {
    const asked = { returnId: "x", receipt: "R-whole" };
    expect(await refusal({ ...asked, commit: true })).toBe("bad-parameters");
    expect(await refusal({ ...asked, commit: false, paidOutCents: 1 })).toBe("bad-parameters");
  });
});

describe("at another till of the chain", () => {
  test("a receipt comes back through HQ, by the rules it was sold under", async () => {
    await sell("far", [...three, line("4", COFFEE, 450)], { card: CARD, coupon: COUPONS[6]! });
    await eventually(async () => expect((await atHq("R-far")).status).toBe(200));
    const first = await takeBack("far-1", "R-far", [{ lineId: "1" }], elsewhere);
    expect(first).toMatchObject({ returned: "part", refundCents: 0 });
    expect(await takeBack("far-2", "R-far", [{ lineId: "2" }], elsewhere)).toMatchObject({
      refundCents: 119,
    });
  });

  test("and the till that sold it knows what came back there", async () => {
    await eventually(async () => {
      const { returns } = (await (await atHq("R-far")).json()) as Answer;
      expect(returns).toHaveLength(2);
    });
    expect(
      await refusal({ returnId: "far-3", receipt: "R-far", goods: [{ lineId: "1" }], commit: false }),
    ).toBe("more-than-kept");
    const rest = await takeBack("far-3", "R-far");
    expect(rest).toMatchObject({ returned: "whole" });
    // 2 × 1.19 + 4.50 - 1.00 were paid in all.
    expect(rest.refundCents).toBe(588 - 119);
    expect(rest.couponsRestored).toHaveLength(1);
  });
});

describe("what happened at another till", () => {
  const couponHere = async (code: string): Promise<string> => {
    await pos.call("transaction.begin", { transactionId: "look" });
    const { coupon } = await pos.call<{ coupon: { outcome: string; reason?: string } }>("coupon.present", {
      transactionId: "look",
      code,
    });
    await pos.call("transaction.cancel", { transactionId: "look" });
    return coupon.reason ?? coupon.outcome;
  };

  test("a coupon is good again where it was used up, as soon as that till has heard from HQ", async () => {
    const code = COUPONS[15]!;
    await sell("lent", [line("1", COFFEE, 450)], { coupon: code });
    await agent.syncNow();
    const back = await takeBack("lent-1", "R-lent", undefined, elsewhere);
    expect(back.couponsRestored).toHaveLength(1);
    expect(await couponHere(code)).toBe("already-used");
    await otherAgent.syncNow();
    await agent.syncNow();
    expect(await couponHere(code)).toBe("parked");
    // Used again, it stays used, however often the same is heard.
    await sell("lent-again", [line("1", COFFEE, 450)], { coupon: code });
    await agent.syncNow();
    expect(await couponHere(code)).toBe("already-used");
  });

  test("why a promotion applied is told at any till, and by the sale's id in any store", async () => {
    const { saleId } = await sell("why", three);
    await agent.syncNow();
    const here = await pos.call<{ explanations: object[] }>("explain", { sale: "R-why" });
    for (const asked of [{ sale: "R-why" }, { sale: "R-why", till: "3" }, { sale: saleId, store: "0043" }])
      expect((await elsewhere.call<typeof here>("explain", asked)).explanations).toEqual(here.explanations);
    const wrong = elsewhere.call("explain", { sale: "R-why", till: "4" });
    await expect(wrong).rejects.toMatchObject({ reason: "unknown-receipt", field: "sale" });
  });

  test("the command line explains and replays it too", async () => {
    const config = join(other.folder, "data/config.json");
    writeFileSync(config, JSON.stringify({ store: "0042", till: "4", hq: hq() }));
    const { sale } = await pastSale(config, "R-why");
    expect([sale.receipt, sale.till]).toEqual(["R-why", "3"]);
    await expect(pastSale(config, "R-none")).rejects.toThrow("HQ does not hold it");
    writeFileSync(config, JSON.stringify({ store: "0042", till: "4" }));
    await expect(pastSale(config, "R-why")).rejects.toThrow("this till has no HQ to ask");
  });
});

describe("a receipt that nobody finds", () => {
  const unknown = [{ lineId: "1", vatRate: "22", unitsPaidCents: [300, 280] }];
  const asked = { receipt: "R-of-long-ago", commit: true, paidOutCents: 580 };

  test("is refused without what was paid, and without a supervisor", async () => {
    expect(await refusal({ ...asked, returnId: "u1" })).toBe("unknown-receipt");
    expect(await refusal({ ...asked, returnId: "u1", unknown })).toBe("override-needed");
  });

  test("comes back by the paid shares when a supervisor stands behind it", async () => {
    const override = { supervisor: "7", reason: "old receipt" };
    const done = await ask({ ...asked, returnId: "u1", unknown, override });
    expect(done).toMatchObject({ recorded: true, withoutSale: true, refundCents: 580 });
    expect(await ask({ ...asked, returnId: "u1", unknown, override })).toEqual(done);
    const reader = openJournalReader(shop.journalPath);
    expect(reader.findReturn("u1")).toMatchObject({ kind: "without-sale", override, goods: unknown });
    reader.close();
  });

  test("can't be told from one of another till while HQ is away: try again, or let it stand unconfirmed", async () => {
    const port = Number(new URL(hub.url).port);
    await hub.close();
    expect(await refusal({ ...asked, returnId: "u2" })).toBe("hq-unreachable");
    const past = pos.call("explain", { sale: asked.receipt });
    await expect(past).rejects.toMatchObject({ reason: "hq-unreachable" });
    expect(await refusal({ ...asked, returnId: "u2", unknown })).toBe("hq-unreachable");
    const override = { supervisor: "7", reason: "HQ is away" };
    expect(await ask({ ...asked, returnId: "u2", unknown, override })).toMatchObject({ unconfirmed: true });
    // Of a receipt of this till the same is said, and it comes back all the same.
    await sell("away", [line("1", COFFEE, 450)]);
    expect(await takeBack("away-1", "R-away")).toMatchObject({ refundCents: 450, unconfirmed: true });
    hub = await openHub(port);
  });
});

test("after all of it the journal is whole, and HQ has every return once", async () => {
  expect(verifyJournal(shop.journalPath).broken).toBeUndefined();
  expect(verifyJournal(other.journalPath).broken).toBeUndefined();
  await agent.syncNow();
  await eventually(async () => {
    const { returns } = (await (await atHq("R-turns")).json()) as Answer;
    expect(returns.map(({ returnId }) => returnId)).toEqual(["turns-1", "turns-2", "turns-3"]);
  });
  const status = await fetch(`${hub.url}/v1/status`, {
    headers: { authorization: `Bearer ${operatorToken(loadHubSecret(folder("hub")))}` },
  });
  expect(await status.json()).toMatchObject({ quarantined: 0, forked: 0, couponsUsedTwice: 0 });
});

describe("what a customer gets once a day", () => {
  const tea = [line("1", TEA, 300), line("2", COFFEE, 450)];
  async function priceAt(at: PosClient, transactionId: string): Promise<number> {
    const sale = { transactionId };
    await at.call("transaction.begin", sale);
    await at.call("customer.identify", { ...sale, card: CARD });
    for (const one of tea) await at.call("line.add", { ...sale, line: one });
    const { totalCents } = await at.call<Answer>("transaction.subtotal", sale);
    await at.call("transaction.cancel", sale);
    return totalCents;
  }

  test("is gone at the tills of other stores as soon as HQ has heard of it, and his again when it came back there", async () => {
    expect(await priceAt(elsewhere, "look-1")).toBe(450);
    expect((await sell("tea", tea, { card: CARD })).totalCents).toBe(450);
    await agent.syncNow();
    expect([await priceAt(elsewhere, "look-2"), await priceAt(pos, "look-3")]).toEqual([750, 750]);
    await takeBack("tea-1", "R-tea", undefined, elsewhere);
    await otherAgent.syncNow();
    expect([await priceAt(elsewhere, "look-4"), await priceAt(pos, "look-5")]).toEqual([450, 450]);
  });

  test("is what this till has counted where HQ is away", async () => {
    await sell("tea-2", tea, { card: CARD });
    await agent.syncNow();
    const port = Number(new URL(hub.url).port);
    await hub.close();
    expect([await priceAt(elsewhere, "look-6"), await priceAt(pos, "look-7")]).toEqual([450, 750]);
    hub = await openHub(port);
  });
});
