/** What the lab's customer may take for lost: a fault of the agent's, and nothing that it was warned of. */

import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import { PASTA } from "../../agent/testing/shop.ts";
import type { Plan } from "./plan.ts";
import { crashShop, forkAgent, liveAgent } from "./shop.ts";
import { Truth } from "./truth.ts";
import { Visit } from "./visit.ts";

const PLAN: Plan = {
  transactionId: "17",
  receipt: "R-17",
  training: false,
  alone: false,
  lateCoupon: false,
  returned: "no",
  acts: [
    { does: "begin" },
    { does: "add", lineId: "1", article: PASTA },
    { does: "suspend" },
    { does: "resume" },
    { does: "pay" },
  ],
};

/** The customer is always called by the code on his slip, where he has one that counts. */
const byCode = () => 0;

test("a suspension that was answered with `kept: false` is gone after a crash, code and all, and its sale goes on by its id", async () => {
  const shop = await crashShop(1);
  onTestFinished(shop.remove);
  const truth = new Truth(shop);
  const visit = new Visit(PLAN, shop, truth, byCode);
  const life = await liveAgent(forkAgent(shop.dataDir), shop.dataDir);
  const disk = new Database(shop.sessionsPath);
  const said: { readonly kept?: false }[] = [];
  try {
    const waits = await visit.goOn({
      async call<Result>(method: string, params?: object): Promise<Result> {
        // From here on nothing more gets to the disk.
        if (method === "transaction.suspend") disk.exec("BEGIN IMMEDIATE");
        const answer = await life.pos.call<{ readonly kept?: false }>(method, params);
        if (method === "transaction.suspend") said.push(answer);
        return answer as Result;
      },
    });
    expect([waits, said]).toEqual(["waits", [expect.objectContaining({ state: "suspended", kept: false })]]);
  } finally {
    await life.kill();
    disk.close();
  }
  visit.torn();
  const next = await liveAgent(forkAgent(shop.dataDir), shop.dataDir);
  try {
    // Open again, as it was before: it is suspended anew, and called for.
    expect(await visit.goOn(next.pos)).toBe("over");
  } finally {
    await next.kill();
  }
  expect([...truth.recorded.keys()]).toEqual(["17"]);
});
