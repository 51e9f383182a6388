/** Promotions that nobody can begin with: they ask for vouchers, points or stamps that only they themselves give. */

import { givesMoney } from "../deal.ts";
import { burnOf } from "../layer/quota.ts";
import type { Condition } from "../promotion.ts";
import type { Promotion } from "../rule-set.ts";
import { accountsFilledBy } from "./accounts.ts";
import type { Draft } from "./draft.ts";
import { check, listing, type Sentence } from "./finding.ts";
import { conditionsOf } from "./walk.ts";

export const circles = check({ "reward-circle": "warning" }, (draft, report) => {
  const { stuck, missing } = whoNeverBegins(draft);
  for (const circle of circlesOf(stuck, missing)) {
    const who = circle.map(({ data }) => data);
    const { it, en } = listing(who);
    const things = wordsFor(circle.flatMap(thingsGiven).filter((thing) => missing.has(thing)));
    report("reward-circle", who, {
      it: `Nessuno può cominciare con ${it}: ${things.it} si ottengono solo da promozioni che li chiedono già. Darli una prima volta senza chiederli, o togliere la richiesta.`,
      en: `Nobody can begin with ${en}: ${things.en} come only from promotions that already ask for them. Give them a first time without asking for any, or leave the demand out.`,
    });
  }
});

/** What one promotion gives and another asks for. */
type Thing = `coupon ${string}` | `account ${string}`;

/**
 * Lets begin who can with what comes from outside, then who can with what those give, until nobody more does. What no
 * promotion gives at all counts as coming from outside: other findings are about that.
 */
function whoNeverBegins({ promotions, options: { coupons = [] } }: Draft) {
  let stuck = promotions.filter((one) => thingsGiven(one).length > 0);
  const given = new Set(stuck.flatMap(thingsGiven));
  const found = new Set<Thing>();
  for (const { series, isOut } of coupons) if (isOut) found.add(`coupon ${series}`);
  for (let before = -1; before !== stuck.length; ) {
    before = stuck.length;
    stuck = stuck.filter((one) => {
      if (!canBegin(one, (thing) => found.has(thing) || !given.has(thing))) return true;
      for (const thing of thingsGiven(one)) found.add(thing);
      return false;
    });
  }
  return { stuck, missing: new Set([...given].filter((thing) => !found.has(thing))) };
}

function thingsGiven({ deals }: Promotion): Thing[] {
  return deals.flatMap((deal): Thing[] => {
    if (deal.shape === "voucher") return [`coupon ${deal.series}`];
    return accountsFilledBy(deal).map((account): Thing => `account ${account}`);
  });
}

function thingsAsked({ data, deals }: Promotion): Thing[] {
  const coupons = conditionsOf(data.requires).flatMap(({ condition, denied }): Thing[] =>
    condition.kind === "coupon" && denied === 0 ? [`coupon ${condition.series}`] : [],
  );
  return [
    ...coupons,
    ...deals.flatMap((deal): Thing[] => (burnOf(deal)?.account ? [`account ${burnOf(deal)!.account}`] : [])),
  ];
}

function canBegin({ data, deals }: Promotion, isThere: (thing: Thing) => boolean): boolean {
  const holds = (condition: Condition): boolean => {
    switch (condition.kind) {
      case "coupon":
        return isThere(`coupon ${condition.series}`);
      case "all":
        return condition.of.every(holds);
      case "any":
        return condition.of.length === 0 || condition.of.some(holds);
      default:
        return true;
    }
  };
  if (data.requires !== undefined && !holds(data.requires)) return false;
  // What stands beside a cut is given where the cut happened.
  const cuts = deals.filter(givesMoney).map(burnOf);
  return cuts.length === 0 || cuts.some((burn) => burn === undefined || isThere(`account ${burn.account}`));
}

/** Those that ask for or give the same missing thing, directly or over others, are one circle. */
function circlesOf(stuck: readonly Promotion[], missing: ReadonlySet<Thing>): Promotion[][] {
  let circles: { readonly things: ReadonlySet<Thing>; readonly promotions: readonly Promotion[] }[] = [];
  for (const promotion of stuck) {
    const mine = [...thingsGiven(promotion), ...thingsAsked(promotion)].filter((thing) => missing.has(thing));
    const [near, apart] = [true, false].map((meets) =>
      circles.filter(({ things }) => mine.some((thing) => things.has(thing)) === meets),
    );
    const things = new Set([...near!.flatMap((one) => [...one.things]), ...mine]);
    circles = [...apart!, { things, promotions: [...near!.flatMap((one) => one.promotions), promotion] }];
  }
  return circles.map(({ promotions }) => [...promotions]);
}

function wordsFor(things: readonly Thing[]): Sentence {
  const named = [...new Set(things)].map((thing) => {
    const name = thing.slice(thing.indexOf(" ") + 1);
    return thing.startsWith("coupon ")
      ? { it: `i buoni "${name}"`, en: `vouchers "${name}"` }
      : { it: `i punti o bollini "${name}"`, en: `points or stamps "${name}"` };
  });
  return { it: named.map(({ it }) => it).join(" e "), en: named.map(({ en }) => en).join(" and ") };
}
