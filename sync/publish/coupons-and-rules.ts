import { seriesIn } from "../../engine/finding/condition.ts";
import type { Finding, RuleSetData } from "../../engine/index.ts";
import type { Coupons } from "./chain-folder.ts";

/**
 * What the engine's linter can't see, because it takes two files to see it: promotions that wait for a coupon nobody
 * issued, and coupons that no promotion takes (of series that have ended, rightly). Warnings only: one of the two may
 * follow with the next release. `today`: "YYYY-MM-DD".
 */
export function compareCouponsAndRules(
  { promotions }: RuleSetData,
  { series }: Coupons,
  today: string,
): readonly Finding[] {
  const asked = new Map<string, string[]>();
  for (const { id, requires } of promotions) {
    for (const name of requires ? new Set(seriesIn(requires)) : [])
      asked.set(name, [...(asked.get(name) ?? []), id]);
  }
  const issued = new Set(series.map((one) => one.series));
  const notIssued = [...asked].filter(([name]) => !issued.has(name));
  const current = series.filter(({ validTo }) => validTo === undefined || validTo >= today);
  const notAsked = current.map((one) => one.series).filter((name) => !asked.has(name));
  return [
    ...notIssued.map(([name, promotionIds]) =>
      warning("coupon-series-not-issued", promotionIds, {
        it: `nessuna serie di coupon si chiama ${name}: la promozione non scatta mai`,
        en: `no coupon series is called ${name}: the promotion never applies`,
      }),
    ),
    ...notAsked.map((name) =>
      warning("coupon-series-unused", [], {
        it: `nessuna promozione accetta i coupon della serie ${name}`,
        en: `no promotion takes coupons of the series ${name}`,
      }),
    ),
  ];
}

function warning(code: string, promotionIds: readonly string[], text: Finding["text"]): Finding {
  return { severity: "warning", code, promotionIds, text };
}
