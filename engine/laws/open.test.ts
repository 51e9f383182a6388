/** A basket that stays open says at every moment what the whole basket says at once, however it came about. */

import { describe, expect } from "vitest";
import { amend } from "../amend.ts";
import type { LineItem } from "../basket.ts";
import { compile } from "../compile.ts";
import { evaluate } from "../evaluate.ts";
import type { PromotionData } from "../promotion.ts";
import { type Draw, randomLine, randomShop, type Shop, shuffled } from "../random-shop.ts";
import { type OpenBasket, openBasket } from "../world/open.ts";
import { law, type Trial } from "./law.ts";
import { isReturn, receiptOf } from "./receipt.ts";

const text = (value: unknown) => JSON.stringify(value);
const opened = ({ ruleSet, shop }: Trial) => openBasket(ruleSet, shop.context);

describe("an open basket", () => {
  law("says after every scan what the whole basket says at once, byte for byte", (trial) => {
    const open = opened(trial);
    const { basket } = trial.shop;
    basket.lines.forEach((line, index) => {
      open.put(line);
      const lines = basket.lines.slice(0, index + 1);
      const isWhole = lines.length === basket.lines.length;
      expect(text(open.evaluation())).toBe(text(isWhole ? trial.evaluation : trial.of({ ...basket, lines })));
    });
  });

  law("says the same whatever was put, replaced and taken out, and whenever it was asked", (trial) => {
    const draw = trial.chance();
    const open = opened(trial);
    const { basket } = trial.shop;
    if (basket.lines.length === 0) return;
    let lines: LineItem[] = [];
    for (let step = 0; step < 8; step++) {
      const lineId = basket.lines[draw(basket.lines.length)]!.lineId;
      if (draw(4) === 0) {
        open.remove(lineId);
        lines = lines.filter((line) => line.lineId !== lineId);
      } else {
        const like =
          draw(2) === 0 ? randomLine(draw, "", 1 + draw(3), true) : basket.lines[draw(basket.lines.length)]!;
        const line = { ...like, lineId };
        open.put(line);
        const at = lines.findIndex((one) => one.lineId === lineId);
        lines = at === -1 ? [...lines, line] : lines.with(at, line);
      }
      if (draw(2) === 0) expect(text(open.evaluation())).toBe(text(trial.of({ ...basket, lines })));
    }
    expect(text(open.evaluation())).toBe(text(trial.of({ ...basket, lines })));
  });

  law("a line added and voided leaves no trace, byte for byte", (trial) => {
    const draw = trial.chance();
    const open = opened(trial);
    for (const line of trial.shop.basket.lines) open.put(line);
    if (draw(2) === 0) open.evaluation();
    open.put(randomLine(draw, "extra", 1 + draw(3), true));
    open.evaluation();
    open.remove("extra");
    expect(text(open.evaluation())).toBe(text(trial.evaluation));
  });

  law(
    "a line added and voided leaves no trace where the POS adds gifts and takes them out",
    (trial) => {
      const draw = trial.chance();
      const open = opened(trial);
      const pos = new Pos(open, trial.shop.basket.lines);
      // In an empty basket nothing is asked for, but whoever has voided all keeps what was for everybody.
      if (trial.shop.basket.lines.every(isReturn) || !pos.obeys()) return;
      const before = receiptOf(open.evaluation());
      const goods = pos.goods();
      const line = { ...randomLine(draw, "extra", 1 + draw(3), false), article: draw(2) === 0 ? "a" : "d" };
      pos.put(line);
      expect(pos.obeys()).toBe(true);
      pos.remove(line.lineId);
      expect(pos.obeys()).toBe(true);
      expect(pos.goods()).toEqual(goods);
      expect(receiptOf(open.evaluation())).toEqual(before);
    },
    withGift,
  );
});

