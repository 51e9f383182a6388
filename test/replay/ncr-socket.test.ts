import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { play } from "../../agent/demo/play/play.ts";
import { type RewardItem, readLineItem } from "../../agent/pos/ncr/line-items.ts";
import { lineItems, readTransaction, type Transaction } from "../../agent/pos/ncr/poslog.ts";
import { readSale } from "../../agent/pos/ncr/read-sale.ts";
import { childOf, element, elementsOf, namespaces, type XmlElement } from "../../agent/pos/ncr/xml.ts";
import { readXml } from "../../agent/pos/ncr/xml-reader.ts";
import { xmlText } from "../../agent/pos/ncr/xml-writer.ts";
import { readCapture } from "./captures.ts";
import { memberCard } from "./ncr.ts";
import { call, connectNcr, fieldOf, type NcrPos } from "./ncr-pos.ts";
import { readData } from "./read-data.ts";
import { startTill, type TestTill, writeChain } from "./till.ts";

const capture = readCapture.ncr!();
const log = readXml(readData(join(import.meta.dirname, "..", "captures", "ncr"), "poslog_redacted.xml"));
const transactions = elementsOf(log)
  .map((one) => readTransaction(one))
  .filter(({ retail }) => retail !== undefined);
const BOUND = `xmlns="${namespaces[""]}" xmlns:acs="${namespaces.acs}"`;
const chain = mkdtempSync(join(tmpdir(), "tillside-chain-"));
let till: TestTill;
let pos: NcrPos;

beforeAll(async () => {
  writeChain(chain, capture, "9");
  till = await startTill(chain, "9", {}, "ncr");
  pos = await connectNcr(till.port, till.secret);
});
afterAll(async () => {
  pos?.close();
  await till?.close();
  rmSync(chain, { recursive: true, force: true });
});

/** The log's line items as the till rang them, the member's number put in again. */
async function rings(transaction: Transaction, transactionId: string): Promise<void> {
  const sale = readSale(transaction)!;
  for (const item of lineItems(transaction)) {
    if (item.kind === "sale") await answered(call("line.add", { transactionId }, item.element!));
    if (item.kind === "membership")
      await answered(call("customer.identify", { transactionId, card: memberCard(sale) }, item.element!));
  }
}

async function answered(document: XmlElement): Promise<XmlElement> {
  const answer = await pos.say(document);
  expect([answer.name, fieldOf(answer, "message")]).toEqual(["ts:Answer", undefined]);
  return answer;
}

const rewardsIn = (answer: XmlElement) =>
  elementsOf(answer)
    .filter(({ name }) => name === "LineItem")
    .map((one) => readLineItem(one) as RewardItem);
const money = (items: readonly RewardItem[]) =>
  items
    .filter(({ category, rewardLevel }) => category === "Monetary" && rewardLevel === "Item")
    .map(({ promotionId, rewardType, base, extended, code, text, amountUsedCents, reference }) =>
      [promotionId, rewardType, base, extended, code, text, amountUsedCents, reference].join(" "),
    );

test("22 sales are rung up item by item in the log's own XML, and get NCR's rewards and totals", async () => {
  let rewards = 0;
  for (const transaction of transactions) {
    const sale = readSale(transaction)!;
    const transactionId = `rung up ${sale.receipt}`;
    const at = `${sale.at}-07:00`;
    await answered(call("transaction.begin", { transactionId, at, currency: "USD" }));
    await rings(transaction, transactionId);
    const subtotal = await answered(call("transaction.subtotal", { transactionId }));
    expect(fieldOf(subtotal, "total")).toBe((sale.totalCents / 100).toFixed(2));
    expect(money(rewardsIn(subtotal))).toEqual(money(sale.rewards));
    rewards += money(sale.rewards).length;
    // The till's own transaction says how it ended: receipt, tenders, and what it really took off.
    const completed = await answered(call("transaction.complete", { transactionId }, transaction.element));
    expect([fieldOf(completed, "total"), fieldOf(completed, "recorded")]).toEqual([
      (sale.totalCents / 100).toFixed(2),
      "true",
    ]);
    const again = await answered(call("transaction.complete", { transactionId }, transaction.element));
    expect(fieldOf(again, "saleId")).toBe(fieldOf(completed, "saleId"));
  }
  expect([transactions.length, rewards]).toEqual([22, 7]);
  expect(pos.notices.filter(({ attributes }) => attributes.method === "display").length).toBeGreaterThan(20);
});

test("22 sales that the agent never saw are told afterwards, as the till logged them", async () => {
  for (const { element: logged, ...transaction } of transactions) {
    const sale = readSale({ ...transaction, element: logged })!;
    const card = memberCard(sale);
    const xml = xmlText(logged).replaceAll(">MEMBER<", `>${card}<`);
    const told = readXml(`<POSLog ${BOUND}>${xml}</POSLog>`);
    const recorded = await answered(told);
    expect([fieldOf(recorded, "total"), fieldOf(recorded, "recorded")]).toEqual([
      (sale.totalCents / 100).toFixed(2),
      "true",
    ]);
    // Sent again because the answer got lost: it is in the journal once.
    expect(fieldOf(await answered(told), "saleId")).toBe(fieldOf(recorded, "saleId"));
  }
});

test("whatever calls and answers hold travels in XML as well as in JSON", async () => {
  for (const sale of capture.sales.slice(0, 8))
    expect((await play(till.client, sale)).differences).toEqual([]);
});

test("a whole basket is asked for at once, and described as the till described it", async () => {
  const transaction = transactions.find((one) =>
    readSale(one)!.rewards.some((r) => r.promotionId === "5168"),
  )!;
  const items = lineItems(transaction).flatMap((item) => (item.kind === "sale" ? [item.element!] : []));
  const answer = await answered(call("transaction.evaluate", { currency: "USD" }, ...items));
  expect(money(rewardsIn(answer))).toEqual(money(readSale(transaction)!.rewards));
});

test("what can't be taken is refused in XML, says where, and the sale goes on", async () => {
  const transactionId = "refusals";
  await answered(call("transaction.begin", { transactionId, currency: "USD" }));
  const [first] = lineItems(transactions[0]!).flatMap((item) =>
    item.kind === "sale" ? [item.element!] : [],
  );
  const refused = async (document: XmlElement) => {
    const answer = await pos.say(document);
    const data = childOf(answer, "ts:data")!;
    return [answer.name, fieldOf(data, "reason"), fieldOf(data, "field")].join(" ");
  };
  const sale = childOf(first!, "Sale")!;
  const without = (name: string) => ({
    ...first!,
    children: [
      ...first!.children.slice(0, 1),
      { ...sale, children: sale.children.filter((c) => typeof c === "string" || c.name !== name) },
    ],
  });
  expect(await refused(call("line.add", { transactionId }, without("Quantity")))).toBe(
    "ts:Error bad-parameters LineItem/Sale/Quantity",
  );
  expect(await refused(call("line.add", { transactionId }, element("Transaction")))).toBe(
    "ts:Error bad-parameters LineItem",
  );
  expect(await refused(call("line.void", { transactionId, lineId: "99" }))).toBe(
    "ts:Error unknown-line lineId",
  );
  expect(await refused(element("ts:Shout"))).toContain("ts:Error not-");
  const answer = await answered(call("line.add", { transactionId }, first!));
  expect(fieldOf(answer, "state")).toBe("open");
});
