/** The engine alone: one more scan, a whole basket, growth, loading, one change, memory. */

import { type EvaluationRow, evaluationRow } from "./evaluation.ts";
import { type LoadRow, loadRow } from "./load.ts";
import { round } from "./measure.ts";
import { type MemoryRow, memoryRow } from "./memory.ts";
import { type LongBasketFigures, longBasket, type ScanRow, scanRow } from "./scan.ts";
import { openShop } from "./shop.ts";
import { row, say, us } from "./table.ts";

export interface EngineFigures {
  readonly scans: readonly ScanRow[];
  /** N = 10,000, and one threshold whose saving is shared over all lines: every share changes with every scan. */
  readonly scanWithWholeBasketThreshold: ScanRow;
  /** p50 of a scan with 50,000 promotions, over that with 100. */
  readonly scanTimesFor500TimesPromotions: number;
  readonly longBasket: LongBasketFigures;
  readonly whole: readonly EvaluationRow[];
  readonly load: LoadRow;
  readonly memory: MemoryRow;
}

const SIZES = [100, 1_000, 10_000, 50_000];
const MOST = 50_000;

export function engineFigures(): EngineFigures {
  const scans: ScanRow[] = [];
  const whole: EvaluationRow[] = [];
  let long: LongBasketFigures | undefined;
  say(
    "One more scan on a basket of about 100 lines          baseline: whole basket | JSON of the line | Map look-up",
  );
  for (const promotions of SIZES) {
    const shop = openShop(promotions);
    const scan = scanRow(shop, promotions === 10_000 ? 200 : 50);
    scans.push(scan);
    row(
      `${promotions} promotions`,
      us(scan.scanUs),
      `${scan.wholeUs.p50} µs, ×${scan.timesWhole} | ${scan.parseLineUs.p50} | ${scan.lookUpUs.p50}`,
    );
    if (promotions === 10_000) long = longBasket(shop, 100);
    for (const lines of [20, 100]) if (promotions !== 100) whole.push(evaluationRow(shop, lines));
  }
  const shared = scanRow(openShop(10_000, { wholeBasketThreshold: true }), 50);
  row(
    "10000, a threshold on the whole basket",
    us(shared.scanUs),
    `${shared.wholeUs.p50} µs, ×${shared.timesWhole}`,
  );
  const scanTimesFor500TimesPromotions = round(scans.at(-1)!.scanUs.p50 / scans[0]!.scanUs.p50);
  row("500 times as many promotions", `×${scanTimesFor500TimesPromotions}`);
  row("last scan of 300 / median of the first 20", `×${long!.lastTimesFirst20}`, us(long!.lastOf300Us));
  say("\nA whole basket from nothing                           baseline: JSON of the basket | simple greedy");
  for (const one of whole) {
    row(
      `${one.lines} lines, ${one.promotions} promotions`,
      us(one.evaluateUs),
      `${one.parseUs.p50} µs, ×${one.timesParse} | ${one.greedyUs.p50}, ×${one.timesGreedy}, saves ${one.greedyLosesPercent} % less`,
    );
    if (one.withGap > 0) row("", `${one.withGap} of ${one.baskets} baskets with a gap`);
  }
  const load = loadRow(MOST);
  say(`\n${MOST} promotions                                     baseline: JSON.parse ${load.parseMs} ms`);
  row(
    "read with zod and compiled",
    `${load.loadMs} ms`,
    `${load.readMs} + ${load.compileMs}, ×${load.timesParse}`,
  );
  row("one promotion changed", us(load.changeUs));
  const memory = memoryRow(MOST);
  row("held in memory", `${memory.ruleSetMb} MB`, `as parsed JSON ${memory.jsonMb} MB`);
  return {
    scans,
    scanWithWholeBasketThreshold: shared,
    scanTimesFor500TimesPromotions,
    longBasket: long!,
    whole,
    load,
    memory,
  };
}
