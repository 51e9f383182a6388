/** What is wrong with a rule set before it is published. Errors stop a publication; warnings are shown. */

import type { RuleSetData } from "../promotion.ts";
import { checks } from "./checks.ts";
import { draftOf, type LintOptions } from "./draft.ts";
import type { Finding } from "./finding.ts";

export type { Article } from "./catalogue.ts";
export type { CouponSeries } from "./coupon-series.ts";
export type { LintOptions } from "./draft.ts";
export type { Finding } from "./finding.ts";
export { largestCut } from "./largest-cut.ts";

/**
 * What concerns the rule set itself comes first, then promotion by promotion in the rule set's order; the same twice is
 * said once. Trusts its argument, as `compile` does.
 */
export function lint(data: RuleSetData, options: LintOptions = {}): Finding[] {
  const draft = draftOf(data, options);
  const findings = new Map<string, Finding>();
  for (const { look } of checks) {
    look(draft, (finding) => {
      findings.set(JSON.stringify([finding.code, finding.promotionIds, finding.text.en]), finding);
    });
  }
  const place = new Map(data.promotions.map(({ id }, index) => [id, index]));
  const placeOf = ({ promotionIds: [first] }: Finding) =>
    first === undefined ? -1 : (place.get(first) ?? -1);
  return [...findings.values()].sort((a, b) => placeOf(a) - placeOf(b));
}
