/**
 * A `best` layer as an integer program in LP format, written from the terms alone. Units that nothing can tell apart are
 * one type; every set that a promotion could form of types is a column.
 */

import type { Basket } from "../basket.ts";
import type { Exceeding, MechanicData, PromotionData, RuleSetData } from "../promotion.ts";
import { commonOf, type Groups, type Role, rolesOf, savingOf, selects, type Unit, unitsIn } from "./terms.ts";

interface UnitType {
  /** Only where a limit counts the units of each line. */
  readonly lineId: string | undefined;
  readonly price: number;
  readonly count: number;
  /** By promotion and mechanic, the roles that its units may play. */
  readonly roles: readonly (readonly (readonly number[])[])[];
  /** By promotion and mechanic, what the other units of a set must have as well. */
  readonly common: readonly (readonly (string | undefined)[])[];
}

/** One way of forming a set: units by type, and cents. */
interface Column {
  readonly promotion: number;
  readonly mechanic: number;
  readonly units: ReadonlyMap<number, number>;
  readonly saving: number;
}

/** `coupons`: how many promotions that ask for a coupon may apply. Undefined: nothing can be saved at all. */
export function programOf(rules: RuleSetData, basket: Basket, coupons = 0): string | undefined {
  const types = typesOf(unitsIn(basket), rules.promotions, rules.groups ?? {});
  const columns = rules.promotions.flatMap(({ mechanics, limits }, promotion) =>
    mechanics.flatMap((terms, mechanic) => columnsOf(terms, { promotion, mechanic }, types, isWhole(limits))),
  );
  return columns.length === 0 ? undefined : written(rules.promotions, types, columns, coupons);
}

/** What the most valuable set first, again and again, would save: what the optimum has to beat to prove anything. */
export function greedyCents(rules: RuleSetData, basket: Basket, coupons = 0): number {
  const types = typesOf(unitsIn(basket), rules.promotions, rules.groups ?? {});
  const columns = rules.promotions
    .flatMap(({ mechanics: [terms] }, promotion) => columnsOf(terms!, { promotion, mechanic: 0 }, types))
    .sort((a, b) => b.saving - a.saving);
  const left = types.map(({ count }) => count);
  const used = rules.promotions.map(() => ({ times: 0, units: 0, cents: 0 }));
  const tags = new Map<string, number>();
  let asked = 0;
  let total = 0;
  for (const { promotion, units, saving } of columns) {
    const { limits, excludes = [], requires } = rules.promotions[promotion]!;
    const mine = used[promotion]!;
    const size = [...units.values()].reduce((sum, count) => sum + count, 0);
    for (;;) {
      const isNew = mine.times === 0;
      if ([...units].some(([type, count]) => left[type]! < count)) break;
      if (mine.times >= (limits?.applications ?? Number.POSITIVE_INFINITY)) break;
      if (mine.units + size > (limits?.units ?? Number.POSITIVE_INFINITY)) break;
      const cents = Math.min(saving, (limits?.amountCents ?? Number.POSITIVE_INFINITY) - mine.cents);
      if (cents <= 0) break;
      if (excludes.some((tag) => tags.has(tag) && tags.get(tag) !== promotion)) break;
      if (isNew && requires?.kind === "coupon" && asked >= coupons) break;
      if (isNew && requires?.kind === "coupon") asked++;
      for (const tag of excludes) tags.set(tag, promotion);
      for (const [type, count] of units) left[type]! -= count;
      mine.times++;
      mine.units += size;
      mine.cents += cents;
      total += cents;
    }
  }
  return total;
}

function typesOf(units: readonly Unit[], promotions: readonly PromotionData[], groups: Groups): UnitType[] {
  const found = new Map<string, UnitType>();
  const isByLine = promotions.some(({ limits }) => limits?.unitsPerLine !== undefined);
  for (const unit of units) {
    const lineId = isByLine ? unit.lineId : undefined;
    const roles = promotions.map(({ mechanics }) =>
      mechanics.map((terms) =>
        rolesOf(terms).flatMap(({ select }, role) => (selects(select, unit, groups) ? [role] : [])),
      ),
    );
    const common = promotions.map(({ mechanics }) => mechanics.map((terms) => commonOf(terms, unit)));
    const key = JSON.stringify([lineId, unit.price, roles, common]);
    const known = found.get(key);
    found.set(key, { lineId, price: unit.price, count: (known?.count ?? 0) + 1, roles, common });
  }
  return [...found.values()];
}

/** A limit sees whole sets: the same units in other roles may save less, and fit. */
function isWhole(limits: PromotionData["limits"]): boolean {
  return limits?.amountCents !== undefined && (limits.exceeding ?? "cap") !== "cap";
}

function columnsOf(
  terms: MechanicData,
  { promotion, mechanic }: { readonly promotion: number; readonly mechanic: number },
  types: readonly UnitType[],
  keepsLess = false,
): Column[] {
  const roles = rolesOf(terms);
  const best = new Map<string, Column>();
  const used = types.map(() => 0);
  const prices: number[][] = roles.map(() => []);
  const inCommon = (type: number) => types[type]!.common[promotion]![mechanic];
  const isStranger = (type: number) => {
    const first = used.findIndex((count) => count > 0);
    return first !== -1 && inCommon(first) !== inCommon(type);
  };
  const close = () => {
    const saving = savingOf(terms, prices);
    if (saving <= 0) return;
    const key = keepsLess ? `${used.join()}/${saving}` : used.join();
    if (saving <= (best.get(key)?.saving ?? 0)) return;
    const units = new Map<number, number>();
    used.forEach((count, type) => {
      if (count > 0) units.set(type, count);
    });
    best.set(key, { promotion, mechanic, units, saving });
  };
  /** Units of one role, types in order so that no combination comes twice. */
  const fill = (role: number, from: number) => {
    const { min, max } = roles[role] ?? ({ min: 0, max: 0 } as Role);
    if (role === roles.length) {
      close();
      return;
    }
    if (prices[role]!.length >= min) fill(role + 1, 0);
    if (prices[role]!.length === max) return;
    for (let type = from; type < types.length; type++) {
      const { count, price, roles: own } = types[type]!;
      if (used[type] === count || !own[promotion]![mechanic]!.includes(role)) continue;
      if (isStranger(type)) continue;
      used[type]!++;
      prices[role]!.push(price);
      fill(role, type);
      prices[role]!.pop();
      used[type]!--;
    }
  };
  fill(0, 0);
  return [...best.values()];
}

