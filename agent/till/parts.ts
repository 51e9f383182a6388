/** What the till is made of, and what each of its calls works with. */

import type { ReceiptBlock } from "../../drivers/device.ts";
import { type Deadline, deadlineIn } from "../deadline.ts";
import { evaluateSale } from "../evaluate-sale.ts";
import type { Log } from "../log.ts";
import { createLookUp, type LookUp } from "../look-up.ts";
import { type OpenSales, openSales } from "../open-sales.ts";
import { createPlace, type Place } from "../place.ts";
import type { CallName, Params } from "../pos/calls.ts";
import type { Deadlines } from "../pos/profile.ts";
import type { OpenSale } from "../sale.ts";
import type { Language } from "../texts/language.ts";
import type { JournalCalls } from "../workers/journal.ts";
import type { Releases } from "../workers/releases.ts";

export interface TillParts {
  readonly store: string;
  readonly till: string;
  readonly currency: string;
  /** Until the release says it. */
  readonly timeZone: string | undefined;
  readonly deadlines: Deadlines;
  readonly releases: Releases;
  readonly journal: JournalCalls["call"];
  readonly log: Log;
  status(): Promise<object>;
  /** A sale is in the journal: print our slip, tell HQ. */
  recorded(receipt: readonly ReceiptBlock[]): void;
  /** For the customer's display. */
  display(params: object): void;
}

/** Who calls: answers are in his language, scans go to his connection. */
export interface TillCaller {
  readonly owner: object;
  readonly language: Language;
}

/** What each call answers; throws PosError for whatever the POS should be told. */
export type TillCalls<Name extends CallName = CallName> = {
  readonly [Each in Name]: (params: Params<Each>, caller: TillCaller) => Promise<object>;
};

/** The parts, what is open, and the ways in which a call meets a sale. */
export interface Work extends TillParts {
  readonly sales: OpenSales;
  readonly place: Place;
  readonly lookUp: LookUp;
  /** When the sale's earlier commands are done. Throws PosError `unknown-transaction`. */
  inTurn(
    transactionId: string,
    caller: TillCaller,
    run: (sale: OpenSale) => Promise<object>,
  ): Promise<object>;
  /** A command that changes the session at once; the answer is the new evaluation. */
  change(
    transactionId: string,
    caller: TillCaller,
    deadlineMs: number,
    apply: (sale: OpenSale) => void,
  ): Promise<object>;
  /** The sale's state and its evaluation. */
  answered(sale: OpenSale, deadline: Deadline, more?: object): Promise<object>;
}

export function workOf(parts: TillParts): Work {
  const { releases, journal, log } = parts;
  const sales = openSales(releases, journal, log);
  const inTurn: Work["inTurn"] = (transactionId, { owner }, run) => {
    const sale = sales.of(transactionId);
    return sale.inTurn(owner, () => run(sale));
  };
  const answered: Work["answered"] = async (sale, deadline, more = {}) => {
    const { reply } = await evaluateSale(sale, releases, deadline, log);
    const { transactionId, state } = sale.session;
    return { transactionId, state, ...reply, ...more };
  };
  return {
    ...parts,
    sales,
    place: createPlace(parts),
    lookUp: createLookUp({ releases, journal, log, free: sales.free }),
    inTurn,
    change: (transactionId, caller, deadlineMs, apply) =>
      inTurn(transactionId, caller, async (sale) => {
        apply(sale);
        return answered(sale, deadlineIn(deadlineMs));
      }),
    answered,
  };
}
