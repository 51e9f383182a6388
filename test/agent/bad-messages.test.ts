/** What comes to the POS port on a bad day, at the real agent: a clear error each time, and the next sale works. */

import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PosCallError, type PosClient } from "../../agent/client/connect.ts";
import type { Agent } from "../../agent/main.ts";
import { openShop, PASTA, type Shop } from "../../agent/testing/shop.ts";

let shop: Shop;
let agent: Agent;
let pos: PosClient;
let sales = 0;

beforeAll(async () => {
  shop = await openShop();
  agent = await shop.start();
  pos = await shop.pos(agent);
});
afterAll(() => shop.close());

/** Three pastas, of which one is free, from begin to recorded. */
async function expectNextSaleToWork(): Promise<void> {
  sales += 1;
  const transactionId = `next-${sales}`;
  await pos.call("transaction.begin", { transactionId });
  const line = { lineId: "1", article: PASTA, unitPriceCents: 119, quantity: "3" };
  expect(await pos.call("line.add", { transactionId, line })).toMatchObject({ discountCents: 119 });
  const applied = [{ promotionId: "P1", amountCents: 119, shares: [{ lineId: "1", amountCents: 119 }] }];
  const done = await pos.call("transaction.complete", {
    transactionId,
    receipt: transactionId,
    applied,
    totalCents: 238,
  });
  expect(done).toMatchObject({ recorded: true, totalCents: 238 });
}

/** Everything the port says to a program that sends these bytes, until it hangs up. */
async function answerTo(bytes: string | Buffer): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port: agent.port });
  let said = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk;
  });
  socket.on("error", () => {});
  socket.write(bytes);
  await once(socket, "close");
  return said;
}

/** The reason and the words with which a call is refused. */
async function refusal(
  method: string,
  params: object,
  client = pos,
): Promise<{ reason: string; message: string }> {
  const error = await client.call(method, params).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(PosCallError);
  const { reason, message } = error as PosCallError;
  return { reason, message };
}

test("an HTTP request is told in one line what this port is, and the next sale works", async () => {
  expect(await answerTo("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")).toMatch(/HTTP/);
  await expectNextSaleToWork();
});

test("a TLS hello is told the same, and the next sale works", async () => {
  expect(await answerTo(Buffer.from("160301020001000001fc0303", "hex"))).toMatch(/TLS/);
  await expectNextSaleToWork();
});

test("broken JSON is named, and the next sale works", async () => {
  const said = await answerTo('{"jsonrpc":"2.0","id":1,"method":\n');
  expect(JSON.parse(said.split("\n")[0]!)).toMatchObject({
    error: { code: -32700, data: { reason: "not-json" } },
  });
  await expectNextSaleToWork();
});

test("an unknown call is named, and the next sale works", async () => {
  expect(await refusal("transaction.begun", {})).toEqual({
    reason: "unknown-call",
    message: expect.stringContaining("Unknown call"),
  });
  await expectNextSaleToWork();
});

test("a wrong type is named by its field, and the next sale works", async () => {
  const error = await pos.call("transaction.begin", { transactionId: 17 }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: -32602, reason: "bad-parameters", field: "transactionId" });
  await expectNextSaleToWork();
});

test("a message of 2 MiB is refused with the limit, its connection is closed, and the next sale works elsewhere", async () => {
  const large = await shop.pos(agent);
  expect(
    await refusal("transaction.evaluate", { lines: [], padding: "x".repeat(2 * 1024 * 1024) }, large),
  ).toEqual({
    reason: "too-large",
    message: expect.stringContaining("1 MiB"),
  });
  await expectNextSaleToWork();
});

test("more than a sale may hold is refused line by line as it is of a whole basket, and the sale goes on", async () => {
  const sale = { transactionId: "pallets" };
  const line = (lineId: string, quantity = "10000") => ({
    line: { lineId, article: "80", unitPriceCents: 1, quantity },
  });
  await pos.call("transaction.begin", sale);
  await pos.call("line.add", { ...sale, ...line("1") });
  await pos.call("line.add", { ...sale, ...line("2") });
  const tooMany = { reason: "bad-parameters", field: "line", detail: "more than 20000 pieces in one sale" };
  await expect(pos.call("line.add", { ...sale, ...line("3", "1") })).rejects.toMatchObject(tooMany);
  await pos.call("line.change", { ...sale, ...line("2", "9999") });
  expect(await pos.call("line.add", { ...sale, ...line("3", "1") })).toMatchObject({ totalCents: 20_000 });
  const dear = { lineId: "4", article: "80", unitPriceCents: 90_000_000, quantity: "1" };
  await expect(pos.call("line.change", { ...sale, line: { ...dear, lineId: "3" } })).rejects.toMatchObject({
    field: "line",
    detail: "more than 900000.00 in one sale",
  });
  await pos.call("transaction.cancel", sale);
});
