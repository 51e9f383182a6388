/** A sale is suspended at one till and goes on at another: two agents, a hub, and lines between them that break. */

import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { answeredCalls } from "../../agent/contract/answered-calls.ts";
import { openReplica } from "../../agent/store/replica.ts";
import { verifyJournal } from "../../agent/store/verify.ts";
import { eventually } from "../../agent/testing/patience.ts";
import { agentProcess } from "../../agent/testing/process.ts";
import {
  appliedOf,
  CARD,
  COFFEE,
  COUPONS,
  line,
  OTHER_CARDS,
  openShop,
  promotions,
  shopFiles,
} from "../../agent/testing/shop.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { startLine } from "../../sync/fixture/line.ts";
import { startTwoTills, type Till, type TwoTills } from "./two-tills.ts";

type Answer = Record<string, unknown> & { readonly suspension: { readonly code: string } };

const WATER = "8000000000024";
const once = {
  id: "ONCE",
  name: { it: "Acqua -30, una volta al giorno", en: "Water 30 off, once a day" },
  layer: "offers",
  mechanics: [{ kind: "amount", amountCents: 30, per: "unit", select: { of: [{ articles: [WATER] }] } }],
  limits: { perCustomer: { applications: 1, period: "day" } },
};

let both: TwoTills;
let three: Till;
let four: Till;
const folder = (name: string) => join(three.shop.folder, name);

beforeAll(async () => {
  const release = shopFiles(1, [...promotions, once]);
  both = await startTwoTills(release);
  ({ three, four } = both);
});
afterEach(() => {
  for (const till of [three, four]) till.line.mischief = () => "pass";
});
afterAll(() => both.close());

const cut = (till: Till) => {
  till.line.mischief = () => ({ status: 503 });
};
const mended = async (...tills: Till[]) => {
  for (const till of tills) till.line.mischief = () => "pass";
  for (const till of tills) await till.agent.syncNow();
  for (const till of tills) await till.agent.syncNow();
};

async function ask(till: Till, call: string, params: object): Promise<Answer> {
  const answer = await till.pos.call<Answer>(call as "line.add", params as never);
  const { result } = answeredCalls[call as "line.add"];
  expect(result.safeParse(answer).error?.issues ?? []).toEqual([]);
  return answer;
}
const refusal = (till: Till, call: string, params: object) =>
  ask(till, call, params).then(
    () => "done",
    ({ reason }: { reason: string }) => reason,
  );

let sales = 0;
/** Coffee, a card, a coupon: 4.50, less 1.00. Suspended, and known to HQ. */
async function suspended(at: Till, { offered = true, code = "" } = {}) {
  sales += 1;
  const sale = { transactionId: `s${sales}` };
  await ask(at, "transaction.begin", sale);
  await ask(at, "line.add", { ...sale, line: line("1", COFFEE, 450) });
  await ask(at, "customer.identify", { ...sale, card: CARD });
  if (code !== "") await ask(at, "coupon.present", { ...sale, code });
  const before = await ask(at, "transaction.subtotal", sale);
  const { suspension } = await ask(at, "transaction.suspend", sale);
  if (offered) await at.agent.syncNow();
  return { sale, before, suspension: { code: suspension.code } };
}
async function paid(till: Till, sale: { transactionId: string }): Promise<Answer> {
  const evaluation = await ask(till, "transaction.subtotal", sale);
  const { totalCents } = evaluation;
  const receipt = `R-${sale.transactionId}`;
  const applied = appliedOf(evaluation as never);
  return ask(till, "transaction.complete", { ...sale, receipt, applied, totalCents });
}
/** What is evaluated, without names and times. */
function evaluated({ grossCents, discountCents, totalCents, effects, coupons, lines, vat, layers }: Answer) {
  return JSON.stringify({ grossCents, discountCents, totalCents, effects, coupons, lines, vat, layers });
}
async function couponAt(till: Till, code: string): Promise<string> {
  sales += 1;
  const sale = { transactionId: `look${sales}` };
  await ask(till, "transaction.begin", sale);
  const { coupon } = (await ask(till, "coupon.present", { ...sale, code })) as unknown as {
    coupon: { outcome: string; reason?: string };
  };
  await ask(till, "transaction.cancel", sale);
  return coupon.reason ?? coupon.outcome;
}
const atHq = <T>(path: string) => both.ofHub<T>(path);
let coupons = 0;
const freshCoupon = () => COUPONS[coupons++]!;

