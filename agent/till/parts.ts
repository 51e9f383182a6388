/** What the till is made of, and what each of its calls works with. */

import type { Authority } from "../../sync/claims/claims.ts";
import type { UseAt } from "../../sync/customer-uses.ts";
import type { ReceiptQuestion } from "../../sync/protocol.ts";
import {
  createElsewhere,
  type Elsewhere,
  type UsesAsk,
  type UsesNeighbours,
} from "../allowances/elsewhere.ts";
import { evaluateReserved } from "../allowances/reserve.ts";
import type { CallName, Params } from "../contract/calls.ts";
import { type Deadline, deadlineIn } from "../deadline.ts";
import type { Slip } from "../devices.ts";
import { createGrants, type Grants } from "../grants/grants.ts";
import type { Log } from "../log.ts";
import { createLookUp, type LookUp } from "../look-up.ts";
import { type OpenSales, openSales } from "../open-sales.ts";
import { createPlace, type Place } from "../place.ts";
import type { Deadlines, Profile } from "../pos/profile.ts";
import { PosError } from "../pos/protocol.ts";
import type { ReceiptNeighbours } from "../returns/neighbours.ts";
import type { OpenSale } from "../sale.ts";
import type { SwitchedOff } from "../session/session.ts";
import { createKeeper, type Keeper } from "../sessions/keep.ts";
import type { Exchange } from "../suspended/exchange.ts";
import { type Handovers, handoversOf } from "../suspended/handovers.ts";
import type { Neighbours } from "../suspended/neighbours.ts";
import { createOffers, type Offers } from "../suspended/offer.ts";
import { type Own, ownSales, takenElsewhere } from "../suspended/own.ts";
import type { Language } from "../texts/language.ts";
import { withFields } from "../told.ts";
import type { JournalCalls } from "../workers/journal.ts";
import type { Releases } from "../workers/releases.ts";
import type { SessionsCalls } from "../workers/sessions.ts";
import type { HqReceipt } from "../workers/sync.ts";
import { type EndedSales, endedSales } from "./ended.ts";
import { type SuggestionNews, suggestionNews } from "./suggestion-news.ts";

export interface TillParts {
  readonly store: string;
  readonly till: string;
  /** Of sales that name none, ISO 4217. */
  currency(): string;
  /** Until the release says it. */
  readonly timeZone: string | undefined;
  readonly deadlines: Deadlines;
  readonly releases: Releases;
  readonly journal: JournalCalls["call"];
  readonly sessions: SessionsCalls["call"];
  readonly log: Log;
  /** What HQ holds of a receipt; never rejects. */
  askHq(question: ReceiptQuestion, deadlineMs: number): Promise<HqReceipt>;
  /** What HQ knows of a customer's limits at other tills; undefined: it has not answered. Never rejects. */
  askUses?(ask: UsesAsk): Promise<readonly UseAt[] | undefined>;
  /** Who grants what may be used once; who knows most is the last. */
  readonly authorities?: readonly Authority[] | undefined;
  /** What each of them is given of the time, milliseconds. */
  readonly claimMs?: number | undefined;
  /** Where suspended sales go to other tills; absent: they stay at this one. */
  readonly exchange?: Exchange | undefined;
  /** The other tills of the store, over the LAN; absent: none. */
  readonly neighbours?: StoreNeighbours | undefined;
  /** Between two looks at suspended sales. */
  readonly pollMs: number;
  /** What headquarters has switched off now; undefined: nothing. The same object until that changes. */
  switchedOff(): SwitchedOff | undefined;
  status(): Promise<object>;
  /** A sale or a return is in the journal: print the slip, if it has one for us to print, and tell HQ. */
  recorded(slip?: Slip): void;
  /** The journal has something for HQ that need not wait for the next poll. */
  told(): void;
  /** For the customer's display. */
  display(params: object): void;
  /** For the connection that spoke of the sale last. */
  suggestion(owner: object, params: object): void;
}

/** They give and take suspended sales while HQ is away, and know of receipts and of customers' limits. */
export type StoreNeighbours = Neighbours & ReceiptNeighbours & UsesNeighbours;

/** Who calls: answers are in his language, scans go to his connection. */
export interface TillCaller {
  readonly owner: object;
  readonly language: Language;
  /** What his POS is able to do. */
  readonly profile: Pick<Profile, "abilities" | "columns">;
}

/** What each call answers; throws PosError for whatever the POS should be told. */
export type TillCalls<Name extends CallName = CallName> = {
  readonly [Each in Name]: (params: Params<Each>, caller: TillCaller) => Promise<object>;
};

