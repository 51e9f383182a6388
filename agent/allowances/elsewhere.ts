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
  /** Of those that answered in time. Never rejects. */
  uses(ask: UsesAsk): Promise<readonly UseAt[]>;
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
  /** Milliseconds on a clock that is never set. */
  readonly askedMs: number;
  readonly heard: Promise<void>;
  uses: readonly Counted[];
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
  async function asked(question: UsesQuestion): Promise<readonly Counted[]> {
    const ask = { ...question, withinMs: WITHIN_MS };
    const [atHq = [], near] = await Promise.all([
      askUses?.(ask),
      neighbours?.isThere() ? neighbours.uses(ask) : [],
    ]);
    return addedUp([...atHq, ...near]);
  }

  const elsewhere: Elsewhere = {
    ask(sale) {
      const { customer, begun, release } = sale.session;
      const kinds = releases.of(release)?.ready()?.countsPerCustomer ?? [];
      if (customer === undefined || kinds.length === 0) return;
      const customerId = customer.id;
      const askedMs = performance.now();
      const { elsewhere: known } = sale;
      const isSame = known?.customerId === customerId;
      if (isSame && askedMs - known.askedMs < STALE_MS) return;
      const periods = kinds.map((kind) => periodOf(kind, begun.date).period);
      const heard = asked({ customerId, periods }).then((uses) => {
        if (uses.length > 0 || !isSame) mine.uses = uses;
      });
      const mine: UsedElsewhere = { customerId, askedMs, heard, uses: isSame ? known.uses : [] };
      sale.elsewhere = mine;
    },
    async heard(sale, { leftMs }) {
      elsewhere.ask(sale);
      const { elsewhere: known } = sale;
      if (known !== undefined) await Promise.race([known.heard, pause(thisMachine, leftMs() * PART)]);
      return usedElsewhere(sale, sale.session.customer?.id);
    },
  };
  return elsewhere;
}

/** What is known by now of that customer. */
export function usedElsewhere(
  { elsewhere }: Pick<OpenSale, "elsewhere">,
  customerId: string | undefined,
): readonly Counted[] {
  return elsewhere?.customerId === customerId ? (elsewhere?.uses ?? []) : [];
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
