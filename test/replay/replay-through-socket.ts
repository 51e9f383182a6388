/** A capture through the whole path (publish, hub, agent, POS socket, journal), compared like `replay` does. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Difference } from "../../agent/demo/play/compare.ts";
import { play } from "../../agent/demo/play/play.ts";
import type { Capture } from "./captures.ts";
import type { Replayed } from "./replay.ts";
import { startTill, writeChain } from "./till.ts";

const store = "9";

/** @param salesMax plays the first so many; each sale is a durable commit. */
export async function replayThroughSocket(
  capture: Capture,
  salesMax = capture.sales.length,
): Promise<Replayed> {
  const chain = mkdtempSync(join(tmpdir(), "tillside-chain-"));
  writeChain(chain, capture, store);
  const till = await startTill(chain, store);
  const sales = capture.sales.slice(0, salesMax);
  const different: { sale: string; differences: readonly Difference[] }[] = [];
  let [lines, ms] = [0, 0];
  try {
    for (const sale of sales) {
      const played = await play(till.client, sale);
      lines += played.lines;
      ms += played.ms;
      if (played.differences.length > 0) different.push({ sale: sale.name, differences: played.differences });
    }
  } finally {
    await till.close();
    rmSync(chain, { recursive: true, force: true });
  }
  const linesPerSecond = ms === 0 ? 0 : Math.round((lines / ms) * 1000);
  return { sales: sales.length, lines, exact: sales.length - different.length, different, linesPerSecond };
}
