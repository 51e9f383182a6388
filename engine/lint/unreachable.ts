/** Promotions that others never let through: outdone, starved, excluded or alone without a chance. */

import type { LineItem } from "../basket.ts";
import { givesMoney, isClaiming, type UnitDeal } from "../deal.ts";
import { byRank, type Promotion } from "../rule-set.ts";
import { isWeighed } from "./catalogue.ts";
import type { Draft } from "./draft.ts";
import { check, money, naming, type Sentence, within } from "./finding.ts";
import type { Offer } from "./goods.ts";
import {
  cutsAlways,
  firstCut,
  isBarredBy,
  isOpenAsOften,
  isUncontested,
  lastTie,
  plainCut,
  savesMore,
  takesAll,
} from "./reach.ts";
import { matchersOf } from "./walk.ts";

export const unreachable = check(
  {
    outdone: "warning",
    starved: "warning",
    "excluded-for-ever": "warning",
    "alone-never-wins": "warning",
    "alone-without-money": "warning",
  },
  (draft, report) => {
    for (const promotion of draft.promotions) {
      const { data } = promotion;
      const { it, en } = naming(data);
      if (data.alone === true && !promotion.deals.some(givesMoney) && !promotion.isValued) {
        report("alone-without-money", [data], {
          it: `${it} sta da sola ma non toglie denaro: punti, buoni e messaggi valgono comunque accanto alle altre, e "alone" non fa nulla. Togliere "alone"; per escludere qualcuno usare un'etichetta di esclusione.`,
          en: `${en} stands alone but takes no money off: points, vouchers and messages come beside the others anyway, and "alone" does nothing. Leave "alone" out; to exclude somebody use an exclusion tag.`,
        });
      }
      const winner = whoBeats(promotion, draft);
      if (winner === undefined) continue;
      const { because, other } = winner;
      const by = within(other.data);
      const pair = [data, other.data];
      const but = provisoOf(winner, draft);
      switch (because) {
        case "outdone":
          report("outdone", pair, {
            it: `${it} non serve: ogni volta che vale, sugli stessi articoli vale anche ${by.it} e dà di più. Toglierla, darle di più, o metterla in un altro livello.`,
            en: `${en} is of no use: whenever it is open, ${by.en} is open on the same goods as well and gives more. Take it out, give more, or put it into another layer.`,
          });
          break;
        case "alone":
          report("alone-never-wins", pair, {
            it: `${it} sta da sola ma non può vincere${but.it}: senza di lei ${by.it} dà di più sugli stessi articoli. Darle di più, o togliere "alone".`,
            en: `${en} stands alone but cannot win${but.en}: without it ${by.en} gives more on the same goods. Give more, or leave "alone" out.`,
          });
          break;
        case "excluded":
          report("excluded-for-ever", pair, {
            it: `${it} non si applicherà mai${but.it}: ha un'etichetta di esclusione in comune con ${by.it}, che viene prima e prende sempre gli stessi articoli. Togliere l'etichetta, o cambiare l'ordine.`,
            en: `${en} will never apply${but.en}: it shares an exclusion tag with ${by.en}, which comes first and always takes the same goods. Take the tag away, or change the order.`,
          });
          break;
        case "claimed":
        case "nothing-left":
        case "cut-before":
          report("starved", pair, {
            it: `${it} non si applicherà mai${but.it}: ${by.it} viene prima e ${REASONS[because].it}. ${REASONS[because].todoIt}`,
            en: `${en} will never apply${but.en}: ${by.en} comes first and ${REASONS[because].en}. ${REASONS[because].todoEn}`,
          });
          break;
        default:
          because satisfies never;
      }
    }
  },
);

const REASONS = {
  claimed: {
    it: "prende tutti i suoi articoli",
    todoIt: 'Cambiare le priorità, o usare un livello "best".',
    en: "takes all its goods",
    todoEn: 'Change the priorities, or use a "best" layer.',
  },
  "nothing-left": {
    it: "porta a zero tutti i suoi articoli",
    todoIt: "Controllare lo sconto, o cambiare l'ordine dei livelli.",
    en: "leaves nothing of their price",
    todoEn: "Check that discount, or change the order of the layers.",
  },
  "cut-before": {
    it: "sconta tutti i suoi articoli, mentre questa vuole solo articoli non ancora scontati",
    todoIt: 'Metterle nello stesso livello, o togliere "notYetCut".',
    en: "makes all its goods cheaper, while this one wants goods that nothing has cut yet",
    todoEn: 'Put both into one layer, or leave "notYetCut" out.',
  },
} as const;