describe("at another till", () => {
  test("it goes on with the same evaluation, and only there; its coupon is its own, and used once", async () => {
    const code = freshCoupon();
    const { sale, before, suspension } = await suspended(three, { code });
    const mine = { transactionId: "mine" };
    const after = await ask(four, "transaction.resume", { suspension, ...mine });
    expect(after).toMatchObject({ ...mine, state: "subtotal", from: "3" });
    expect(after).not.toHaveProperty("unconfirmed");
    expect(evaluated(after)).toBe(evaluated(before));
    expect(await refusal(three, "transaction.resume", { suspension })).toBe("taken-elsewhere");
    expect(await refusal(three, "transaction.resume", sale)).toBe("taken-elsewhere");
    expect(await refusal(three, "line.add", { ...sale, line: line("2") })).toBe("taken-elsewhere");
    expect(await refusal(three, "transaction.cancel", sale)).toBe("taken-elsewhere");
    // The customer's coupon is at the other till: here nobody can use it meanwhile, nor afterwards.
    expect(await couponAt(three, code)).toBe("reserved-elsewhere");
    expect(await couponAt(four, code)).toBe("reserved-elsewhere");
    expect(await paid(four, mine)).toMatchObject({ recorded: true, totalCents: 350 });
    await mended(four, three);
    expect(await couponAt(four, code)).toBe("already-used");
    expect(await couponAt(three, code)).toBe("already-used");
    expect(await refusal(four, "transaction.resume", { suspension })).toBe("done");
    expect(await atHq("/v1/forked-sales")).toEqual({ sales: [] });
    expect((await atHq<{ sales: object[] }>("/v1/sales?since=0")).sales).toMatchObject([
      { till: "4", receipt: "R-mine" },
    ]);
  });

  test("while its own till could forget it, the disk being stuck, nobody else gets it; then it is written, and offered", async () => {
    const disk = new Database(join(three.shop.folder, "data/sessions.db"));
    const sale = { transactionId: "stuck" };
    await ask(three, "transaction.begin", sale);
    await ask(three, "line.add", { ...sale, line: line("1", COFFEE, 450) });
    try {
      disk.exec("BEGIN IMMEDIATE");
      const answer = await ask(three, "transaction.suspend", sale);
      expect(answer).toMatchObject({ kept: false });
      const asked = { suspension: { code: answer.suspension.code }, transactionId: "unstuck" };
      await three.agent.syncNow();
      expect(await refusal(four, "transaction.resume", asked)).toBe("unknown-transaction");
      expect((await three.agent.status()).suspended.onlyHere).toContain("this till's disk");
      disk.exec("ROLLBACK");
      await three.agent.syncNow();
      expect((await three.agent.status()).suspended).not.toHaveProperty("onlyHere");
      const steps = disk.prepare("SELECT json FROM step WHERE transaction_id = 'stuck'").pluck().all();
      expect(steps.join()).toContain(asked.suspension.code);
      expect(await refusal(four, "transaction.resume", asked)).toBe("done");
      await ask(four, "transaction.cancel", { transactionId: "unstuck" });
    } finally {
      disk.close();
    }
  });

  test("asked again, by whatever id, it is the same sale still", async () => {
    const { suspension } = await suspended(three);
    const first = await ask(four, "transaction.resume", { suspension, transactionId: "first" });
    const again = await ask(four, "transaction.resume", { suspension, transactionId: "second" });
    expect(again).toMatchObject({ transactionId: "first", totalCents: first.totalCents });
    await ask(four, "transaction.cancel", { transactionId: "first" });
    expect(await refusal(four, "transaction.resume", { suspension })).toBe("unknown-transaction");
  });

  test("its id there is free to choose; one that is taken is refused, and nothing is lost by that", async () => {
    const { sale, suspension } = await suspended(three);
    await ask(four, "transaction.begin", sale);
    expect(await refusal(four, "transaction.resume", { suspension })).toBe("transaction-exists");
    expect(await refusal(four, "transaction.resume", { suspension, ...sale })).toBe("transaction-exists");
    await ask(four, "transaction.cancel", sale);
    expect(await ask(four, "transaction.resume", { suspension })).toMatchObject({ ...sale, from: "3" });
    await ask(four, "transaction.cancel", sale);
  });

  test("cancelled there, its coupon is free here and there", async () => {
    const code = freshCoupon();
    const { suspension } = await suspended(three, { code });
    await ask(four, "transaction.resume", { suspension, transactionId: "gone" });
    await three.agent.syncNow();
    expect(await couponAt(three, code)).toBe("reserved-elsewhere");
    await ask(four, "transaction.cancel", { transactionId: "gone" });
    expect(await couponAt(four, code)).toBe("parked");
    await mended(four, three);
    expect(await couponAt(three, code)).toBe("parked");
  });

  test("suspended there again it comes back, with all that was added on the way", async () => {
    const code = freshCoupon();
    const { suspension } = await suspended(three, { code });
    const away = { transactionId: "away" };
    await ask(four, "transaction.resume", { suspension, ...away });
    await ask(four, "line.add", { ...away, line: line("2") });
    const { suspension: next } = await ask(four, "transaction.suspend", away);
    await four.agent.syncNow();
    const home = { transactionId: "home" };
    const back = await ask(three, "transaction.resume", {
      suspension: { code: next.code, till: "4" },
      ...home,
    });
    expect(back).toMatchObject({ ...home, grossCents: 569, discountCents: 100, from: "4" });
    expect(await paid(three, home)).toMatchObject({ totalCents: 469 });
    await mended(three, four);
    expect(await couponAt(three, code)).toBe("already-used");
    expect(await refusal(four, "transaction.resume", away)).toBe("taken-elsewhere");
  });

  test("a coupon that this till has used itself is refused, and the sale goes on without", async () => {
    const code = freshCoupon();
    const used = { transactionId: "used" };
    const { suspension } = await suspended(three, { code });
    // While HQ could say that the coupon is elsewhere, it was not to be asked.
    cut(four);
    await ask(four, "transaction.begin", used);
    await ask(four, "line.add", { ...used, line: line("1", COFFEE, 450) });
    await ask(four, "coupon.present", { ...used, code });
    await paid(four, used);
    four.line.mischief = () => "pass";
    expect(await ask(four, "transaction.resume", { suspension, transactionId: "less" })).toMatchObject({
      totalCents: 450,
      couponsRefused: [
        { series: "EURO1", outcome: "refused", reason: "already-used", text: expect.any(String) },
      ],
    });
    await ask(four, "transaction.cancel", { transactionId: "less" });
  });

  test("what its subtotal had reserved of a limit is reserved here at once: the next sale does not get it too", async () => {
    const [sale, next] = [{ transactionId: "once1" }, { transactionId: "once2" }];
    const priced = async (till: Till, one: typeof sale) => {
      await ask(till, "transaction.begin", one);
      await ask(till, "line.add", { ...one, line: line("1", WATER, 100) });
      await ask(till, "customer.identify", { ...one, card: OTHER_CARDS[0] });
      return ask(till, "transaction.subtotal", one);
    };
    expect(await priced(three, sale)).toMatchObject({ totalCents: 70 });
    const { suspension } = await ask(three, "transaction.suspend", sale);
    await three.agent.syncNow();
    const arrived = await ask(four, "transaction.resume", { suspension: { code: suspension.code } });
    expect(arrived).toMatchObject({ state: "subtotal", totalCents: 70 });
    expect(await priced(four, next)).toMatchObject({ totalCents: 100 });
    await ask(four, "transaction.cancel", sale);
    expect(await ask(four, "transaction.subtotal", next)).toMatchObject({ totalCents: 70 });
    await ask(four, "transaction.cancel", next);
  });

  test("practice stays where it is, and another store hears of nothing", async () => {
    const sale = { transactionId: "practice" };
    await ask(three, "transaction.begin", { ...sale, training: true });
    const { suspension } = await ask(three, "transaction.suspend", sale);
    await three.agent.syncNow();
    const { code } = suspension;
    expect(await refusal(four, "transaction.resume", { suspension: { code } })).toBe("unknown-transaction");
    expect(await refusal(four, "transaction.resume", { suspension: { code, store: "0043" } })).toBe(
      "unknown-transaction",
    );
    await ask(three, "transaction.cancel", sale);
  });
});

