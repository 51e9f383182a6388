import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { PosLogError } from "../../agent/pos/ncr/fields.ts";
import { type RewardItem, readLineItem, writeLineItem } from "../../agent/pos/ncr/line-items.ts";
import { lineItems, readTransaction, writeTransaction } from "../../agent/pos/ncr/poslog.ts";
import type { Sale } from "../../agent/pos/ncr/read-sale.ts";
import { rewardItems } from "../../agent/pos/ncr/rewards.ts";
import { elementsOf, type XmlElement } from "../../agent/pos/ncr/xml.ts";
import { readXml, XmlError } from "../../agent/pos/ncr/xml-reader.ts";
import { writeXml, xmlText } from "../../agent/pos/ncr/xml-writer.ts";
import { compile } from "../../engine/compile.ts";
import { evaluate } from "../../engine/evaluate.ts";
import { readRuleSet } from "../../engine/wire.ts";
import { basketAndContext } from "./basket-and-context.ts";
import { customersOf, readCapture } from "./captures.ts";
import { ncrSale, readLog } from "./ncr.ts";
import { readData } from "./read-data.ts";

const folder = join(import.meta.dirname, "..", "captures", "ncr");
const xml = readData(folder, "poslog_redacted.xml");
const sales = readLog(xml);
const ruleSet = compile(readRuleSet(JSON.parse(readFileSync(join(folder, "rules.json"), "utf8"))));
const customerOf = customersOf(readCapture.ncr!());

const rewritten = (log: XmlElement) =>
  writeXml({
    ...log,
    children: log.children.map((child) =>
      typeof child === "string" ? child : writeTransaction(readTransaction(child)),
    ),
  });

test("a day's log that was read is written byte for byte as it was", () => {
  expect(rewritten(readXml(xml))).toBe(xml);
});

test("what nobody here knows stays in its place", () => {
  const strange = xml
    .replace("<ReceiptDateTime>", '<acs:Till Door="open">7<b>8</b></acs:Till><ReceiptDateTime>')
    .replace("<Quantity>", '<Colour of="bag">red</Colour><Quantity>')
    .replace('<Sale ItemType="Stock">', '<Sale ItemType="Stock" Shade="dark">');
  expect(strange).not.toBe(xml);
  expect(rewritten(readXml(strange))).toBe(strange);
});

test("of the log's line items nothing is known only from the element it was read from", () => {
  const items = elementsOf(readXml(xml)).flatMap((child) => lineItems(readTransaction(child)));
  const counted: Record<string, number> = {};
  for (const item of items) {
    counted[item.kind] = (counted[item.kind] ?? 0) + 1;
    if (item.kind === "other") continue;
    const { element, ...values } = item;
    expect(xmlText(writeLineItem(values as typeof item))).toBe(xmlText(element!));
  }
  expect(counted).toEqual({ tax: 11, sale: 266, tender: 28, reward: 121, membership: 2, age: 4, other: 34 });
});

test("every sale balances: lines, less what NCR took off, are what was paid before tax", () => {
  expect(sales).toHaveLength(22);
  for (const { lines, applied, totalCents, taxCents, tenders, receipt } of sales) {
    const gross = lines.reduce((sum, line) => sum + line.extendedCents, 0);
    const off = applied.reduce((sum, { amountCents }) => sum + amountCents, 0);
    const paid = tenders.reduce((sum, { amountCents }) => sum + amountCents, 0);
    expect([receipt, gross - off, paid]).toEqual([receipt, totalCents, totalCents + taxCents]);
    for (const { amountCents, shares } of applied)
      expect(shares.reduce((sum, share) => sum + share.amountCents, 0)).toBe(amountCents);
  }
});

test("voids, weights, deposits, empties, change, members and a sale begun at another till are all there", () => {
  const lines = sales.flatMap((sale) => sale.lines);
  const steps = sales.flatMap((sale) => sale.steps);
  expect(steps.filter(({ call }) => call === "line.void")).toHaveLength(3);
  expect(steps.filter(({ call }) => call === "customer.identify")).toHaveLength(2);
  expect(lines.filter(({ flags }) => flags?.includes("deposit"))).toHaveLength(3);
  expect(lines.filter(({ flags }) => flags?.includes("return"))).toMatchObject([{ extendedCents: -200 }]);
  expect(lines.find(({ measure }) => measure !== undefined)).toMatchObject({ quantity: "0.65" });
  expect(sales.flatMap(({ tenders }) => tenders.filter(({ amountCents }) => amountCents < 0))).toHaveLength(
    6,
  );
  expect(sales.flatMap(({ resumedFrom }) => resumedFrom ?? [])).toEqual([{ till: "32", sequence: "111" }]);
  // The article that was not found sells nothing.
  expect(lines.filter(({ article }) => article === "00722252301307")).toEqual([]);
});