/** The parts, what is open, and the ways in which a call meets a sale. */
export interface Work extends TillParts {
  readonly sales: OpenSales;
  readonly ended: EndedSales;
  readonly news: SuggestionNews;
  readonly keeper: Keeper;
  readonly place: Place;
  readonly lookUp: LookUp;
  readonly grants: Grants;
  readonly elsewhere: Elsewhere;
  readonly handovers: Handovers;
  readonly own: Own;
  readonly offers: Offers;
  /** Throws PosError `transaction-exists`, `transaction-id-used`. */
  mustBeFree(transactionId: string): Promise<void>;
  /** Throws PosError `unknown-transaction`, or `wrong-state` for one that is over. */
  open(transactionId: string): OpenSale;
  /** When the sale's earlier commands are done. Throws as `open` does. */
  inTurn(
    transactionId: string,
    caller: TillCaller,
    run: (sale: OpenSale) => Promise<object>,
  ): Promise<object>;
  /** A command that changes the session at once; the answer is the new evaluation. */
  change(
    params: { readonly transactionId: string } & Wanted,
    caller: TillCaller,
    deadlineMs: number,
    apply: (sale: OpenSale) => void,
  ): Promise<object>;
  /** The sale's state and its evaluation, or the difference where that is wanted and possible. */
  answered(sale: OpenSale, deadline: Deadline, wanted?: Wanted, more?: object): Promise<object>;
}

interface Wanted {
  readonly answer?: { readonly difference: string } | undefined;
}

export function workOf(parts: TillParts): Work {
  const { releases, journal, log, store, till, authorities = [], claimMs } = parts;
  const grants = createGrants({ store, till, authorities, withinMs: claimMs, journal, log });
  const sales = openSales(releases, journal, log, undefined, () => {
    parts.told();
    grants.tell();
  });
  const ended = endedSales();
  const news = suggestionNews(parts);
  const handovers = handoversOf();
  const own = ownSales({ ...parts, sales, handovers });
  const offers = createOffers({
    ...parts,
    sales,
    handovers,
    own,
    voided({ session: { transactionId, release } }) {
      const answer = { transactionId, state: "voided", release, tenders: [] };
      ended.put(transactionId, { state: "voided", answer });
    },
  });
  const open: Work["open"] = (transactionId) => {
    if (sales.get(transactionId) !== undefined) return sales.of(transactionId);
    const over = ended.of(transactionId)?.state;
    if (over === "finalised")
      throw new PosError("wrong-state", {
        detail: "the transaction is finalised: explain takes it as `sale`, transaction.return as `receipt`",
      });
    const gone = handovers.wentTo({ transactionId });
    if (gone !== undefined) throw takenElsewhere(gone.till);
    const detail = over === "voided" ? "it was cancelled" : "none of this name was begun here, or it is over";
    throw new PosError("unknown-transaction", { field: "transactionId", detail });
  };
  const inTurn: Work["inTurn"] = (transactionId, { owner }, run) => {
    const sale = open(transactionId);
    return sale.inTurn(owner, () => run(sale));
  };
  const answered: Work["answered"] = async (sale, deadline, wanted = {}, more = {}) => {
    const from = wanted.answer?.difference;
    const { said } = await evaluateReserved(sale, parts, deadline, { from });
    const { transactionId, state } = sale.session;
    return withFields(said, { transactionId, state }, more);
  };
  return {
    ...parts,
    sales,
    ended,
    news,
    open,
    keeper: createKeeper(parts.sessions, parts.deadlines, log),
    place: createPlace(parts),
    lookUp: createLookUp({ releases, journal, grants, log, free: sales.free }),
    grants,
    elsewhere: createElsewhere(parts),
    handovers,
    own,
    offers,
    async mustBeFree(transactionId) {
      const field = "transactionId";
      if (sales.get(transactionId) !== undefined) throw new PosError("transaction-exists", { field });
      const known = await releases
        .of(releases.current()?.release ?? 0)
        ?.call("transactionKnown", transactionId, { deadlineMs: parts.deadlines.lineMs })
        .catch(() => false);
      if (known) throw new PosError("transaction-id-used", { field });
    },
    inTurn,
    change: (params, caller, deadlineMs, apply) =>
      inTurn(params.transactionId, caller, async (sale) => {
        apply(sale);
        news.touched(sale, caller.language);
        return answered(sale, deadlineIn(deadlineMs), params);
      }),
    answered,
  };
}
