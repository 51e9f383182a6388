/**
 * Where a customer could gain by paying in two receipts. Each way is one finding with all promotions that open it: it
 * is a decision of the chain, seldom a mistake of one promotion.
 */

import type { LineItem } from "../basket.ts";
import type { Deal, ReceiptDeal, ScaledDeal, SetDeal, UnitDeal } from "../deal.ts";
import type { PromotionData } from "../promotion.ts";
import { divide } from "../rounding.ts";
import { byRank, type Promotion } from "../rule-set.ts";
import type { Draft } from "./draft.ts";
import { check, listing, money, type Sentence } from "./finding.ts";
import { mostOff } from "./prices.ts";
import { mayMeet } from "./reach.ts";
import { conditionsOf, needsCoupon } from "./walk.ts";

type Way =
  | "splitting-once"
  | "splitting-limit"
  | "splitting-coupon"
  | "splitting-pick"
  | "splitting-grouping"
  | "splitting-line"
  | "splitting-slices"
  | "splitting-order"
  | "splitting-not"
  | "splitting-tag"
  | "splitting-alone";

export const splitting = check<Way>(
  {
    "splitting-once": "warning",
    "splitting-limit": "warning",
    "splitting-coupon": "warning",
    "splitting-pick": "warning",
    "splitting-grouping": "warning",
    "splitting-line": "warning",
    "splitting-slices": "warning",
    "splitting-order": "warning",
    "splitting-not": "warning",
    "splitting-tag": "warning",
    "splitting-alone": "warning",
  },
  (draft, report) => {
    const { promotions } = draft;
    const { currency, promotions: all } = draft.data;
    const tags = tagsOfSeveral(all);
    const found = new Map<Way, PromotionData[]>();
    for (const promotion of promotions) {
      for (const way of waysOf(promotion, tags, draft)) {
        const known = found.get(way);
        if (known === undefined) found.set(way, [promotion.data]);
        else known.push(promotion.data);
      }
    }
    for (const [way, data] of found) {
      const first = promotions.find((one) => one.data === data[0])!;
      const { it, en } = why(way, first, currency);
      const who = listing(data);
      report(way, data, {
        it: `Dividere lo scontrino può convenire con ${who.it}: ${it}`,
        en: `Splitting the receipt can pay with ${who.en}: ${en}`,
      });
    }
  },
);

function waysOf(promotion: Promotion, tags: ReadonlySet<string>, draft: Draft): ReadonlySet<Way> {
  const { data, deals } = promotion;
  const ways = new Set<Way>();
  if (deals.every(({ shape }) => shape === "message" || shape === "unknown")) return ways;
  const isOnce = !isCounted(data) && deals.some(isOnceAReceipt);
  const isLimited = !isCounted(data) && limitsAReceipt(promotion);
  if (needsCoupon(data)) {
    // One coupon serves the whole receipt: only who has two gains.
    if (isOnce || isLimited) ways.add("splitting-coupon");
  } else {
    if (isOnce) ways.add("splitting-once");
    if (isLimited) ways.add("splitting-limit");
  }
  for (const deal of deals) {
    if (deal.shape === "unit" && deal.on !== undefined) ways.add("splitting-pick");
    if ((deal.shape === "set" || deal.shape === "slots") && formsWorseSets(deal))
      ways.add("splitting-grouping");
    if (deal.shape === "scaled" && deal.on === "slice" && falls(deal)) ways.add("splitting-slices");
  }
  if (data.mechanics.some(({ kind, per }) => kind === "amount" && per === "line")) ways.add("splitting-line");
  if (takesFromOthers(promotion, draft)) ways.add("splitting-order");
  const denied = conditionsOf(data.requires).some(
    ({ condition, denied: times }) =>
      times % 2 === 1 && (condition.kind === "items" || condition.kind === "basket"),
  );
  if (denied) ways.add("splitting-not");
  if (data.excludes?.some((tag) => tags.has(tag))) ways.add("splitting-tag");
  if (data.alone === true) ways.add("splitting-alone");
  return ways;
}

/** Its sets come first and take goods that would save more elsewhere at the prices of the catalogue. */
function takesFromOthers(promotion: Promotion, { goods, catalogue, layerOf }: Draft): boolean {
  if (catalogue === undefined) return false;
  const isFirst = layerOf(promotion.data)?.mode === "first";
  return promotion.deals.some((deal) => {
    if (deal.shape !== "set") return false;
    return goods.touching(deal.select).some(({ promotion: other, deal: rival, select }) => {
      if (other === promotion || rival.shape !== "unit") return false;
      const isLater = isFirst
        ? other.layer === promotion.layer && byRank(promotion, other) < 0
        : other.layer > promotion.layer && select.selector.notYetCut === true;
      if (!isLater || !mayMeet(promotion.data, other.data)) return false;
      const shared = catalogue.select(deal.select).filter((line) => select.matches(line));
      return shared.length > 0 && savesLess(deal, rival, shared);
    });
  });
}