test("a completion that does not fit it leaves it as it was: it waits, and is found by its code without HQ", async () => {
  const { sale, suspension } = await suspended(three);
  const applied = [{ promotionId: "P", amountCents: 1, shares: [{ lineId: "none", amountCents: 1 }] }];
  const told = { ...sale, receipt: "R", applied, totalCents: 350 };
  expect(await refusal(three, "transaction.complete", told)).toBe("bad-parameters");
  cut(three);
  expect(await ask(three, "transaction.resume", { suspension })).toMatchObject({
    ...sale,
    state: "subtotal",
  });
  await mended(three);
  await ask(three, "transaction.cancel", sale);
});

describe("when two tills want it", () => {
  test("at the same moment: exactly one has it, the other is told so", async () => {
    for (let round = 0; round < 10; round += 1) {
      const { sale, suspension } = await suspended(three);
      const mine = { transactionId: `race${round}` };
      const outcomes = await Promise.all([
        refusal(three, "transaction.resume", { suspension }),
        refusal(four, "transaction.resume", { suspension, ...mine }),
      ]);
      expect(outcomes.toSorted()).toEqual(
        outcomes[0] === "done"
          ? ["done", expect.stringMatching(/taken-elsewhere|unknown-transaction/)]
          : ["done", "taken-elsewhere"],
      );
      if (outcomes[0] === "done") await ask(three, "transaction.cancel", sale);
      else await ask(four, "transaction.cancel", mine);
    }
  });

  test("at the same moment at one till: it is one sale", async () => {
    const { suspension } = await suspended(three);
    const answers = await Promise.all(
      ["a", "b", "c"].map((id) =>
        ask(four, "transaction.resume", { suspension, transactionId: `twin-${id}` }),
      ),
    );
    const ids = new Set(answers.map(({ transactionId }) => transactionId));
    expect(ids.size).toBe(1);
    await ask(four, "transaction.cancel", { transactionId: [...ids][0] });
  });
});

