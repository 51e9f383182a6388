import { expect, test } from "vitest";
import { jsonLog } from "./log.ts";
import { openSales } from "./open-sales.ts";
import { OpenSale } from "./sale.ts";
import { beginSession } from "./session/session.ts";
import type { Reserved } from "./store/journal.ts";
import { begun } from "./testing/begun.ts";
import type { JournalCalls } from "./workers/journal.ts";

const HOUR_MS = 3_600_000;
function shop() {
  // Whole: a quarter of an hour after a fraction may be a hair less than a quarter of an hour.
  let nowMs = Math.ceil(performance.now());
  const freed: string[] = [];
  const forgotten: unknown[] = [];
  const of = () => ({ call: async (_: "forget", copy: number) => void forgotten.push(copy) }) as never;
  const journal = (async (name: string, what: readonly Reserved[] | string) => {
    if (typeof what === "string") freed.push(`${name} ${what}`);
    else if (name === "free") freed.push(...what.map(({ couponId }) => couponId));
  }) as unknown as JournalCalls["call"];
  const sales = openSales(
    { of, current: () => undefined, hold() {}, letGo() {} },
    journal,
    jsonLog(() => {}),
    () => nowMs,
  );
  return {
    sales,
    freed,
    forgotten,
    pass: (ms: number) => {
      nowMs += ms;
    },
    begin(transactionId: string): OpenSale {
      const start = { transactionId, release: 1, begun, operator: "", currency: "EUR" };
      const sale = new OpenSale(beginSession(start), shop);
      sale.touchedMs = nowMs;
      sales.add(sale);
      return sale;
    },
  };
}

const coupon = { presented: { couponId: "k1", series: "S" }, reservation: "r1" };

test("a sale that its POS has left behind is forgotten after hours, and its coupon is free", () => {
  const { sales, freed, pass, begin } = shop();
  begin("t1").advance({ kind: "coupon.present", coupon });
  pass(3 * HOUR_MS);
  begin("t2");
  expect([sales.count(), freed]).toEqual([2, []]);
  pass(HOUR_MS);
  begin("t3");
  expect([sales.count(), freed]).toEqual([2, ["k1"]]);
});

test("what a subtotal had reserved is freed when the basket changes, when the sale is over, and when it is left behind", async () => {
  const { sales, freed, pass, begin } = shop();
  const [changed, over, left] = [begin("t1"), begin("t2"), begin("t3")];
  for (const [index, sale] of [changed, over, left].entries())
    sale.advance({ kind: "subtotal", reservation: `a${index}` });
  changed.advance({ kind: "coupon.present", coupon });
  expect(freed.splice(0)).toEqual(["freeAllowances a0"]);
  sales.end(over);
  expect(freed.splice(0)).toEqual(["freeAllowances a1"]);
  sales.drop(changed);
  expect(freed).toEqual([]);
  pass(4 * HOUR_MS);
  begin("t4");
  expect(freed).toEqual(["freeAllowances a2"]);
  await sales.freed();
});

test("a suspended sale is meant to wait: it is never forgotten, and its coupon stays its own", () => {
  const { sales, freed, forgotten, pass, begin } = shop();
  const sale = begin("t1");
  sale.advance({ kind: "coupon.present", coupon });
  sale.advance({ kind: "suspend", code: "12345678903" });
  sales.rest(sale);
  expect(forgotten).toHaveLength(1);
  pass(1000 * HOUR_MS);
  begin("t2");
  expect([sales.count(), freed, sales.suspended("12345678903")]).toEqual([2, [], sale]);
  sale.advance({ kind: "resume" });
  sales.rouse(sale);
  expect(sales.suspended("12345678903")).toBeUndefined();
});

test("a paid sale that the journal could not take yet is never forgotten", () => {
  const { sales, pass, begin } = shop();
  begin("t1").advance({ kind: "complete" });
  begin("t2").advance({ kind: "complete" });
  sales.of("t2").advance({ kind: "not-recorded" });
  pass(100 * HOUR_MS);
  begin("t3");
  expect(sales.count()).toBe(3);
});

test("hundreds of sales left behind within minutes are too many, for a quarter of an hour", () => {
  const { sales, pass, begin } = shop();
  for (let n = 0; n < 512; n += 1) begin(`t${n}`);
  expect(() => begin("one more")).toThrow(expect.objectContaining({ reason: "too-many-transactions" }));
  pass(HOUR_MS / 4);
  begin("one more");
  expect(sales.count()).toBe(512);
});

test("the worker forgets the basket of a sale that is paid or cancelled", () => {
  const { sales, begin, forgotten } = shop();
  const [paid, cancelled, open] = [begin("t1"), begin("t2"), begin("t3")];
  sales.drop(paid!);
  sales.end(cancelled!);
  expect(forgotten).toEqual([paid!.copy.name, cancelled!.copy.name]);
  expect(sales.get("t3")).toBe(open);
});
