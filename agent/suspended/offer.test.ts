import { expect, test } from "vitest";
import { jsonLog } from "../log.ts";
import { openSales } from "../open-sales.ts";
import { OpenSale } from "../sale.ts";
import { beginSession } from "../session/session.ts";
import { begun } from "../testing/begun.ts";
import { handoversOf } from "./handovers.ts";
import { createOffers } from "./offer.ts";
import { ownSales } from "./own.ts";

const HOUR_MS = 3_600_000;

test("when its business day is over a suspended sale is given up; a clock that was set wrong has an hour to be set back", async () => {
  const log = jsonLog(() => {});
  const freed: unknown[] = [];
  const journal = (async (name: string, asked: unknown) => {
    if (name === "free") freed.push(asked);
  }) as never;
  const sales = openSales(
    { of: () => undefined, current: () => undefined, hold() {}, letGo() {} },
    journal,
    log,
  );
  const voided: string[] = [];
  let nowMs = 1000;
  const parts = { till: "3", sales, journal, sessions: journal, handovers: handoversOf(), log };
  const offers = createOffers({
    ...parts,
    own: ownSales(parts),
    pollMs: HOUR_MS,
    nowMs: () => nowMs,
    voided: ({ session }) => void voided.push(`${session.transactionId} ${session.state}`),
  });
  const start = { transactionId: "17", release: 1, begun, operator: "", currency: "EUR" };
  const sale = new OpenSale(beginSession(start), {});
  sales.add(sale);
  const coupon = { presented: { couponId: "k", series: "S" }, reservation: "r" };
  sale.advance({ kind: "coupon.present", coupon });
  sale.advance({ kind: "suspend", code: "1", untilMs: 2000 });
  sales.rest(sale);

  await offers.look();
  nowMs = 3000;
  await offers.look();
  expect([sales.count(), freed]).toEqual([1, []]);
  sale.touchedMs -= 2 * HOUR_MS;
  await offers.look();
  expect([sales.count(), voided]).toEqual([0, ["17 voided"]]);
  expect(freed).toEqual([[{ couponId: "k", reservation: "r" }]]);
  await offers.stop();
});
