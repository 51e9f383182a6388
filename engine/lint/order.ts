/** Where the order of promotions decides and nobody has said it, or layers stand in the way of each other. */

import { givesMoney, isClaiming, namesPrice, type UnitDeal, type Goods as UnitGoods } from "../deal.ts";
import type { LayerData, PromotionData } from "../promotion.ts";
import { byRank, type Promotion } from "../rule-set.ts";
import type { Draft } from "./draft.ts";
import { check, listing, naming, percentText } from "./finding.ts";
import { type Offer, offersOf } from "./goods.ts";
import { isBarredBy, mayMeet, plainCut } from "./reach.ts";

/** In layers that go by priority, equal ones leave the order to the ids: probably nobody meant that. */
export const priorities = check({ "equal-priority": "warning" }, (draft, report) => {
  for (const layer of draft.data.layers) {
    if (layer.mode === "best") continue;
    const inLayer = draft.promotions.filter(
      ({ data, deals }) => data.layer === layer.id && deals.some(givesMoney),
    );
    for (const [priority, equal] of Map.groupBy(inLayer, ({ data }) => data.priority ?? 0)) {
      for (const cluster of clustersOf(equal, layer, draft)) {
        const { it, en } = listing(cluster);
        report("equal-priority", cluster, {
          it: `Nel livello "${layer.id}" ${it} hanno la stessa priorità (${priority}) e toccano gli stessi articoli: quale viene prima lo decide il codice, cioè il caso. Dare priorità diverse.`,
          en: `In layer "${layer.id}" ${en} have the same priority (${priority}) and touch the same goods: their ids, that is chance, decide which comes first. Give them different priorities.`,
        });
      }
    }
  }
});

/** Promotions that are in each other's way, directly or over others; only clusters of two and more. */
function clustersOf(equal: readonly Promotion[], layer: LayerData, { goods }: Draft): PromotionData[][] {
  if (equal.length === 1) return [];
  const leader = new Map(equal.map((one) => [one, one]));
  const find = (one: Promotion): Promotion => {
    let found = one;
    while (leader.get(found) !== found) found = leader.get(found)!;
    leader.set(one, found);
    return found;
  };
  for (const offer of equal.flatMap(offersOf)) {
    for (const other of goods.near(offer.select)) {
      const [mine, yours] = [find(offer.promotion), leader.has(other.promotion) && find(other.promotion)];
      if (yours === false || mine === yours || !doesOrderMatter(offer, other, layer)) continue;
      if (goods.meets(offer.select, other.select)) leader.set(mine, yours);
    }
  }
  const clusters = Map.groupBy(equal, find);
  return [...clusters.values()]
    .filter(({ length }) => length > 1)
    .map((cluster) => cluster.map(({ data }) => data));
}

function doesOrderMatter(a: Offer, b: Offer, { mode, base = "left" }: LayerData): boolean {
  const [mine, yours] = [a.promotion.data, b.promotion.data];
  if (!mayMeet(mine, yours)) return false;
  if (isBarredBy(mine, yours)) return true;
  if (mode === "first") return isClaiming(a.deal) && isClaiming(b.deal);
  // Amounts that rest on the prices of the start add up; a named price or floor looks at what others left.
  return base === "left" || [a, b].some(({ deal }) => isClaiming(deal) && namesPrice(deal));
}

/** Percentages that all rest on the price at the layer's start. */
export const stacks = check({ "percent-over-100": "warning" }, (draft, report) => {
  const seen = new Set<string>();
  for (const layer of draft.data.layers) {
    if (layer.mode !== "stack" || layer.base !== "start") continue;
    for (const promotion of draft.promotions) {
      const own = promotion.data.layer === layer.id ? percentOff(promotion) : undefined;
      if (own === undefined) continue;
      const together = [{ promotion, percent: own.percent }];
      const rivals = draft.goods
        .around(own.select)
        .filter((other) => draft.goods.covers(other.select, own.select))
        .flatMap(({ promotion: other }) => {
          const found = other.layer === promotion.layer ? percentOff(other) : undefined;
          return found === undefined ? [] : [{ promotion: other, percent: found.percent }];
        })
        .sort((a, b) => b.percent - a.percent);
      for (const rival of rivals) {
        const fits = together.every(
          ({ promotion: one }) =>
            one !== rival.promotion &&
            mayMeet(one.data, rival.promotion.data) &&
            !isBarredBy(one.data, rival.promotion.data),
        );
        if (fits) together.push(rival);
      }
      const sum = together.reduce((total, { percent }) => total + percent, 0);
      const data = together.map((one) => one.promotion.data);
      const key = data
        .map(({ id }) => id)
        .sort()
        .join("\n");
      if (sum <= 100_000 || seen.has(key)) continue;
      seen.add(key);
      const { it, en } = listing(data);
      report("percent-over-100", data, {
        it: `Nel livello "${layer.id}" gli sconti di ${it} si sommano sugli stessi articoli: ${percentText(sum).it}, più del prezzo, e gli articoli possono uscire gratis. Abbassarli, o usare la base "left".`,
        en: `In layer "${layer.id}" the discounts of ${en} add up on the same goods: ${percentText(sum).en}, more than the price, and the goods can come out free. Lower them, or use the base "left".`,
      });
    }
  }
});

