import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { enrolAt } from "../fixture/enrolled.ts";
import { chained, saleBody } from "../fixture/till.ts";
import { encodeBatch } from "../outbox.ts";
import type { OutboxEvent } from "../protocol.ts";
import { hubApp } from "./app.ts";
import { startHub } from "./hub.ts";
import { openHubStore } from "./hub-store.ts";
import type { HubStore } from "./store.ts";

const secret = "a secret of more than thirty-two characters";
let folder: string;
let store: HubStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tillside-busy-"));
  await (await startHub({ dataDir: folder, releasesDir: folder, port: 0, secret })).close();
  store = await openHubStore({ dataDir: folder });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

test("HQ whose disk is slow keeps a few hundred backlogs waiting, and tells the next till when to come again; single receipts pass", async () => {
  const tokens = {
    waiting: enrolAt(folder, { store: "0042", till: "3" }),
    selling: enrolAt(folder, { store: "0042", till: "4" }),
  };
  let diskIsBack = () => {};
  const stuck = new Promise<void>((resolve) => {
    diskIsBack = resolve;
  });
  const app = hubApp({
    store: {
      ...store,
      async accept(batch, nowMs) {
        if (batch.events.length > 1) await stuck;
        return store.accept(batch, nowMs);
      },
    },
    releasesDir: folder,
    hints: { listen: () => undefined, close() {} },
    secret,
    nowMs: Date.now,
    onFault: (error) => {
      throw error;
    },
  });
  const post = (token: { now(): string }, body: Uint8Array) =>
    app.request("/v1/outbox", {
      method: "POST",
      body,
      headers: { Authorization: `Bearer ${token.now()}`, "Content-Length": String(body.length) },
    });

  const backlog = await batchOf("3", 40);
  expect(backlog.length).toBeGreaterThan(16 * 1024);
  const all = Array.from({ length: 400 }, () => post(tokens.waiting, backlog));
  const busy = await Promise.race(all);
  expect(busy.status).toBe(503);
  expect(Number(busy.headers.get("retry-after"))).toBeGreaterThan(5);
  expect(await busy.json()).toEqual({
    code: "busy",
    message: "many tills send what they sold while HQ was away: come again later",
  });
  const sold = await post(tokens.selling, await batchOf("4", 1));
  expect(await sold.json()).toMatchObject({ lane: "sales", cursor: 1 });

  diskIsBack();
  const answers = await Promise.all(all);
  const taken = answers.filter(({ status }) => status === 200);
  expect(taken.length).toBeGreaterThan(100);
  expect(taken.length + answers.filter(({ status }) => status === 503).length).toBe(400);
  expect(await taken.at(-1)!.json()).toMatchObject({ lane: "sales", cursor: 40 });
  expect((await post(tokens.waiting, backlog)).status).toBe(200);
});

async function batchOf(till: string, receipts: number): Promise<Uint8Array> {
  let last: OutboxEvent | undefined;
  const events = Array.from({ length: receipts }, (_, n) => {
    // Nothing that packs well.
    const sale = { ...saleBody(n + 1), more: randomBytes(600).toString("base64") };
    last = chained(last, { lane: "sales", kind: "sale", body: JSON.stringify(sale) });
    return last;
  });
  return (await encodeBatch({ store: "0042", till, epoch: "e".repeat(32) }, "sales", events)).bytes;
}
