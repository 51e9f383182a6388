/** Solutions of a part held against limits on value: what the search proposes, with every such limit filled anew. */

import type { Cents } from "../basket.ts";
import { ENDLESS } from "../layer/allowance.ts";
import type { Claim } from "../layer/claim.ts";
import type { Entry } from "../world/run.ts";
import { claimsOf, type Gained } from "./claims.ts";
import { withinLimits } from "./limits.ts";
import type { Market } from "./market.ts";
import type { Part } from "./part.ts";
import { rationed } from "./rations.ts";
import type { Milli } from "./shape.ts";
import { handOut, type PartFound } from "./solve-part.ts";

export interface Fitted {
  readonly claims: readonly Claim[];
  readonly value: Milli;
}

/** The claims that units given to activities amount to, and what it took to form them. */
export function claimsFor(
  { run }: Market,
  part: Part,
  given: PartFound["given"],
  gained: (index: number) => Gained | undefined = () => undefined,
): { readonly claims: readonly Claim[]; readonly work: number } {
  const { byActivity } = handOut(part, given, run.sheet);
  const claims: Claim[] = [];
  let work = 0;
  part.activities.forEach((activity, index) => {
    const found = claimsOf(run, activity, byActivity[index]!, gained(index));
    claims.push(...found.claims);
    work += found.work;
  });
  return { claims, work };
}

/** Undefined where no limit on value is there to be filled. */
export function fittingFor(market: Market, part: Part): Fitting | undefined {
  if (market.metered.size === 0) return undefined;
  const entries = new Set(part.activities.map(({ entry }) => entry));
  const limited = [...entries].filter((entry) => {
    const allowance = market.allowances.get(entry);
    if (allowance === undefined || !market.metered.has(entry)) return false;
    const { amountCents, applications, units, unitsPerLine } = allowance;
    if (amountCents === ENDLESS || amountCents < 1) return false;
    return applications === ENDLESS && units === ENDLESS && unitsPerLine === ENDLESS;
  });
  return limited.length === 0 ? undefined : new Fitting(market, part, limited);
}

export class Fitting {
  readonly market: Market;
  readonly part: Part;
  /** Promotions with a limit on value, and no other. */
  readonly limited: readonly Entry[];
  work = 0;

  constructor(market: Market, part: Part, limited: readonly Entry[]) {
    this.market = market;
    this.part = part;
    this.limited = limited;
  }

  /** What comes of a proposal. `given`: by activity, the classes of its units. `workMax`: what that may cost, about. */
  fit(given: PartFound["given"], workMax: number): Fitted {
    const { market, part, limited } = this;
    const { run, alone, allowances } = market;
    const worth = (unit: number): Cents => alone.get(unit)?.worth ?? 0;
    const begun = this.work;
    const proposed = claimsFor(market, part, given);
    this.work += proposed.work;
    let claims = withinLimits(run, proposed.claims);
    for (const [index, entry] of limited.entries()) {
      const enough = begun + (workMax * (index + 1)) / limited.length;
      const mine = claims.filter((claim) => claim.entry === entry);
      const others = claims.filter((claim) => claim.entry !== entry);
      const held = new Set(others.flatMap(({ take }) => take.units));
      const own = part.activities.filter((one) => one.entry === entry);
      const { amountCents, exceeding } = allowances.get(entry)!;
      const isFree = (unit: number) => !held.has(unit);
      // From what is proposed, and from nothing: then whichever mechanic comes first has the dearest goods.
      const layouts = [
        { order: own, start: mine },
        { order: own, start: [] },
        ...(own.length > 1 ? [{ order: own.toReversed(), start: [] }] : []),
      ];
      let best = worthOf(mine, worth);
      for (const { order, start } of layouts) {
        if (this.work > enough) break;
        const bounds = { limit: amountCents, exceeding, workMax: enough - this.work };
        const ration = rationed(run, order, isFree, start, worth, bounds);
        this.work += ration.work;
        if (ration.cents <= best) continue;
        best = ration.cents;
        claims = [...others, ...withinLimits(run, ration.claims)];
      }
    }
    let cents = worthOf(claims, worth);
    for (const { units } of part.classes) for (const unit of units) cents += worth(unit);
    return { claims, value: cents * 1000 };
  }
}

/** Less what their units would save otherwise. */
function worthOf(claims: readonly Claim[], alone: (unit: number) => Cents): Cents {
  let cents = 0;
  for (const { take } of claims) {
    cents += take.amountCents;
    for (const unit of take.units) cents -= alone(unit);
  }
  return cents;
}