function percentOff(promotion: Promotion) {
  const { data, deals } = promotion;
  const [deal] = deals;
  const [terms] = data.mechanics;
  if (deals.length !== 1 || deal?.shape !== "unit" || terms?.kind !== "percent") return undefined;
  if (plainCut(deal, promotion) === undefined || terms.maxCents !== undefined) return undefined;
  // Of 1,000.00 a percentage takes off just its thousandths.
  return { select: deal.select, percent: deal.saving(100_000, { pieces: 1 }, "") };
}

/** Best of its layer is not best over layers: a small cut that comes first keeps a bigger one out. */
export const layersInTheWay = check({ "smaller-cut-first": "warning" }, (draft, report) => {
  for (const promotion of draft.promotions) {
    const { data, deals } = promotion;
    for (const deal of deals) {
      if (deal.shape !== "unit" || deal.select.selector.notYetCut !== true) continue;
      const others = smallerBefore({ promotion, deal, select: deal.select }, draft, (other) => {
        return other.layer < promotion.layer && !isBarredBy(data, other.data);
      });
      if (others.length === 0) continue;
      const { it, en } = naming(data);
      report("smaller-cut-first", [data, ...others], {
        it: `${it} vuole solo articoli non ancora scontati, ma un livello precedente (${listing(others).it}) dà su alcuni di essi uno sconto più piccolo: il cliente ci perde. Metterle nello stesso livello "best".`,
        en: `${en} wants only goods that nothing has cut yet, but an earlier layer (${listing(others).en}) gives a smaller discount on some of them: the customer loses. Put them into one "best" layer.`,
      });
      break;
    }
  }
});

/** The same by an exclusion tag: who comes first bars the other one, though it gives less. */
export const tagsInTheWay = check({ "smaller-excludes-bigger": "warning" }, (draft, report) => {
  for (const promotion of draft.promotions) {
    const { data, deals } = promotion;
    const [deal] = deals;
    if (data.excludes === undefined || data.alone === true || deals.length !== 1 || deal?.shape !== "unit")
      continue;
    const mode = draft.layerOf(data)?.mode;
    const others = smallerBefore({ promotion, deal, select: deal.select }, draft, (other) => {
      const isEarlier =
        other.layer < promotion.layer ||
        (other.layer === promotion.layer && mode !== "best" && byRank(other, promotion) < 0);
      return isEarlier && isBarredBy(data, other.data) && other.data.alone !== true;
    });
    if (others.length === 0) continue;
    const { it, en } = naming(data);
    report("smaller-excludes-bigger", [data, ...others], {
      it: `${it} darebbe su alcuni articoli uno sconto più grande di ${listing(others).it}, ma ha la stessa etichetta di esclusione e viene dopo: quando valgono entrambe il cliente riceve lo sconto più piccolo. Metterle nello stesso livello "best", o cambiare l'ordine.`,
      en: `${en} would take more off some goods than ${listing(others).en}, but shares an exclusion tag and comes later: where both are open the customer gets the smaller discount. Put them into one "best" layer, or change the order.`,
    });
  }
});

/** So many articles times rivals are looked at; of wide selections the first ones. */
const LOOKED_MAX = 20_000;

/** Plain cuts that save something on a good of the offer, but less than the offer would. */
function smallerBefore(
  { promotion, deal, select }: Offer & { readonly deal: UnitDeal },
  { goods, catalogue }: Draft,
  stands: (other: Promotion) => boolean,
): PromotionData[] {
  // Who stands alone keeps nobody out: the customer gets the better of both.
  if (plainCut(deal, promotion) === undefined || promotion.data.alone === true) return [];
  const rivals = goods.touching(select).filter(({ promotion: other }) => {
    const isAnother = other !== promotion && other.layer >= 0 && other.data.alone !== true;
    return isAnother && stands(other) && mayMeet(promotion.data, other.data);
  });
  const lines = catalogue?.select(select).slice(0, Math.ceil(LOOKED_MAX / (rivals.length + 1)));
  const before = rivals.filter((other) => {
    const rival = plainCut(other.deal, other.promotion);
    if (rival === undefined) return false;
    const isLess = (price: number, units: UnitGoods, article: string) => {
      const off = rival.saving(price, units, article);
      return off > 0 && off < deal.saving(price, units, article);
    };
    if (lines !== undefined) {
      return lines.some(
        (line) => rival.select.matches(line) && isLess(line.unitPriceCents, line, line.article),
      );
    }
    const bothPercent = [promotion, other.promotion].every((one) => percentOff(one) !== undefined);
    return bothPercent && isLess(100_000, { pieces: 1 }, "") && goods.meets(select, rival.select);
  });
  return [...new Set(before.map((other) => other.promotion.data))];
}