describe("an amended rule set", () => {
  law("answers like one that was compiled anew", (trial) => {
    const draw = trial.chance();
    const { rules, basket, context } = trial.shop;
    const known = rules.promotions.filter(() => draw(3) > 0);
    const stale = known.map(
      (one): PromotionData => (draw(3) === 0 ? { ...one, priority: 9, limits: { units: 1 } } : one),
    );
    const extra = rules.promotions.map((one) => ({ ...one, id: `${one.id}-old` })).slice(0, draw(3));
    const put = shuffled(
      rules.promotions.filter((one) => !stale.includes(one)),
      draw,
    );
    const before = compile({ ...rules, promotions: [...stale, ...extra] });
    const said = text(evaluate(before, basket, context));
    const once = amend(before, { put: put.slice(0, 1), remove: extra.map(({ id }) => id) });
    const amended = amend(once, { put });
    expect(text(evaluate(amended, basket, context))).toBe(text(trial.evaluation));
    expect(text(evaluate(before, basket, context))).toBe(said);
  });
});

/**
 * A gift that the POS adds. Where another promotion makes it cheaper as well it may stay though it is not deserved any
 * more, and once it is there it may tip the balance for good: so nothing else takes anything off it.
 */
function withGift(draw: Draw, size: number): Shop {
  const { rules, basket, context } = randomShop(draw, size);
  const articles = ["a", "b", "c"].slice(draw(3));
  const select = { of: [{ articles }] };
  const pieces = 1 + draw(2);
  const isByStep = draw(2) === 0;
  const gift: PromotionData = {
    id: "G",
    name: { en: "a gift" },
    layer: "offers",
    ...(isByStep ? {} : { requires: { kind: "items", select, pieces } }),
    mechanics: [
      { kind: "gift", articles: ["f"], how: "asked", ...(isByStep ? { every: { select, pieces } } : {}) },
    ],
  };
  const except = { except: [{ articles: ["f"] }] };
  const others = rules.promotions.flatMap(({ alone: _, ...one }): PromotionData[] => {
    const cuts = one.mechanics.filter(({ kind }) => ["percent", "multi-buy", "points"].includes(kind));
    const mechanics = cuts.map((cut) => ({ ...cut, select: { of: [{ everything: true }], ...except } }));
    return mechanics.length === 0 ? [] : [{ ...one, mechanics }];
  });
  const lines = basket.lines.filter(({ article, giftOf }) => article !== "f" && giftOf === undefined);
  // What HQ excludes from every discount can't be given away.
  return {
    rules: { ...rules, exclusions: [], promotions: [...others, gift] },
    basket: { ...basket, lines },
    context,
  };
}

/** A POS that does at once what it is asked: adds gifts, takes out those that are withdrawn. */
class Pos {
  readonly #open: OpenBasket;
  #lines: readonly LineItem[] = [];
  #added = 0;

  constructor(open: OpenBasket, lines: readonly LineItem[]) {
    this.#open = open;
    for (const line of lines) this.put(line);
  }

  put(line: LineItem): void {
    this.#lines = [...this.#lines, line];
    this.#open.put(line);
  }

  remove(lineId: string): void {
    this.#lines = this.#lines.filter((line) => line.lineId !== lineId);
    this.#open.remove(lineId);
  }

  /** False if it was never done. */
  obeys(): boolean {
    for (let round = 0; round < 12; round++) {
      let isDone = true;
      for (const effect of this.#open.evaluation().effects) {
        if (effect.kind === "gift-withdrawn") {
          for (const lineId of effect.lineIds) this.remove(lineId);
          isDone = false;
        } else if (effect.kind === "gift" && effect.how === "asked") {
          this.put(giftLine(effect.articles[0]!, `gift ${++this.#added}`, effect.pieces, effect.promotionId));
          isDone = false;
        }
        if (!isDone) break;
      }
      if (isDone) return true;
    }
    return false;
  }

  /** What lies there, by article and whose gift it is. */
  goods(): Record<string, number> {
    const goods: Record<string, number> = {};
    for (const line of this.#lines) {
      if (isReturn(line)) continue;
      const key = `${line.article} ${line.giftOf ?? ""}`;
      goods[key] = (goods[key] ?? 0) + line.pieces;
    }
    return goods;
  }
}

function giftLine(article: string, lineId: string, pieces: number, giftOf: string): LineItem {
  return {
    lineId,
    article,
    department: "10/1",
    brand: "",
    supplier: "",
    attributes: {},
    unitPriceCents: 150,
    regularPriceCents: 150,
    pieces,
    extendedCents: 150 * pieces,
    vatRate: "10",
    flags: [],
    giftOf,
  };
}