describe("when the line breaks", () => {
  test("offered too late: its own till goes on with it, marked, until HQ has said that nobody else has it", async () => {
    cut(three);
    const { sale, suspension, before } = await suspended(three, { offered: false });
    expect((await three.agent.status()).suspended).toMatchObject({
      count: expect.any(Number),
      oldestMinutes: 0,
    });
    expect(await refusal(four, "transaction.resume", { suspension })).toBe("unknown-transaction");
    const back = await ask(three, "transaction.resume", { suspension });
    expect([back.unconfirmed, evaluated(back)]).toEqual([true, evaluated(before)]);
    expect(await ask(three, "line.add", { ...sale, line: line("2") })).toMatchObject({ unconfirmed: true });
    await mended(three);
    expect(await ask(three, "line.add", { ...sale, line: line("3") })).not.toHaveProperty("unconfirmed");
    expect(await refusal(four, "transaction.resume", { suspension })).toBe("unknown-transaction");
    await ask(three, "transaction.cancel", sale);
  });

  test("offered as soon as there is a line again", async () => {
    cut(three);
    const { suspension } = await suspended(three);
    expect((await three.agent.status()).problems.join(" ")).toContain("can be resumed at this till only");
    await mended(three);
    expect((await three.agent.status()).problems.join(" ")).not.toContain("at this till only");
    const mine = { transactionId: "late-offer" };
    expect(await ask(four, "transaction.resume", { suspension, ...mine })).toMatchObject({ from: "3" });
    await ask(four, "transaction.cancel", mine);
  });

  test("at the till that asks: HQ can't be reached, and nothing has happened", async () => {
    const { suspension } = await suspended(three);
    const mine = { transactionId: "unheard" };
    cut(four);
    expect(await refusal(four, "transaction.resume", { suspension, ...mine })).toBe("hq-unreachable");
    await mended(four);
    expect(await ask(four, "transaction.resume", { suspension, ...mine })).toMatchObject(mine);
    await ask(four, "transaction.cancel", mine);
  });

  test("between the claim and its answer: asked again, the till has its sale, and no other gets it", async () => {
    const { suspension } = await suspended(three);
    const mine = { transactionId: "unanswered" };
    four.line.mischief = ({ path }) => (path.includes("/claim") ? "lose-answer" : "pass");
    expect(await refusal(four, "transaction.resume", { suspension, ...mine })).toBe("hq-unreachable");
    expect(await refusal(three, "transaction.resume", { suspension })).toBe("taken-elsewhere");
    four.line.mischief = () => "pass";
    expect(await ask(four, "transaction.resume", { suspension, ...mine })).toMatchObject({
      ...mine,
      totalCents: 450,
    });
    await ask(four, "transaction.cancel", mine);
  });

  test("before the answer to an offer: it is offered again, and it is one sale", async () => {
    three.line.mischief = ({ method }) => (method === "PUT" ? "lose-answer" : "pass");
    const { suspension } = await suspended(three);
    const mine = { transactionId: "offered-twice" };
    expect(await ask(four, "transaction.resume", { suspension, ...mine })).toMatchObject(mine);
    await mended(three);
    expect(await refusal(three, "transaction.resume", { suspension })).toBe("taken-elsewhere");
    await ask(four, "transaction.cancel", mine);
  });

  test("claimed unseen, and resumed at home as well: both are paid, and HQ says which sale and which coupon", async () => {
    const code = freshCoupon();
    const { sale, suspension } = await suspended(three, { code });
    const mine = { transactionId: "fork" };
    cut(three);
    await ask(four, "transaction.resume", { suspension, ...mine });
    expect(await ask(three, "transaction.resume", { suspension })).toMatchObject({ unconfirmed: true });
    await mended(three);
    expect((await three.agent.status()).problems.join(" ")).toContain(
      `Sale ${sale.transactionId} goes on here and at till 4`,
    );
    expect(await paid(three, sale)).toMatchObject({ recorded: true, alsoAt: "4" });
    expect(await paid(four, mine)).toMatchObject({ recorded: true });
    await mended(three, four);
    const { sales } = await atHq<{ sales: { sales: object[]; coupons: string[] }[] }>("/v1/forked-sales");
    expect(sales).toHaveLength(1);
    expect(sales[0]).toMatchObject({
      store: "0042",
      sales: expect.arrayContaining([
        expect.objectContaining({ till: "3", receipt: `R-${sale.transactionId}` }),
        expect.objectContaining({ till: "4", receipt: "R-fork" }),
      ]),
      coupons: [expect.any(String)],
    });
    expect(await atHq("/v1/status")).toMatchObject({ salesForked: 1, couponsUsedTwice: 1 });
  });

  test("cancelled at home while HQ is away: the coupon waits until HQ has said that nobody else has the sale", async () => {
    const code = freshCoupon();
    const { sale } = await suspended(three, { code });
    cut(three);
    expect(await ask(three, "transaction.cancel", sale)).toMatchObject({
      state: "voided",
      unconfirmed: true,
    });
    expect(await couponAt(three, code)).toBe("reserved-elsewhere");
    await mended(three);
    expect(await couponAt(three, code)).toBe("parked");
  });

  test("claimed unseen, and cancelled at home: the other till has it, and its coupon is used once", async () => {
    const code = freshCoupon();
    const { sale, suspension } = await suspended(three, { code });
    cut(three);
    const mine = { transactionId: "survivor" };
    await ask(four, "transaction.resume", { suspension, ...mine });
    await ask(three, "transaction.cancel", sale);
    expect(await paid(four, mine)).toMatchObject({ totalCents: 350 });
    await mended(four, three);
    expect(await couponAt(three, code)).toBe("already-used");
  });

  test("paid at home without its basket in the moment in which it leaves: refused, it is another till's", async () => {
    const { sale, suspension } = await suspended(three);
    await ask(four, "transaction.resume", { suspension });
    expect(await refusal(three, "transaction.resume", sale)).toBe("taken-elsewhere");
    // It is on its way out still: two disks must hear of it.
    const told = { ...sale, receipt: "R", applied: [], totalCents: 450 };
    expect(await refusal(three, "transaction.complete", told)).toBe("taken-elsewhere");
    await ask(four, "transaction.cancel", sale);
  });

  test("paid at home although another till has it, told late: recorded, and found at HQ", async () => {
    const { sale, suspension } = await suspended(three);
    const mine = { transactionId: "both" };
    await ask(four, "transaction.resume", { suspension, ...mine });
    await three.agent.syncNow();
    const completion = { ...sale, receipt: "R-late", applied: [], totalCents: 450 };
    expect(await refusal(three, "transaction.complete", completion)).toBe("taken-elsewhere");
    const basket = { lines: [line("1", COFFEE, 450)], at: "2026-11-21T10:31:00+01:00" };
    expect(await ask(three, "transaction.complete", { ...completion, basket })).toMatchObject({
      recorded: true,
    });
    await paid(four, mine);
    await mended(three, four);
    expect((await atHq<{ sales: object[] }>("/v1/forked-sales")).sales).toHaveLength(2);
  });
});

