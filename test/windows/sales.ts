/** A sale whose agent is ended in the middle, and what the command line says of it afterwards. */

import { setTimeout as sleep } from "node:timers/promises";
import { ended, equal } from "./expect.ts";
import type { Running } from "./machine.ts";
import type { Setting } from "./section.ts";

interface Evaluated {
  readonly totalCents: number;
  readonly discountCents: number;
  readonly effects: readonly Effect[];
}
interface Effect {
  readonly kind: string;
  readonly promotionId: string;
  readonly amountCents: number;
  readonly shares: readonly object[];
}

const PASTA = { article: "8099100000012", unitPriceCents: 119, quantity: "3" };
const COFFEE = { article: "8099100000029", unitPriceCents: 450, quantity: "1" };

export async function sales({ pc, shop, tally }: Setting): Promise<string> {
  const till = await shop.till("1");
  till.configure({});
  const began = performance.now();
  let agent = await till.start();
  const startMs = performance.now() - began;
  let pos = await till.connect(agent);
  const transactionId = "power-cut";
  await pos.call("transaction.begin", { transactionId });
  await pos.call("line.add", { transactionId, line: { lineId: "1", ...PASTA } });
  const before = await pos.call<Evaluated>("line.add", { transactionId, line: { lineId: "2", ...COFFEE } });
  // What is kept of an open sale is written behind the answer.
  await sleep(1000);
  await agent.kill();
  agent = await till.start();
  pos = await till.connect(agent);

  await tally.check(
    "a sale whose agent was ended without a word goes on with the same promotions",
    async () => {
      const after = await pos.call<Evaluated>("transaction.resume", { transactionId });
      equal("what it gives", [after.totalCents, after.effects], [before.totalCents, before.effects]);
      equal("whether something was saved", before.discountCents > 0, true);
    },
  );
  const receipt = "0042-1-0001";
  await tally.check("it is paid and recorded, and asked again it is the same sale", async () => {
    const { totalCents, effects } = await pos.call<Evaluated>("transaction.subtotal", { transactionId });
    const applied = effects
      .filter(({ kind }) => kind === "price-modifier")
      .map(({ promotionId, amountCents, shares }) => ({
        promotionId,
        amountCents,
        shares: shares.map(shareOf),
      }));
    const completion = { transactionId, receipt, applied, totalCents };
    const first = await pos.call("transaction.complete", completion);
    await agent.kill();
    agent = await till.start();
    pos = await till.connect(agent);
    const second = await pos.call("transaction.complete", completion);
    equal("recorded", [first.recorded, second.saleId], [true, first.saleId]);
  });
  const about = ["--config", till.config];
  await tally.check("tillside status: all is well", async () =>
    ended(
      await pc.tillside("status", ...about, "--port", await portOf(agent)),
      0,
      /till +0042\/1[\s\S]*journal +good/,
    ),
  );
  await tally.check("tillside explain: the receipt of the sale", async () =>
    ended(await pc.tillside("explain", receipt, "--lang", "en", ...about), 0, /PASTA-3X2 .* yes/),
  );
  await tally.check("tillside replay: byte for byte", async () =>
    ended(await pc.tillside("replay", receipt, ...about), 0, /same/i),
  );
  await tally.check("tillside journal verify: whole, the sale in it", async () =>
    ended(await pc.tillside("journal", "verify", ...about), 0, /journal\.db is whole: 1 sale/),
  );
  await tally.check("tillside repair --check: everything in order", async () =>
    ended(await pc.tillside("repair", "--check", ...about), 0, /journal +whole: 1 sale/),
  );
  const figures = await measured(pos);
  await pos.close();
  const memoryMb = agent.memoryMb().toFixed(0);
  await agent.kill();
  return `an agent is ready after ${(startMs / 1000).toFixed(1)} s and has ${memoryMb} MB, ${figures}`;
}

async function portOf(agent: Running): Promise<string> {
  const [, port] = await agent.says(/The agent answers the POS at 127\.0\.0\.1:(\d+)/);
  return String(port);
}

const shareOf = (share: object) => {
  const { lineId, amountCents } = share as { lineId: string; amountCents: number };
  return { lineId, amountCents };
};

/** A curiosity: what a line takes through Wine's sockets. */
async function measured(pos: { call(method: string, params: object): Promise<unknown> }): Promise<string> {
  const transactionId = "measured";
  await pos.call("transaction.begin", { transactionId });
  const times: number[] = [];
  for (let n = 1; n <= 60; n += 1) {
    const began = performance.now();
    await pos.call("line.add", { transactionId, line: { lineId: String(n), ...PASTA, quantity: "1" } });
    if (n > 20) times.push(performance.now() - began);
  }
  await pos.call("transaction.cancel", { transactionId });
  times.sort((a, b) => a - b);
  return `line.add takes ${times[times.length >> 1]!.toFixed(1)} ms at p50`;
}
