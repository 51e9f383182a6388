/** HQ as the one who knows what a customer has used up at other tills. */

import { type UseAt, type UsesQuestion, usesSchema } from "../customer-uses.ts";
import { SyncError } from "../protocol.ts";
import { createHubHttp, type HttpOptions } from "./http.ts";

/** Throws SyncError. */
export type AskUses = (question: UsesQuestion, signal: AbortSignal) => Promise<readonly UseAt[]>;

export function usesAtHq(options: Omit<HttpOptions, "onAnswer">): AskUses {
  const http = createHubHttp({ ...options, onAnswer: () => {} });
  return async (question, signal) => {
    const bytes = Buffer.from(JSON.stringify(question));
    const { refusal, body } = await http.post("/v1/customer-uses", bytes, signal, {
      answerBytesMax: 1024 * 1024,
    });
    if (refusal !== undefined) throw refusal;
    const read = usesSchema.safeParse(body);
    if (!read.success) throw new SyncError("malformed", "HQ's answer about a customer's limits is none");
    return read.data.uses;
  };
}
