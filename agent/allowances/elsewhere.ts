/**
 * What the customer of a sale has used up of his limits at other tills. HQ is asked, and the other tills of the store, as
 * soon as there is a card; nobody waits for it before the subtotal, and there no longer than a claim may take. Where nobody
 * answers, this till's own counters are all that counts.
 */

import { pause, thisMachine } from "../../sync/client/surroundings.ts";
import type { UseAt, UsesQuestion } from "../../sync/customer-uses.ts";
import type { Deadline } from "../deadline.ts";
import type { OpenSale } from "../sale.ts";
import type { Releases } from "../workers/releases.ts";
import { type Counted, summed } from "./limits.ts";
import { periodOf } from "./period.ts";

export interface UsesAsk extends UsesQuestion {
  /** For how long the answer is waited for, milliseconds. */
  readonly withinMs: number;
}

/** The other tills of the store, by their own journals. */
export interface UsesNeighbours {
  /** Never rejects. */
  uses(ask: UsesAsk): Promise<UsesNearby>;
}

/** Recorded sales', and what open sales hold there since their subtotal. */
export interface UsesNearby {
  /** Those that answered in time. */
  readonly tills: readonly string[];
  readonly uses: readonly UseAt[];
}

export interface ElsewhereParts {
  readonly releases: Pick<Releases, "of">;
  /** Undefined: HQ has not answered in time, or there is none. Never rejects. */
  askUses?(ask: UsesAsk): Promise<readonly UseAt[] | undefined>;
  readonly neighbours?: (UsesNeighbours & { isThere(): boolean }) | undefined;
}

/** As a sale has it. */
export interface UsedElsewhere {
  readonly customerId: string;
  readonly hq: Asked;
  readonly near: Asked;
}

interface Asked {
  /** Milliseconds on a clock that is never set. */
  readonly askedMs: number;
  readonly heard: Promise<void>;
  uses: readonly UseAt[];
}

export interface Elsewhere {
  /** Whoever has a card now is asked about; nobody waits. */
  ask(sale: OpenSale): void;
  /** As far as it is known, after waiting for what is on its way. */
  heard(sale: OpenSale, deadline: Deadline): Promise<readonly Counted[]>;
}

const WITHIN_MS = 250;
/** Of what is left of a call's time. */
const PART = 0.3;
/** What was heard so long ago is asked again. */
const STALE_MS = 30_000;

export function createElsewhere({ releases, askUses, neighbours }: ElsewhereParts): Elsewhere {
  const atHq = async (ask: UsesAsk, known: readonly UseAt[]) => {
    const uses = (await askUses?.(ask)) ?? [];
    return uses.length > 0 ? uses : known;
  };
  const nearby = async (ask: UsesAsk, known: readonly UseAt[]) => {
    if (!neighbours?.isThere()) return known;
    const { tills, uses } = await neighbours.uses(ask);
    // Who is silent now has still used what it told before; who answers may hold less than it did.
    return [...known.filter(({ till }) => !tills.includes(till)), ...uses];
  };

  function ask(sale: OpenSale, nearStaleMs: number): void {
    const { customer, begun, release } = sale.session;
    const kinds = releases.of(release)?.ready()?.countsPerCustomer ?? [];
    if (customer === undefined || kinds.length === 0) return;
    const customerId = customer.id;
    const nowMs = performance.now();
    const known = sale.elsewhere?.customerId === customerId ? sale.elsewhere : undefined;
    const periods = kinds.map((kind) => periodOf(kind, begun.date).period);
    const asked = { customerId, periods, withinMs: WITHIN_MS };
    const again = (before: Asked | undefined, staleMs: number, of: typeof atHq): Asked => {
      if (before !== undefined && nowMs - before.askedMs < staleMs) return before;
      const uses = before?.uses ?? [];
      const heard = of(asked, uses).then((now) => {
        mine.uses = now;
      });
      const mine: Asked = { askedMs: nowMs, heard, uses };
      return mine;
    };
    sale.elsewhere = {
      customerId,
      hq: again(known?.hq, STALE_MS, atHq),
      near: again(known?.near, nearStaleMs, nearby),
    };
  }

  return {
    ask: (sale) => ask(sale, STALE_MS),
    async heard(sale, { leftMs }) {
      // Another sale of the same customer may have had its subtotal at one of the store's tills since.
      ask(sale, 0);
      const { elsewhere: known } = sale;
      if (known !== undefined) {
        const all = Promise.all([known.hq.heard, known.near.heard]);
        await Promise.race([all, pause(thisMachine, leftMs() * PART)]);
      }
      return usedElsewhere(sale, sale.session.customer?.id);
    },
  };
}

/** What is known by now of that customer. */
export function usedElsewhere(
  { elsewhere }: Pick<OpenSale, "elsewhere">,
  customerId: string | undefined,
): readonly Counted[] {
  if (elsewhere === undefined || elsewhere.customerId !== customerId) return [];
  return addedUp([...elsewhere.hq.uses, ...elsewhere.near.uses]);
}

/** HQ and a till itself may both tell of that till: who knows of more is right. */
function addedUp(uses: readonly UseAt[]): readonly Counted[] {
  const perTill = new Map<string, UseAt>();
  for (const use of uses) {
    const key = JSON.stringify([use.store, use.till, use.own, use.promotionId, use.period]);
    const before = perTill.get(key) ?? use;
    const applications = Math.max(before.applications, use.applications);
    perTill.set(key, { ...use, applications, amountCents: Math.max(before.amountCents, use.amountCents) });
  }
  return summed(
    [...perTill.values()].map(({ promotionId, period, applications, amountCents }) => {
      return { promotionId, of: "customer", period, applications, amountCents };
    }),
  );
}
