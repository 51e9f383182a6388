/** Gifts that only they themselves would deserve. */

import { givesMoney } from "../deal.ts";
import { isGift } from "../finding/gift.ts";
import { EVERYTHING, type Matcher } from "../finding/selector.ts";
import type { Condition, Selector } from "../promotion.ts";
import { check, naming } from "./finding.ts";

/** What a gift selects never helps to deserve it, so a condition that counts nothing else never holds. */
export const gifts = check({ "gift-never-earned": "error" }, (draft, report) => {
  const refused = (draft.data.exclusions ?? []).filter(({ flag }) => flag === "not-discountable");
  for (const { data, deals } of draft.promotions) {
    const given = deals.filter(isGift);
    const [first] = given;
    if (first === undefined) continue;
    const isOwn = (selector: Selector) => {
      const counted: Matcher = { ...first.select, selector };
      // What may not be made cheaper is no gift, but it counts.
      const counts = refused.some(
        (one) => !draft.goods.areApart({ ...counted, selector: one.select }, counted),
      );
      return !counts && given.some(({ select }) => draft.goods.covers(select, counted));
    };
    const isOnlyGift = deals.filter(givesMoney).length === given.length;
    const isNever =
      (data.requires !== undefined && neverHolds(data.requires, isOwn)) ||
      (isOnlyGift &&
        given.every(({ quota: { every } }) => every !== undefined && isOwn(every.select.selector)));
    if (!isNever) continue;
    const { it, en } = naming(data);
    report("gift-never-earned", [data], {
      it: `${it} regala gli stessi articoli che bisogna comprare per averli, e un omaggio non conta per sé stesso: non si applicherà mai. Per "tre al prezzo di due" usare la meccanica "multi-buy"; altrimenti contare altri articoli.`,
      en: `${en} gives away the very goods that must be bought to get them, and a gift does not count for itself: it will never apply. For "three for two" use the mechanic "multi-buy"; otherwise count other goods.`,
    });
  }
});

function neverHolds(condition: Condition, isOwn: (selector: Selector) => boolean): boolean {
  switch (condition.kind) {
    case "all":
      return condition.of.some((one) => neverHolds(one, isOwn));
    case "any":
      return condition.of.length > 0 && condition.of.every((one) => neverHolds(one, isOwn));
    case "items":
      return isOwn(condition.select);
    case "basket":
      return condition.amountCents > 0 && isOwn(EVERYTHING);
    default:
      return false;
  }
}