/** The poorest set of these goods saves something, but less than they save one by one. */
function savesLess({ size, reward }: SetDeal, rival: UnitDeal, lines: readonly LineItem[]): boolean {
  const sorted = [...lines].sort((a, b) => a.unitPriceCents - b.unitPriceCents);
  const [cheapest, dearest] = [sorted[0]!, sorted.at(-1)!];
  const price = cheapest.unitPriceCents;
  if (reward.kind === "price") {
    const set = price * size - reward.priceCents;
    return set > 0 && set < size * mostOff(rival, cheapest);
  }
  const company = size - reward.count;
  const set = reward.count * reward.saving(price);
  const others = company * mostOff(rival, reward.pick === "cheapest" ? dearest : cheapest);
  return set > 0 && set < others + reward.count * mostOff(rival, cheapest);
}

/** A limit beyond the receipt binds no less than the receipt does. */
function isCounted({ limits }: PromotionData): boolean {
  const { perCustomer } = limits ?? {};
  if (perCustomer === undefined) return false;
  const byTimes = (perCustomer.applications ?? Number.MAX_SAFE_INTEGER) <= (limits?.applications ?? 1);
  const byAmount =
    limits?.amountCents !== undefined && (perCustomer.amountCents ?? Infinity) <= limits.amountCents;
  return byTimes || byAmount;
}

function limitsAReceipt({ data: { limits }, deals }: Promotion): boolean {
  const { applications, units, unitsPerLine, amountCents } = limits ?? {};
  const isCapped = deals.some((deal) => deal.shape === "receipt" && deal.maxCents !== undefined);
  // What comes once a receipt anyway is not limited by a number of times.
  const counts = deals.some((deal) => !isOnceAReceipt(deal)) ? [applications] : [];
  return isCapped || [...counts, units, unitsPerLine, amountCents].some((limit) => limit !== undefined);
}

function isOnceAReceipt(deal: Deal): boolean {
  switch (deal.shape) {
    case "receipt":
      return deal.burn === undefined && deal.tenders === undefined && gainTwice(deal) !== undefined;
    case "points":
      return deal.earn.kind === "fixed";
    case "voucher":
      return deal.worth.kind !== "share" && deal.spend?.every !== true;
    case "unit":
      return deal.quota?.kind === "gift" && deal.quota.every === undefined;
    default:
      return false;
  }
}

/** Two sums that together, in two receipts, get more than their sum in one. */
function gainTwice(deal: ReceiptDeal): readonly [spend: number, twice: number, once: number] | undefined {
  if (deal.every) return undefined;
  const worth = (spent: number): number | undefined => {
    const reward = deal.tiers.findLast(({ spendCents }) => spent >= spendCents)?.reward;
    if (reward === undefined) return 0;
    if (reward.kind === "percent") return divide(spent * reward.percent, 100_000, "down");
    return reward.kind === "points" ? reward.points : reward.amountCents;
  };
  for (const { spendCents } of deal.tiers) {
    const [twice, once] = [2 * (worth(spendCents) ?? 0), worth(2 * spendCents) ?? 0];
    if (twice > once) return [spendCents, twice, once];
  }
  return undefined;
}

/** Sets formed by a rule that the customer can undo by paying some of the goods apart. */
function formsWorseSets(deal: Extract<Deal, { shape: "set" | "slots" }>): boolean {
  if (deal.group === "best") return false;
  const dearestPays = deal.shape === "set" && deal.reward.kind === "units" && deal.reward.pick === "dearest";
  return deal.group !== "dearest-first" || dearestPays;
}

function falls({ tiers }: ScaledDeal): boolean {
  return tiers.some(({ reward }, index) => {
    const next = tiers[index + 1]?.reward;
    if (reward.kind === "percent" && next?.kind === "percent") return next.percent < reward.percent;
    if (reward.kind === "amount" && next?.kind === "amount") return next.amountCents < reward.amountCents;
    return reward.kind === "unit-price" && next?.kind === "unit-price" && next.priceCents > reward.priceCents;
  });
}

