/** What an evaluation gives, as golden baskets say it, and in words where it is something else. */

import type { Effect, Evaluation } from "../../engine/index.ts";
import { canonicalJson } from "../release/canonical-json.ts";
import type { Expected, Given } from "./golden.ts";

export function expectedOf({ totalCents, effects }: Pick<Evaluation, "totalCents" | "effects">): Expected {
  const gets: Record<string, Given> = {};
  for (const effect of effects) gets[effect.promotionId] = withEffect(gets[effect.promotionId] ?? {}, effect);
  return { totalCents, gets };
}

function withEffect(had: Given, effect: Effect): Given {
  switch (effect.kind) {
    case "price-modifier":
      return { ...had, offCents: (had.offCents ?? 0) + effect.amountCents };
    case "points":
      return { ...had, points: added(had.points, effect.account, effect.points) };
    case "reward":
      return { ...had, points: added(had.points, effect.account, -effect.points) };
    case "stamps":
      return { ...had, stamps: added(had.stamps, effect.account, effect.stamps) };
    case "gift":
      return { ...had, gifts: (had.gifts ?? 0) + effect.pieces };
    case "gift-withdrawn":
      return { ...had, withdrawn: [...(had.withdrawn ?? []), ...effect.lineIds] };
    case "message":
      return { ...had, messages: (had.messages ?? 0) + 1 };
    case "voucher":
      return withVoucher(had, effect);
  }
}

function withVoucher(had: Given, effect: Extract<Effect, { kind: "voucher" }>): Given {
  const { series, pieces, amountCents, percent } = effect;
  const before = had.vouchers?.[series] ?? { pieces: 0 };
  const worth = amountCents === undefined ? {} : { cents: (before.cents ?? 0) + pieces * amountCents };
  const voucher = {
    ...before,
    pieces: before.pieces + pieces,
    ...worth,
    ...(percent === undefined ? {} : { percent }),
  };
  return { ...had, vouchers: { ...had.vouchers, [series]: voucher } };
}

function added(to: Readonly<Record<string, number>> | undefined, account: string, count: number) {
  return { ...to, [account]: (to?.[account] ?? 0) + count };
}

/** One sentence part for each difference; empty where all is as expected. In English, for HQ and store IT. */
export function differences(expected: Expected, found: Expected): string[] {
  const told: string[] = [];
  if (expected.totalCents !== found.totalCents)
    told.push(`total ${money(expected.totalCents)} expected, ${money(found.totalCents)} found`);
  const ids = new Set([...Object.keys(expected.gets), ...Object.keys(found.gets)]);
  for (const id of [...ids].sort()) {
    const [wanted, got] = [expected.gets[id] ?? {}, found.gets[id] ?? {}];
    if (canonicalJson(wanted) !== canonicalJson(got))
      told.push(`${id}: ${inWords(wanted)} expected, ${inWords(got)} found`);
  }
  return told;
}

function inWords(given: Given): string {
  const counted = (counts: Readonly<Record<string, number>> = {}, what: string) =>
    Object.entries(counts).map(([account, count]) => `${count} ${what} (${account})`);
  const words = [
    ...(given.offCents === undefined ? [] : [`${money(given.offCents)} taken off`]),
    ...counted(given.points, "points"),
    ...counted(given.stamps, "stamps"),
    ...Object.entries(given.vouchers ?? {}).map(([series, { pieces, cents, percent }]) => {
      const worth = cents !== undefined ? ` worth ${money(cents)}` : percent ? ` of ${percent} %` : "";
      return `${pieces} vouchers ${series}${worth}`;
    }),
    ...(given.gifts === undefined ? [] : [`${given.gifts} gifts asked for`]),
    ...(given.withdrawn === undefined ? [] : [`gift lines ${given.withdrawn.join(", ")} withdrawn`]),
    ...(given.messages === undefined ? [] : [`${given.messages} messages`]),
  ];
  return words.join(" + ") || "nothing";
}

/** Cents as "12.34". */
export function money(cents: number): string {
  return (cents / 100).toFixed(2);
}
