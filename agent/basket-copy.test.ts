/** However a sale goes and whatever the worker has lost, it says what the whole basket says at once. */

import fc from "fast-check";
import { expect, test } from "vitest";
import type { LineItem } from "../engine/basket.ts";
import { compile, evaluate } from "../engine/index.ts";
import { drawBy } from "../engine/laws/draw-by.ts";
import { type Draw, randomShop, type Shop } from "../engine/random-shop.ts";
import { BasketCopy, linesBetween } from "./basket-copy.ts";
import { applied, difference } from "./contract/difference.ts";
import { advance } from "./session/advance.ts";
import type { Command } from "./session/allowed.ts";
import { basketOf, beginSession, contextOf, type Session } from "./session/session.ts";
import { begun } from "./testing/begun.ts";
import type { BasketChange } from "./workers/evaluation-api.ts";
import { evaluationJson } from "./workers/evaluation-json.ts";
import { openBaskets } from "./workers/open-baskets.ts";

const start = { transactionId: "t1", release: 1, operator: "", currency: "EUR" };
const sessionLine = (item: LineItem) => ({ item, fill: [] });

/** Whatever a customer and a cashier may do next. */
function nextCommand({ basket, context, rules }: Shop, session: Session, draw: Draw): Command {
  const item = basket.lines[draw(basket.lines.length)]!;
  const any = session.lines[draw(Math.max(1, session.lines.length))]?.item.lineId ?? "none";
  const coupon = context.coupons[draw(Math.max(1, context.coupons.length))];
  switch (draw(12)) {
    case 0:
      return { kind: "line.void", lineId: any };
    case 1:
      return { kind: "line.change", line: sessionLine({ ...item, lineId: any }) };
    case 2:
      return context.customer === undefined
        ? { kind: "subtotal" }
        : { kind: "identify", customer: context.customer };
    case 3:
      return { kind: "forget" };
    case 4:
      return coupon === undefined
        ? { kind: "subtotal" }
        : { kind: "coupon.present", coupon: { presented: coupon } };
    case 5:
      return { kind: "coupon.withdraw", couponId: coupon?.couponId ?? "none" };
    case 6: {
      const tenders = context.tenders ?? [];
      const { tender = "cash", amountCents = 100 } = tenders[draw(Math.max(1, tenders.length))] ?? {};
      const [last] = session.confirmed;
      if (session.state === "open") return { kind: "subtotal" };
      return last === undefined
        ? { kind: "tender.add", tender: { tenderId: "t", tender, amountCents } }
        : { kind: "tender.void", tenderId: last.tenderId };
    }
    case 7: {
      const { id } = rules.promotions[draw(rules.promotions.length)]!;
      return { kind: "rewards", rewards: draw(2) === 0 ? [] : [{ promotionId: id, times: 1 + draw(2) }] };
    }
    default:
      return { kind: "line.add", line: sessionLine(item) };
  }
}

test("a dialogue in which messages and workers get lost is answered as if each answer were the first", () => {
  let resent = 0;
  let short = 0;
  let differences = 0;
  fc.assert(
    fc.property(fc.gen(), (gen) => {
      const draw = drawBy(gen);
      const shop = randomShop(draw);
      const ruleSet = compile(shop.rules);
      // There is room for two of the three sales.
      const worker = () => openBaskets(ruleSet, ({ item }) => item, { copies: 2, lines: 1000 });
      let baskets = worker();
      const { date, time, weekday, store, storeGroups, till, channel } = shop.context;
      const place = { ...begun, date, time, weekday, store, storeGroups, till, channel };
      const sales = [0, 1, 2].map(() => ({
        session: beginSession({ ...start, begun: place }),
        copy: new BasketCopy(),
      }));
      for (let step = 0; step < 25; step += 1) {
        const sale = sales[draw(draw(3) + 1)]!;
        const { session } = advance(sale.session, nextCommand(shop, sale.session, draw));
        if (session === undefined) continue;
        sale.session = session;
        const fate = draw(10);
        if (fate === 0) baskets = worker();
        if (fate === 1) baskets.forget(sale.copy.name!);
        const change = sale.copy.changeTo(session);
        if (fate === 2) continue;
        const asked = (message: BasketChange) =>
          baskets.evaluate(structuredClone(message), `${sale.copy.name}#${step}`);
        const known = asked(change);
        if (known === undefined) resent += 1;
        else if (change.from !== undefined && change.put.length < session.lines.length) short += 1;
        const now = known ?? asked(sale.copy.wholeOf(session));
        const basket = basketOf(session);
        expect(now?.basket).toEqual(basket);
        expect(now && evaluationJson(now.evaluation)).toBe(
          JSON.stringify(evaluate(ruleSet, basket, contextOf(session))),
        );
        if (now?.before !== undefined) {
          differences += 1;
          // Over the wire and back on both sides.
          const said = JSON.parse(JSON.stringify(difference(now.before.evaluation, now.evaluation)));
          const before = JSON.parse(JSON.stringify(now.before.evaluation));
          expect(JSON.stringify(applied(before, said))).toBe(JSON.stringify(now.evaluation));
        }
        expect(baskets.count()).toBeLessThanOrEqual(2);
      }
    }),
    { numRuns: 100, endOnFailure: true },
  );
  expect([resent > 50, short > 50, differences > 50]).toEqual([true, true, true]);
});

test("only what changed is sent, and a context only where it is another one", () => {
  const item = (lineId: string, pieces = 1) => sessionLine({ lineId, pieces } as LineItem);
  const [one, two, three] = [item("1"), item("2"), item("3")];
  expect(linesBetween([one, two], [one, two, three])).toEqual({ removed: [], put: [three] });
  expect(linesBetween([one, two, three], [one, three])).toEqual({ removed: ["2"], put: [] });
  const more = item("2", 5);
  expect(linesBetween([one, two, three], [one, more, three])).toEqual({ removed: [], put: [more] });
  // Voided and rung up again: it is the last one now.
  expect(linesBetween([one, two], [two, one])).toEqual({ removed: ["1"], put: [one] });

  const copy = new BasketCopy();
  const empty = beginSession({ ...start, begun });
  expect(copy.changeTo(empty)).toMatchObject({ context: contextOf(empty), put: [] });
  const { version, ...second } = copy.changeTo({ ...empty, lines: [one] });
  expect(second).toEqual({ copy: copy.name, from: version - 1, currency: "EUR", removed: [], put: [one] });
  expect(copy.changeTo({ ...empty, lines: [one], tenders: [{ tender: "card" }] })).toMatchObject({
    context: { tenders: [{ tender: "card" }] },
    put: [],
  });
});

test("a basket that nobody keeps is sent whole each time", () => {
  const copy = new BasketCopy(false);
  const session = beginSession({ ...start, begun });
  copy.changeTo(session);
  expect(copy.changeTo(session)).not.toHaveProperty("from");
  expect(copy.changeTo(session)).not.toHaveProperty("copy");
});
