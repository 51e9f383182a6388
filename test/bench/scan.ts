/** What one more scan costs while the basket stays open: new totals and effects after each line, as at a till. */

import { strict as assert } from "node:assert";
import { evaluate, openBasket } from "../../engine/index.ts";
import { type Figure, figure, measure, measureShort, round } from "./measure.ts";
import type { Shop } from "./shop.ts";

export interface ScanRow {
  readonly promotions: number;
  /** The 91st to the 110th line of growing baskets. */
  readonly scanUs: Figure;
  readonly p99TimesP50: number;
  /** The same basket evaluated from nothing after that scan: what an engine without memory pays. */
  readonly wholeUs: Figure;
  readonly timesWhole: number;
  /** JSON.parse of the one line. */
  readonly parseLineUs: Figure;
  /** The line's article looked up in a Map of all articles: less no engine can do. */
  readonly lookUpUs: Figure;
}

export interface LongBasketFigures {
  /** Of baskets of 300 lines: the first 20 scans, and the last one. */
  readonly first20Us: Figure;
  readonly lastOf300Us: Figure;
  readonly lastTimesFirst20: number;
}

/** Microseconds of every scan of growing baskets; the answers at the end are compared with a whole evaluation. */
function scans({ ruleSet, context, baskets }: Shop, lines: number, count: number): Float64Array[] {
  return baskets(lines, count).map((basket, index) => {
    const taken = new Float64Array(lines);
    const sale = openBasket(ruleSet, context);
    for (let at = 0; at < lines; at += 1) {
      const start = performance.now();
      sale.put(basket.lines[at]!);
      sale.evaluation();
      taken[at] = (performance.now() - start) * 1000;
    }
    if (index % 20 === 0) {
      const whole = evaluate(ruleSet, basket, context);
      assert.equal(
        JSON.stringify(sale.evaluation()),
        JSON.stringify(whole),
        "step by step = the whole at once",
      );
    }
    return taken;
  });
}

/** `count` baskets after a tenth as many to warm up. */
export function scanRow(shop: Shop, count: number): ScanRow {
  const { ruleSet, context, data, baskets, texts } = shop;
  scans(shop, 110, Math.ceil(count / 10));
  const scanUs = figure(Float64Array.from(scans(shop, 110, count).flatMap((taken) => [...taken.slice(90)])));
  const whole = baskets(100, count);
  const wholeUs = measure(count, (index) => evaluate(ruleSet, whole[index]!, context));
  const lines = texts(100, 20).flatMap((text) => JSON.parse(text).lines as { article: string }[]);
  const lineTexts = lines.map((line) => JSON.stringify(line));
  const parseLineUs = measureShort(500, (index) => JSON.parse(lineTexts[index % lineTexts.length]!));
  const articles = new Map(lines.map((line, index) => [line.article, index]));
  let found = 0;
  const lookUpUs = measureShort(500, (index) => {
    found += articles.get(lines[index % lines.length]!.article)!;
  });
  assert.ok(found > 0);
  return {
    promotions: data.promotions.length,
    scanUs,
    p99TimesP50: round(scanUs.p99 / scanUs.p50),
    wholeUs,
    timesWhole: round(wholeUs.p50 / scanUs.p50),
    parseLineUs,
    lookUpUs,
  };
}

export function longBasket(shop: Shop, count: number): LongBasketFigures {
  scans(shop, 300, Math.ceil(count / 10));
  const taken = scans(shop, 300, count);
  const first20Us = figure(Float64Array.from(taken.flatMap((one) => [...one.slice(0, 20)])));
  const lastOf300Us = figure(Float64Array.from(taken.map((one) => one[299]!)));
  return {
    first20Us,
    lastOf300Us,
    lastTimesFirst20: round(lastOf300Us.p50 / first20Us.p50),
  };
}
