/** A long sale over the socket, step by step: every answer is the one to the whole basket, whatever happens to the threads. */

import { afterAll, beforeAll, expect, test } from "vitest";
import type { PosClient } from "../../agent/client/connect.ts";
import { eventually } from "../../agent/testing/patience.ts";
import { CARD, COFFEE, COUPONS, line, openShop, PASTA, type Shop } from "../../agent/testing/shop.ts";
import { type ThreadWatch, watchThreads } from "../../agent/testing/threads.ts";

const STEPS = 150;
/** The worker dies before these. */
const DEATHS = [40, 90];
const at = "2026-11-21T10:31:00+01:00";

let shop: Shop;
let threads: ThreadWatch;
let pos: PosClient;
beforeAll(async () => {
  threads = watchThreads();
  shop = await openShop();
  pos = await shop.pos(await shop.start());
});
afterAll(async () => {
  await shop.close();
  threads.stop();
});

/** The same sequence on every machine. */
function drawFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Line = ReturnType<typeof line>;

test("lines, changes, voids, a card and coupons in any order, with the worker lost in between", async () => {
  const draw = drawFrom(7);
  const sale = { transactionId: "long" };
  let lines: Line[] = [];
  let card: string | undefined;
  let coupons: { code: string; couponId: string }[] = [];
  let added = 0;

  /** What the next step is called and takes; the model of the sale follows it. */
  const next = (): [string, object] => {
    const any = lines[draw(lines.length)];
    const goods = (id: string) =>
      draw(2) === 0 ? line(id, PASTA, 119, String(1 + draw(3))) : line(id, COFFEE, 450);
    const what = draw(10);
    if (what === 0 && any !== undefined) {
      lines = lines.filter((one) => one !== any);
      return ["line.void", { lineId: any.lineId }];
    }
    if (what === 1 && any !== undefined) {
      const changed = goods(any.lineId);
      lines = lines.map((one) => (one === any ? changed : one));
      return ["line.change", { line: changed }];
    }
    if (what === 2 && card === undefined) {
      card = CARD;
      return ["customer.identify", { card }];
    }
    if (what === 2) {
      card = undefined;
      return ["customer.forget", {}];
    }
    if (what === 3 && coupons.length > 2) {
      const { couponId } = coupons[0]!;
      coupons = coupons.slice(1);
      return ["coupon.withdraw", { couponId }];
    }
    if (what === 3) return ["coupon.present", { code: COUPONS[added % COUPONS.length]! }];
    if (what === 4) return ["transaction.subtotal", {}];
    added += 1;
    const more = goods(String(added));
    lines = [...lines, more];
    return ["line.add", { line: more }];
  };

  await pos.call("transaction.begin", { ...sale, at });
  for (let step = 0; step < STEPS; step += 1) {
    if (DEATHS.includes(step)) {
      await threads.kill("evaluation");
      await eventually(async () => {
        const whole = await pos.call("transaction.evaluate", { lines: [] });
        expect(whole).not.toHaveProperty("degraded");
      });
    }
    const [name, params] = next();
    const said = await pos.call<Record<string, unknown>>(name, { ...sale, ...params });
    if (name === "coupon.present") {
      const { couponId, outcome } = said.coupon as { couponId: string; outcome: string };
      if (outcome !== "refused") coupons.push({ code: (params as { code: string }).code, couponId });
    }
    const whole = await pos.call<Record<string, unknown>>("transaction.evaluate", {
      at,
      lines,
      ...(card === undefined ? {} : { card }),
      coupons: coupons.map(({ code }) => code),
      suggestions: name === "transaction.subtotal",
    });
    const { evaluationId: _, evaluationMs: __, ...evaluation } = whole;
    expect([step, name, said]).toEqual([step, name, expect.objectContaining(evaluation)]);
    expect(said).not.toHaveProperty("degraded");
  }
  const { openTransactions } = await pos.call<{ openTransactions: number }>("agent.status");
  expect([openTransactions, lines.length > 20]).toEqual([1, true]);
});
