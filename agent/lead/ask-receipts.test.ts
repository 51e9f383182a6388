import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { thisMachine } from "../../sync/client/surroundings.ts";
import { packed } from "../../sync/suspended.ts";
import { askedOthers } from "./ask-others.ts";
import { askForReceipt, receiptBody } from "./ask-receipts.ts";
import type { Said } from "./said.ts";

const json = '{"id":"P1"}';
const definition = { hash: hash("sha256", json, "hex"), promotionId: "P1", json };
const sale = { saleId: "s1", receipt: "R-1", transactionId: "t1", definitions: [definition.hash] };
const held = { sale, definitions: [definition], returns: [], vouchersUsed: [] };
const ask = { wanted: "R-1", withinMs: 50 };

/** What comes of these answers, by till; undefined: that till says nothing. */
async function heardFrom(bodies: Readonly<Record<string, string | null | undefined>>) {
  const others = askedOthers<string | null>(() => Object.keys(bodies), thisMachine);
  const say = (to: string, said: Said): boolean => {
    const body = bodies[to];
    if (said.kind === "receipt-ask" && body !== undefined)
      queueMicrotask(() => others.answered(to, said.id, body));
    return to !== "5";
  };
  return askForReceipt(others, say, ask);
}

test("who has it tells it; who has not, is off or says nothing is no hindrance", async () => {
  const body = await receiptBody(held);
  expect(await heardFrom({ "1": null, "2": body, "3": undefined, "5": undefined })).toEqual([held]);
});

test("what a till says that is damaged, or can't be reckoned with, is not there", async () => {
  const base64 = async (value: unknown) => Buffer.from(await packed(value)).toString("base64");
  const other = { ...definition, json: '{"id":"P1","cheaper":true}' };
  expect(
    await heardFrom({
      "1": "no zstd",
      "2": await base64({ sale: 7 }),
      "3": await base64({ ...held, definitions: [] }),
      "4": await base64({ ...held, definitions: [other] }),
    }),
  ).toEqual([]);
});

test("nobody answers in another till's place", async () => {
  const others = askedOthers<string | null>(() => ["1"], thisMachine);
  const body = await receiptBody(held);
  const say = (_to: string, said: Said): boolean => {
    if (said.kind === "receipt-ask") queueMicrotask(() => others.answered("2", said.id, body));
    return true;
  };
  expect(await askForReceipt(others, say, ask)).toEqual([]);
});
