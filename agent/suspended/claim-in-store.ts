/**
 * A claim by a sale's code, of HQ and of the store's own tills: HQ says who has it where it can be asked; where it can't,
 * or has never heard of it, the till where the sale waits gives it over the LAN.
 */

import type { Claim } from "../../sync/suspended.ts";
import type { ClaimedSale, Exchange, Unreachable } from "./exchange.ts";
import type { Neighbours, SaidBy } from "./neighbours.ts";

type Asked = Omit<Claim, "format">;

/** Shares of the time: where it is; HQ, where another till has it; what is left is for the way over the LAN. */
const OF_LOOK = 0.2;
const LOOK_MS = 2000;
const OF_HQ = 0.4;

export interface StoreParts {
  readonly till: string;
  readonly exchange: Exchange;
  readonly neighbours?: Neighbours | undefined;
}

export async function claimInStore(
  asked: Asked,
  deadlineMs: number,
  { till: here, exchange, neighbours }: StoreParts,
): Promise<ClaimedSale | Unreachable> {
  const until = performance.now() + deadlineMs;
  const leftMs = () => Math.max(1, until - performance.now());
  const { code } = asked;
  const look = { code, take: false, withinMs: Math.min(LOOK_MS, deadlineMs * OF_LOOK) };
  const said = (await neighbours?.ask(look, asked.till)) ?? [];
  // What is to be here and is not, since this till ended in between, is given again.
  const gone = said.find((one) => one.kind === "taken" && one.till !== here);
  if (gone?.kind === "taken") return { kind: "taken", till: gone.till };
  const waits = said.filter((one) => one.kind === "waits");
  if (waits.length > 1) return { kind: "ambiguous" };
  const at = waits[0]?.from;
  const ofHq = await exchange.claim(asked, at === undefined ? leftMs() : deadlineMs * OF_HQ);
  if (at === undefined || neighbours === undefined) return ofHq;
  // HQ may have it as that till's own, since that is where it waited last.
  const hqKnowsLess =
    ofHq.kind === "unreachable" || ofHq.kind === "unknown" || (ofHq.kind === "taken" && ofHq.till === at);
  if (!hqKnowsLess) return ofHq;
  const [given] = await neighbours.ask({ code, take: true, withinMs: leftMs() }, at);
  return given === undefined ? ofHq : claimedOf(given, ofHq);
}

function claimedOf(given: SaidBy, ofHq: ClaimedSale | Unreachable): ClaimedSale | Unreachable {
  if (given.kind === "taken") return { kind: "taken", till: given.till };
  if (given.kind !== "given") return ofHq;
  const { from, key, round, session } = given;
  const { shared } = session;
  const movedFrom = [...(shared?.movedFrom ?? []), from];
  return {
    ...{ kind: "claimed", key, round, from },
    session: { ...session, shared: { key, round, ...shared, movedFrom } },
  };
}
