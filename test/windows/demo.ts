/** `npm start -- --once` on Windows: hub, agent, scanner and printer as processes and sockets of its own. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { ended, equal } from "./expect.ts";
import type { Setting } from "./section.ts";

export async function demo({ pc, tally }: Setting): Promise<string> {
  const began = performance.now();
  const shop = await pc.tillside("demo", "--once", "--port", "0", "--lang", "it", "--data", "C:\\shop\\demo");
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  await tally.check("the shop in miniature sells, prints, goes on without HQ, and HQ has it all", () =>
    ended(shop, 0, /Carta Oro -5 %[\s\S]*la sede ha tutte le vendite/),
  );
  await tally.check("agent and hub were asked to end and closed their files in order", () => {
    const logs = ["till/journal.db-wal", "till/replica.db-wal", "till/sessions.db-wal", "hub/hub.db-wal"];
    const left = logs.filter((name) => existsSync(join(pc.shop, "demo", name)));
    equal("what is left of them", left, []);
  });
  return `the demo took ${seconds} s`;
}