function written(
  promotions: readonly PromotionData[],
  types: readonly UnitType[],
  columns: readonly Column[],
  coupons: number,
): string {
  const rows: string[] = [];
  const gains: string[] = [];
  const byType: string[][] = types.map(() => []);
  const byPromotion: number[][] = promotions.map(() => []);
  columns.forEach(({ promotion, units, saving }, index) => {
    const { amountCents, exceeding = "cap" } = promotions[promotion]!.limits ?? {};
    if (amountCents === undefined || exceeding !== "cap") gains.push(`${saving} x${index}`);
    for (const [type, count] of units) byType[type]!.push(`${count} x${index}`);
    byPromotion[promotion]!.push(index);
  });
  byType.forEach((terms, type) => {
    if (terms.length > 0) rows.push(`${terms.join(" + ")} <= ${types[type]!.count}`);
  });
  const played: { promotion: number; tags: readonly string[]; coupon: boolean }[] = [];
  const ends: string[] = [];
  promotions.forEach(({ limits, excludes = [], requires, mechanics }, promotion) => {
    const own = byPromotion[promotion]!;
    if (own.length === 0) return;
    const total = (of: (column: Column) => number) =>
      own.map((index) => `${of(columns[index]!)} x${index}`).join(" + ");
    const size = ({ units }: Column) => [...units.values()].reduce((sum, count) => sum + count, 0);
    if (limits?.applications !== undefined) rows.push(`${total(() => 1)} <= ${limits.applications}`);
    if (limits?.units !== undefined) rows.push(`${total(size)} <= ${limits.units}`);
    if (limits?.amountCents !== undefined)
      limitValue(promotion, limits.amountCents, limits.exceeding ?? "cap", own, total);
    mechanics.forEach(({ kind }, mechanic) => {
      const once = own.filter((index) => columns[index]!.mechanic === mechanic);
      if (kind === "scaled" && once.length > 0)
        rows.push(`${once.map((index) => `x${index}`).join(" + ")} <= 1`);
    });
    if (limits?.unitsPerLine !== undefined) {
      for (const lineId of new Set(types.map((type) => type.lineId))) {
        const taken = ({ units }: Column) =>
          [...units].reduce((sum, [type, count]) => sum + (types[type]!.lineId === lineId ? count : 0), 0);
        rows.push(`${total(taken)} <= ${limits.unitsPerLine}`);
      }
    }
    const coupon = requires?.kind === "coupon";
    if (!coupon && excludes.length === 0) return;
    played.push({ promotion, tags: excludes, coupon });
    const units = types.reduce((sum, { count }) => sum + count, 0);
    rows.push(`${total(() => 1)} - ${units} y${promotion} <= 0`);
  });
  /** Where too much is asked for, the last one is cut, none of it comes, or the last one may still pass. */
  function limitValue(
    promotion: number,
    amountCents: number,
    exceeding: Exceeding,
    own: readonly number[],
    total: (of: (column: Column) => number) => string,
  ): void {
    const saved = total(({ saving }) => saving);
    if (exceeding === "refuse") rows.push(`${saved} <= ${amountCents}`);
    else if (exceeding === "cap") {
      gains.push(`v${promotion}`);
      rows.push(`v${promotion} - ${saved.replaceAll("+", "-")} <= 0`, `v${promotion} <= ${amountCents}`);
    } else {
      // One of them comes last: all others leave something.
      const last = own.map((index) => `${columns[index]!.saving} z${index}`).join(" - ");
      rows.push(`${saved} - ${last} <= ${amountCents - 1}`);
      rows.push(`${own.map((index) => `z${index}`).join(" + ")} <= 1`);
      for (const index of own) {
        rows.push(`z${index} - x${index} <= 0`);
        ends.push(`z${index}`);
      }
    }
  }
  const asking = played.filter(({ coupon }) => coupon);
  if (asking.length > 0)
    rows.push(`${asking.map(({ promotion }) => `y${promotion}`).join(" + ")} <= ${coupons}`);
  for (const tag of new Set(played.flatMap(({ tags }) => tags))) {
    const holders = played.filter(({ tags }) => tags.includes(tag));
    rows.push(`${holders.map(({ promotion }) => `y${promotion}`).join(" + ")} <= 1`);
  }
  const general = columns.map((_, index) => `x${index}`).join(" ");
  const binary = [...played.map(({ promotion }) => `y${promotion}`), ...ends].join(" ");
  return [
    "Maximize",
    ` obj: ${gains.join(" + ")}`,
    "Subject To",
    ...rows.map((row, index) => ` r${index}: ${row}`),
    "General",
    ` ${general}`,
    ...(binary === "" ? [] : ["Binary", ` ${binary}`]),
    "End",
  ].join("\n");
}