/** What the log's reward says, but for what was never understood (events, offers, itemizers, who may have it). */
const told = ({
  promotionId,
  rewardLevel,
  category,
  rewardType,
  base,
  extended,
  reference,
  ...item
}: RewardItem) => ({
  promotionId,
  rewardLevel,
  category,
  rewardType,
  base,
  extended,
  reference,
  basis: [item.quantityUsed, item.weightUsed, item.amountUsedCents, item.codeKind, item.code, item.item],
});
const department = (item: RewardItem) => [item.department, item.departmentName, item.text];

function ourRewards(sale: Sale): RewardItem[] {
  const { basket, context } = basketAndContext(ncrSale(sale).sale, customerOf);
  const lines = new Map(sale.lines.map((line) => [line.lineId, line]));
  return rewardItems(evaluate(ruleSet, basket, context), lines, 1);
}
const promotionsOf = (items: readonly RewardItem[], ...ids: string[]) =>
  items.filter(({ promotionId }) => ids.includes(promotionId));

test("rewards on lines are written as NCR's own engine wrote them", () => {
  let compared = 0;
  for (const sale of sales) {
    const ids = ["1465", "1037", "5168"];
    const theirs = promotionsOf(sale.rewards, ...ids).filter(({ category }) => category === "Monetary");
    const ours = promotionsOf(ourRewards(sale), ...ids);
    expect(ours.map(told)).toEqual(theirs.map(told));
    expect(ours.map(department)).toEqual(theirs.map(department));
    compared += theirs.length;
  }
  expect(compared).toBe(7);
});

test("a member's percentage on the basket is written twice, whole and spread, with the same sum", () => {
  let compared = 0;
  for (const sale of sales) {
    const ours = promotionsOf(ourRewards(sale), "5081", "5123");
    const theirs = promotionsOf(sale.rewards, "5081", "5123").filter(
      ({ category }) => category === "Monetary",
    );
    const whole = (items: RewardItem[]) => items.filter(({ detailed }) => detailed === undefined).map(told);
    expect(whole(ours)).toEqual(whole(theirs));
    const spreadCents = (items: RewardItem[]) =>
      items.reduce((sum, one) => sum + (one.summarized === undefined ? Number(one.extended) * 100 : 0), 0);
    expect(Math.round(spreadCents(ours))).toBe(Math.round(spreadCents(theirs)));
    compared += whole(theirs).length;
  }
  expect(compared).toBe(2);
});

test("a message for the receipt is written as NCR wrote it", () => {
  let compared = 0;
  for (const sale of sales) {
    const theirs = promotionsOf(sale.rewards, "1032").filter(({ rewardType }) =>
      rewardType.endsWith("PostTrailer"),
    );
    expect(promotionsOf(ourRewards(sale), "1032").map(told)).toEqual(theirs.map(told));
    compared += theirs.length;
  }
  expect(compared).toBe(7);
});

test("what we write as rewards is read again as the same rewards", () => {
  for (const items of sales.map(ourRewards))
    expect(items.map((item) => told(readLineItem(writeLineItem(item)) as RewardItem))).toEqual(
      items.map(told),
    );
});

test("a log that was tampered with is read or refused, never more", () => {
  const piece = xml.slice(0, 40_000);
  const closing = "</Transaction></POSLog>";
  const tokens = [
    "<",
    ">",
    "</",
    "/>",
    "&",
    "&amp;",
    "&#0;",
    '"',
    "<!DOCTYPE x>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "\0",
    "\ud800",
    "-",
    "999999999999",
    " xmlns:acs='x'",
    "<?x?>",
  ];
  const mutation = fc.record({
    at: fc.nat(piece.length),
    drop: fc.oneof(fc.constant(0), fc.nat(20), fc.nat(5000)),
    put: fc.oneof(fc.constantFrom(...tokens), fc.string({ maxLength: 4 })),
  });
  let taken = 0;
  let refused = 0;
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
      let text = piece.slice(0, piece.lastIndexOf("</Transaction>")) + closing;
      for (const { at, drop, put } of mutations) text = text.slice(0, at) + put + text.slice(at + drop);
      try {
        readLog(text);
        taken += 1;
      } catch (error) {
        refused += 1;
        if (!(error instanceof XmlError || error instanceof PosLogError)) throw error;
      }
    }),
    { numRuns: 300 },
  );
  expect(taken).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(100);
});
