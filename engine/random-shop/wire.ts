/** A shop as HQ and a POS send it: ready to be pasted into `engine/cases/`. */

import type { LineItem } from "../basket.ts";
import { weekdayOf } from "../finding/calendar.ts";
import type { RuleSetData } from "../promotion.ts";
import { readBasket, readContext, readRuleSet } from "../wire.ts";
import type { Shop } from "./shop.ts";

type Fields = Readonly<Record<string, unknown>>;

export interface WireShop {
  readonly rules: RuleSetData;
  readonly basket: { readonly lines: readonly Fields[] };
  readonly context: Fields;
}

/** What is as it is anyway is left out. */
export function toWire({ rules, basket, context }: Shop): WireShop {
  return {
    rules,
    basket: { lines: basket.lines.map(lineToWire) },
    context: lean(context, { storeGroups: [], coupons: [], weekday: weekdayOf(context.date) }),
  };
}

/** Throws EngineInputError for what nobody may send. */
export function fromWire({ rules, basket, context }: WireShop): Shop {
  return { rules: readRuleSet(rules), basket: readBasket(basket), context: readContext(context) };
}

/** A shop as a worked case of `engine/cases/` with the total that the engine gives; the rest is to be written. */
export function caseText(name: string, shop: Shop, total: number | undefined): string {
  const { rules, basket, context } = toWire(shop);
  const { semantics: _, currency: __, promotions, ...more } = rules;
  const used = {
    ...more,
    layers: rules.layers.filter(({ id }) => promotions.some(({ layer }) => layer === id)),
  };
  const written = {
    name,
    why: "",
    rules: lean(used, { groups: {}, priceLists: {}, exclusions: [] }),
    promotions: promotions.map(({ name: _, ...promotion }) => promotion),
    basket: basket.lines,
    context,
    expected: { total },
  };
  return JSON.stringify(written, undefined, 1).replace(/\n\s{4,}|\n\s*(?=[}\]]+,?\n\s{4,})/g, " ");
}

function lineToWire({ pieces, measureThousandths, extendedCents, ...line }: LineItem): Fields {
  const quantity = measureThousandths === undefined ? String(pieces) : (measureThousandths / 1000).toFixed(3);
  const sent = {
    ...line,
    quantity,
    ...(measureThousandths === undefined ? {} : { measure: "kg" }),
    extendedCents,
  };
  const plain = { department: "", brand: "", supplier: "", attributes: {}, vatRate: "", flags: [] };
  const [usual] = readBasket({ lines: [{ ...sent, extendedCents: undefined }] }).lines;
  return lean(sent, {
    ...plain,
    regularPriceCents: line.unitPriceCents,
    extendedCents: usual!.extendedCents,
  });
}

/** Without the fields that say what is understood without them. */
function lean(fields: object, understood: Fields): Fields {
  const same = (name: string, value: unknown) => JSON.stringify(understood[name]) === JSON.stringify(value);
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => !same(name, value)));
}
