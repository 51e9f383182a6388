/** HQ's files among the tills of a store, as the sync worker has them: its own folder, and the lead worker for the others'. */

import type { Given, StoreFiles } from "../../sync/client/store-files.ts";
import type { Caller } from "../workers/call.ts";
import type { LeadApi } from "../workers/lead.ts";
import type { KeptFiles } from "./kept-files.ts";

/** Past these the lead worker is not waited for: its own times are shorter. */
const ASK_MS = 30_000;
const ASK_BYTES_PER_MS = 4;
const SHORT_MS = 10_000;

/** @param lead the lead worker, while there is one */
export function storeFilesBy(kept: KeptFiles, lead: () => Caller<LeadApi> | undefined): StoreFiles {
  const nothing = () => undefined;
  async function until<Answer>(asked: Promise<Answer> | undefined, signal: AbortSignal) {
    const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
    const stop = () => resolve(undefined);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    const answer = await Promise.race([asked?.catch(nothing), aborted]);
    signal.removeEventListener("abort", stop);
    return answer;
  }
  return {
    kept: kept.read,
    keep: kept.keep,
    part: (name, offset, bytesMax) => kept.part(name, offset, bytesMax)?.bytes,
    async ask(wish, signal): Promise<Given | undefined> {
      const deadlineMs = ASK_MS + (wish.bytes ?? 0) / ASK_BYTES_PER_MS;
      return (await until(lead()?.call("askFile", wish, { deadlineMs }), signal)) ?? undefined;
    },
    heads: async (above, signal) =>
      (await until(lead()?.call("askHeads", above, { deadlineMs: SHORT_MS }), signal)) ?? [],
    async which(names, signal) {
      const theirs = await until(lead()?.call("askWhich", names, { deadlineMs: SHORT_MS }), signal);
      return new Set([...names.filter(kept.has), ...(theirs ?? [])]);
    },
    refuse: (till) => void lead()?.call("refuseFilesOf", till).catch(nothing),
    pulling: (now) => void lead()?.call("pulling", now).catch(nothing),
  };
}