describe("when the till that claims is killed", () => {
  test("between the claim and its answer, or after it: the sale is there, once", async () => {
    const fiveShop = await openShop();
    const way = await startLine(() => both.hub.url);
    enrolAt(folder("hub"), { store: "0042", till: "5" }, join(fiveShop.folder, "data"));
    mkdirSync(join(fiveShop.folder, "data/trust"), { recursive: true });
    copyFileSync(folder("keys/root.json"), join(fiveShop.folder, "data/trust/root.json"));
    const hq = { url: way.url, pollSeconds: 600 };
    const five = agentProcess(fiveShop, { till: "5", hq });
    try {
      let pos = await five.start();
      const code = freshCoupon();
      const { sale, before, suspension } = await suspended(three, { code });
      const mine = { suspension, transactionId: "killed" };
      way.mischief = ({ path }) => {
        if (!path.includes("/claim")) return "pass";
        // HQ has given it away; the agent does not live to hear that.
        const change = (answer: Buffer) => {
          void five.kill();
          return answer;
        };
        return { change };
      };
      await expect(pos.call("transaction.resume", mine)).rejects.toThrow();
      await five.kill();
      way.mischief = () => "pass";
      expect(await refusal(three, "transaction.resume", sale)).toBe("taken-elsewhere");
      pos = await five.start();
      const claimed = await pos.call<Answer>("transaction.resume", mine);
      expect([claimed.from, evaluated(claimed)]).toEqual(["3", evaluated(before)]);
      await five.kill();
      pos = await five.start();
      // HQ need not be asked for what is on the disk.
      way.mischief = () => ({ status: 503 });
      const again = await pos.call<Answer>("transaction.resume", { ...mine, transactionId: "other" });
      expect([again.transactionId, evaluated(again)]).toEqual(["killed", evaluated(before)]);
      way.mischief = () => "pass";
      await pos.call("transaction.cancel", { transactionId: "killed" });
      await eventually(async () => {
        await three.agent.syncNow();
        expect(await couponAt(three, code)).toBe("parked");
      });
    } finally {
      await five.kill();
      await fiveShop.close();
      await way.close();
    }
  });

  test("the till that suspended it is killed: it waits there still, and can be had elsewhere", async () => {
    const { sale, suspension } = await suspended(three, { offered: false });
    await three.agent.close();
    three.agent = await three.start();
    three.pos = await three.shop.pos(three.agent);
    await three.agent.syncNow();
    const mine = { transactionId: "orphan" };
    expect(await ask(four, "transaction.resume", { suspension, ...mine })).toMatchObject({
      ...mine,
      from: "3",
    });
    await three.agent.syncNow();
    await three.agent.close();
    three.agent = await three.start();
    three.pos = await three.shop.pos(three.agent);
    cut(three);
    // It remembers where the sale went, also without HQ.
    expect(await refusal(three, "transaction.resume", sale)).toBe("taken-elsewhere");
    expect(await refusal(three, "transaction.resume", { suspension })).toBe("taken-elsewhere");
    await ask(four, "transaction.cancel", mine);
  });
});

test("a till that has the next release already evaluates it anew, and marks it", async () => {
  await four.agent.close();
  const replica = openReplica(four.shop.replicaPath, "0042");
  await replica.activate(2, shopFiles(2, promotions.slice(0, 1)));
  replica.close();
  four.agent = await four.start();
  four.pos = await four.shop.pos(four.agent);
  const { before, suspension } = await suspended(three, { code: freshCoupon() });
  expect(before).toMatchObject({ release: 1, totalCents: 350 });
  const mine = { transactionId: "newer" };
  const now = await ask(four, "transaction.resume", { suspension, ...mine });
  expect(now).toMatchObject({ release: 2, releaseChanged: { from: 1, to: 2 }, totalCents: 450 });
  expect(now).not.toHaveProperty("degraded");
  expect(await paid(four, mine)).toMatchObject({ recorded: true, totalCents: 450 });
});

test("after all that, both journals are whole", async () => {
  for (const { shop } of [three, four]) {
    expect(verifyJournal(shop.journalPath).broken).toBeUndefined();
  }
});
