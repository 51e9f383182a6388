/** This till's questions for a suspended sale to the others of its store, and its answers to theirs. */

import type { Clocks } from "../../sync/client/surroundings.ts";
import { SyncError } from "../../sync/protocol.ts";
import { packed, unpacked } from "../../sync/suspended.ts";
import { readSuspended } from "../session/session-schema.ts";
import { SALE_FORMAT, type SaidBy, type SaleAsk, type SaleSaid } from "../suspended/neighbours.ts";
import type { Said, SaleAnswer } from "./said.ts";

export interface SaleAskingParts {
  reached(): readonly string[];
  /** False: there is no connection with it. */
  say(till: string, said: Said): boolean;
  readonly clocks: Clocks;
}

export interface SaleAsking {
  /** All that answer in time. Never rejects. @param till only this one */
  ask(ask: SaleAsk, till?: string): Promise<readonly SaidBy[]>;
  answered(from: string, id: number, answer: SaleAnswer): void;
}

export function createSaleAsking({ reached, say, clocks }: SaleAskingParts): SaleAsking {
  const waiting = new Map<number, { readonly to: string; settle(answer: SaleAnswer | undefined): void }>();
  let lastId = 0;

  async function askAt(to: string, ask: SaleAsk): Promise<SaidBy | undefined> {
    lastId += 1;
    const id = lastId;
    const { promise: answered, resolve: settle } = Promise.withResolvers<SaleAnswer | undefined>();
    waiting.set(id, { to, settle });
    const inTime = clocks.later(() => settle(undefined), Math.max(1, ask.withinMs));
    if (!say(to, { kind: "sale-ask", id, ask })) settle(undefined);
    const answer = await answered;
    inTime();
    waiting.delete(id);
    return answer && { ...(await saidOf(answer)), from: to };
  }

  return {
    async ask(ask, till) {
      const tills = reached().filter((one) => till === undefined || one === till);
      const said = await Promise.all(tills.map((to) => askAt(to, ask)));
      return said.filter((one) => one !== undefined);
    },
    answered(from, id, answer) {
      const asked = waiting.get(id);
      if (asked?.to === from) asked.settle(answer);
    },
  };
}

/** What is no sale that this till can go on with is not there for it. */
async function saidOf(answer: SaleAnswer): Promise<SaleSaid> {
  if (answer.kind !== "given") return answer;
  const { format, body, ...rest } = answer;
  try {
    const session = readSuspended(await unpacked(Buffer.from(body, "base64")));
    if (format === SALE_FORMAT && typeof session !== "string") return { ...rest, session };
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
  }
  return { kind: "unknown" };
}

export async function answerOf(said: SaleSaid): Promise<SaleAnswer> {
  if (said.kind !== "given") return said;
  const { session, ...rest } = said;
  return { ...rest, format: SALE_FORMAT, body: Buffer.from(await packed(session)).toString("base64") };
}
