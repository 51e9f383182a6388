/** This till's questions for a suspended sale to the others of its store, and its answers to theirs. */

import { SyncError } from "../../sync/protocol.ts";
import { packed, unpacked } from "../../sync/suspended.ts";
import { readSuspended } from "../session/session-schema.ts";
import { SALE_FORMAT, type SaidBy, type SaleAsk, type SaleSaid } from "../suspended/neighbours.ts";
import type { AskedOthers } from "./ask-others.ts";
import type { Said, SaleAnswer } from "./said.ts";

/** All that answer in time. Never rejects. @param till only this one */
export async function askForSale(
  others: AskedOthers<SaleAnswer>,
  say: (till: string, said: Said) => boolean,
  ask: SaleAsk,
  till?: string,
): Promise<readonly SaidBy[]> {
  const said = await others.ask((to, id) => say(to, { kind: "sale-ask", id, ask }), ask.withinMs, till);
  return Promise.all(said.map(async ({ from, answer }) => ({ ...(await saidOf(answer)), from })));
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