function tagsOfSeveral(promotions: readonly PromotionData[]): ReadonlySet<string> {
  const tags = promotions.flatMap(({ excludes = [] }) => [...new Set(excludes)]);
  return new Set(
    [...Map.groupBy(tags, (tag) => tag)].filter(([, all]) => all.length > 1).map(([tag]) => tag),
  );
}

function why(way: Way, promotion: Promotion, currency: string): Sentence {
  switch (way) {
    case "splitting-once": {
      const example = exampleOf(promotion, currency);
      return {
        it: `il premio viene una volta per scontrino${example.it}. Usare "every", o un limite per cliente, o accettarlo.`,
        en: `the reward comes once a receipt${example.en}. Say "every", or limit it per customer, or accept it.`,
      };
    }
    case "splitting-limit":
      return {
        it: "il limite vale per scontrino, e in due scontrini si raddoppia. Metterlo per cliente, o accettarlo.",
        en: "the limit is by receipt, and two receipts double it. Make it one per customer, or accept it.",
      };
    case "splitting-coupon":
      return {
        it: "vale un solo coupon per scontrino, e chi ne ha due li usa su due scontrini. Limitarla per cliente, o accettarlo.",
        en: "one coupon counts a receipt, and who has two uses them on two receipts. Limit it per customer, or accept it.",
      };
    case "splitting-pick":
      return {
        it: "sono premiati solo i pezzi più (o meno) cari dello scontrino, e due scontrini ne hanno il doppio. Accettarlo, o premiare tutti i pezzi.",
        en: "only the dearest (or cheapest) units of a receipt are rewarded, and two receipts have twice as many. Accept it, or reward all units.",
      };
    case "splitting-grouping":
      return {
        it: 'i gruppi si formano in un ordine fisso, e pagando a parte alcuni articoli se ne ottengono di migliori. Usare il raggruppamento "best".',
        en: 'sets are formed in a fixed order, and paying some goods apart gives better ones. Use the grouping "best".',
      };
    case "splitting-line":
      return {
        it: "lo sconto vale una volta per riga, e due scontrini hanno due righe. Darlo per pezzo, o accettarlo.",
        en: "the amount comes once a line, and two receipts have two lines. Give it by unit, or accept it.",
      };
    case "splitting-slices":
      return {
        it: "i gradini alti danno meno di quelli bassi, e due scontrini stanno due volte in quelli bassi. Accettarlo, o invertire i premi.",
        en: "higher steps give less than lower ones, and two receipts stand twice on the lower ones. Accept it, or turn the rewards round.",
      };
    case "splitting-order":
      return {
        it: 'i gruppi prendono articoli su cui un\'altra promozione, che viene dopo, dà di più; pagati a parte non formano gruppi. Metterle nello stesso livello "best", o accettarlo.',
        en: 'its sets take goods on which another promotion, that comes later, gives more; paid apart they form no set. Put both into one "best" layer, or accept it.',
      };
    case "splitting-not":
      return {
        it: 'certi altri articoli la bloccano, e si possono pagare a parte. Togliere la condizione "not", o accettarlo.',
        en: 'certain other goods bar it, and can be paid apart. Leave the "not" condition out, or accept it.',
      };
    case "splitting-tag":
      return {
        it: "le etichette di esclusione valgono nello stesso scontrino, ma non in due. Accettarlo, o togliere le etichette.",
        en: "exclusion tags hold within one receipt, but not in two. Accept it, or take the tags away.",
      };
    case "splitting-alone":
      return {
        it: 'sta da sola sullo scontrino, ma il resto si può pagare a parte con le altre promozioni. Accettarlo, o togliere "alone".',
        en: 'it stands alone on a receipt, but the rest can be paid apart with the other promotions. Accept it, or leave "alone" out.',
      };
    default:
      return way satisfies never;
  }
}

/** The first promotion in figures: "50.00 twice get 10.00 instead of 5.00". */
function exampleOf({ data, deals }: Promotion, currency: string): Sentence {
  const deal = deals.find((one): one is ReceiptDeal => one.shape === "receipt" && isOnceAReceipt(one));
  const gain = deal === undefined ? undefined : gainTwice(deal);
  const isMoney = deal?.tiers.every(({ reward }) => reward.kind === "amount");
  if (gain === undefined || !isMoney || gain[0] === 0) return { it: "", en: "" };
  const [spend, twice, once] = gain.map((cents) => money(cents, currency));
  return {
    it: ` (con ${data.id} chi spende due volte ${spend!.it} prende ${twice!.it} invece di ${once!.it})`,
    en: ` (with ${data.id} spending ${spend!.en} twice gets ${twice!.en} instead of ${once!.en})`,
  };
}
