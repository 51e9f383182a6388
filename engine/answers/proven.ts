/** An idea that the basket has been evaluated with: what comes of it, and which of two is the better one. */

import type { Suggestion } from "../effect.ts";
import { compareText } from "../world/sheet.ts";
import { type Benefit, type Gain, isAny, more, NOTHING } from "./benefit.ts";
import { type Idea, total } from "./ideas.ts";
import { type Addition, costOf, piecesOf, probeOf } from "./probe.ts";
import type { Way } from "./ways.ts";

export interface Proven {
  /** Empty where it was found while trying for another promotion. */
  readonly way: Way;
  readonly suggestion: Suggestion;
  /** What the promotion itself gives more. */
  readonly own: Gain;
  /** Gain that is no money, at declared values, in thousandths of a cent. */
  readonly declared: number;
}

/** Only if the receipt gains, and by this promotion: other promotions have suggestions of their own. */
export function proven(
  { promotion, way, additions }: Idea,
  before: Benefit,
  after: Benefit,
): Proven | undefined {
  const { id, name, text } = promotion.data;
  const gain = more(before, after);
  const own = more(before.of.get(id) ?? NOTHING, after.of.get(id) ?? NOTHING);
  if (!isAny(own) || !isAny(gain) || gain.cents < 0) return undefined;
  const suggestion: Suggestion = {
    promotionId: id,
    text: text ?? name,
    gainCents: gain.cents,
    gainPoints: gain.points,
    ...(gain.vouchers > 0 ? { gainVouchers: gain.vouchers } : {}),
    ...(gain.stamps > 0 ? { gainStamps: gain.stamps } : {}),
    ...(gain.gifts > 0 ? { gainGifts: gain.gifts } : {}),
    probes: additions.map(probeOf),
    spendCents: total(additions, costOf) - gain.cents,
    missing: missingOf(way, additions),
  };
  return { way, suggestion, own, declared: after.declared - before.declared };
}

/** What is short in the promotion's own measure; where fewer or other pieces do, those. */
function missingOf(way: Way, additions: readonly Addition[]): Suggestion["missing"] {
  const amountCents = Math.max(0, ...way.map((short) => short.amountCents ?? 0));
  const measure = Math.max(0, ...way.map((short) => short.measureThousandths ?? 0));
  const isCounted = amountCents === 0 && measure === 0;
  const pieces = isCounted ? total(additions, piecesOf) : total(way, (short) => short.pieces ?? 0);
  return {
    ...(pieces > 0 ? { pieces } : {}),
    ...(amountCents > 0 ? { amountCents } : {}),
    ...(measure > 0 ? { measureThousandths: measure } : {}),
  };
}

/** Money first; what is no money counts only between equals, at the rule set's declared values. */
export function byGain(
  { suggestion: a, declared: worthA }: Proven,
  { suggestion: b, declared: worthB }: Proven,
): number {
  return (
    b.gainCents - a.gainCents ||
    worthB - worthA ||
    b.gainPoints - a.gainPoints ||
    (b.gainVouchers ?? 0) - (a.gainVouchers ?? 0) ||
    (b.gainGifts ?? 0) - (a.gainGifts ?? 0) ||
    (b.gainStamps ?? 0) - (a.gainStamps ?? 0) ||
    a.spendCents - b.spendCents ||
    compareText(a.promotionId, b.promotionId) ||
    compareText(JSON.stringify(a.probes), JSON.stringify(b.probes))
  );
}

/** Of one promotion: what costs least in the end, and of equals what gives most. */
export function bySpend(a: Proven, b: Proven): number {
  return a.suggestion.spendCents - b.suggestion.spendCents || byGain(a, b);
}
