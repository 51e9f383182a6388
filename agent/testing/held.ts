/** A POS's connection that takes nothing but what the contract says: answers, refusals and what comes without being asked. */

import type { z } from "zod";
import { PosCallError, type PosClient } from "../client/connect.ts";
import { type AnsweredCall, answeredByAmount, answeredCalls } from "../contract/answered-calls.ts";
import { type CallEntry, isCall } from "../contract/calls.ts";
import { about } from "../contract/hello.ts";
import { type NotificationName, notifications } from "../contract/notifications.ts";
import { errorCode, type Reason, reasons } from "../contract/reasons.ts";
import type { Profile } from "../pos/profile.ts";

/** These come of what was asked, and each call names its own; all others may meet every call. */
const OWN: readonly number[] = [errorCode.refused, errorCode.busy, errorCode.notRecorded];

/** Rejects, or throws to the listener's connection, with a sentence that names what departs from the contract. */
export function held(client: PosClient, { abilities }: Pick<Profile, "abilities">): PosClient {
  const registry: Readonly<Record<string, AnsweredCall>> =
    abilities.modifiers === "transaction" ? answeredByAmount : answeredCalls;
  hold("hello.confirm", about, client.hello);
  return {
    ...client,
    async call<Result>(method: string, params?: object, timeoutMs?: number): Promise<Result> {
      const entry = isCall(method) ? registry[method] : undefined;
      const answer = await client.call<Result>(method, params, timeoutMs).catch((error) => {
        if (error instanceof PosCallError && entry !== undefined) holdRefusal(method, entry, error);
        throw error;
      });
      if (entry !== undefined) hold(method, entry.result, answer);
      return answer;
    },
    on: (name, listener) =>
      client.on(name, (params) => {
        hold(name, notifications[name as NotificationName].params, params);
        listener(params);
      }),
  };
}

function hold(what: string, schema: z.ZodType, value: unknown): void {
  const read = schema.safeParse(value);
  if (read.success) return;
  const issues = JSON.stringify(read.error.issues);
  throw new TypeError(`${what} departs from the contract: ${issues} in ${JSON.stringify(value)}`);
}

function holdRefusal(method: string, { refusals }: CallEntry, { code, reason }: PosCallError): void {
  // The connection, not the agent.
  if (code === 0) return;
  const known = reasons[reason as Reason];
  if (known?.code !== code || (OWN.includes(code) && !refusals.includes(reason as Reason)))
    throw new TypeError(`${method} is refused with ${code} "${reason}", which its contract does not name`);
}