/** On goods of so few cents that the cut rounds to nothing, or to what the beaten one gives, it is another matter. */
function provisoOf({ because, cut, beaten }: Winner, { catalogue, data: { currency } }: Draft): Sentence {
  let from = 1;
  if (because === "alone" && beaten.shape === "unit") from = lastTie(cut, beaten) + 1;
  else if (because !== "nothing-left") from = firstCut(cut);
  const lines = catalogue?.select(cut.select) ?? [];
  const isDearer = (line: LineItem) => !isWeighed(line) && line.unitPriceCents >= from;
  if (from <= 1 || (lines.length > 0 && lines.every(isDearer))) return { it: "", en: "" };
  const { it, en } = money(from, currency);
  return { it: ` (salvo su articoli sotto ${it})`, en: ` (except on goods under ${en})` };
}

type Because = "outdone" | "alone" | "excluded" | keyof typeof REASONS;

interface Winner {
  readonly because: Because;
  readonly other: Promotion;
  readonly cut: UnitDeal;
  readonly beaten: Offer["deal"];
}

function whoBeats(promotion: Promotion, draft: Draft): Winner | undefined {
  const money = promotion.deals.filter(givesMoney);
  // One of its mechanics may be beaten and another one not.
  if (money.length !== 1 || promotion.deals.length !== 1 || promotion.layer < 0) return undefined;
  const [deal] = money;
  if (deal === undefined || (!isClaiming(deal) && deal.shape !== "receipt")) return undefined;
  for (const matcher of deal.shape === "slots" ? matchersOf(deal) : [deal.select]) {
    for (const offer of draft.goods.around(matcher)) {
      const other = offer.promotion;
      if (other === promotion || other.layer > promotion.layer || other.layer < 0) continue;
      const rival = plainCut(offer.deal, other);
      if (rival === undefined || !isOpenAsOften(other.data, promotion.data)) continue;
      if (!draft.goods.covers(rival.select, matcher)) continue;
      const because = howItBeats(
        { promotion: other, deal: rival },
        { promotion, deal, select: matcher },
        draft,
      );
      if (because !== undefined) return { because, other, cut: rival, beaten: deal };
    }
  }
  return undefined;
}

/** `a` takes its cut on each of the goods of `b`, whenever `b` is open. */
function howItBeats(
  a: { readonly promotion: Promotion; readonly deal: UnitDeal },
  b: Offer,
  draft: Draft,
): Because | undefined {
  const [mine, yours] = [a.promotion, b.promotion];
  const layer = draft.layerOf(yours.data);
  const terms = mine.data.mechanics[mine.deals.indexOf(a.deal)]!;
  const isBefore = mine.layer < yours.layer;
  const isSame = mine.layer === yours.layer;
  const tagged = mine.data.excludes !== undefined;
  const theirs = b.deal.shape === "unit" ? { promotion: yours, deal: b.deal } : undefined;
  const better = theirs !== undefined && theirs.deal.by === "unit" && savesMore(a, theirs, draft);
  const isFirst = isSame && layer?.mode !== "best" && byRank(mine, yours) < 0;
  if (isBarredBy(mine.data, yours.data)) {
    const comes = (isBefore || isFirst) && isUncontested(mine, a.deal, draft);
    const onlyThat = mine.data.excludes?.length === 1;
    if (onlyThat && comes && cutsAlways(terms) && yours.data.alone === undefined) return "excluded";
    return onlyThat && isSame && layer?.mode === "best" && better ? "outdone" : undefined;
  }
  // Somebody else may keep a tagged one out.
  if (tagged) return undefined;
  if (yours.data.alone === true) {
    // In a `first` layer, or after an earlier cut, it may come to nothing itself.
    const isSure = draft.layerOf(mine.data)?.mode !== "first" && a.deal.select.selector.notYetCut !== true;
    return (isBefore || isSame) && better && isSure ? "alone" : undefined;
  }
  if (isSame && layer?.mode === "best" && better) return "outdone";
  if (isFirst && layer?.mode === "first" && b.deal.shape !== "receipt" && cutsAlways(terms)) {
    return neededOf(b) ? "claimed" : undefined;
  }
  if (!isBefore || !isUncontested(mine, a.deal, draft)) return undefined;
  if (takesAll(terms) && neededOf(b)) return "nothing-left";
  const wantsUncut = b.select.selector.notYetCut === true && neededOf(b);
  return wantsUncut && cutsAlways(terms) ? "cut-before" : undefined;
}

/** Without these goods the deal cannot apply: all of them, but of a set only a slot that must be filled. */
function neededOf({ deal, select }: Offer): boolean {
  if (deal.shape !== "slots") return true;
  const slot = deal.slots.find((one) => one.select === select);
  return slot !== undefined && slot.min > 0;
}
