/** HQ as the one who gives a store its lease. */

import { type LeaseAsk, type LeaseSaid, leaseSaidSchema } from "../claims/lease.ts";
import { createHubHttp, type HttpOptions } from "./http.ts";

/** Throws SyncError. */
export type AskLease = (ask: LeaseAsk, signal: AbortSignal) => Promise<LeaseSaid>;

export function leaseAtHq(options: Omit<HttpOptions, "onAnswer">): AskLease {
  const http = createHubHttp({ ...options, onAnswer: () => {} });
  return async (ask, signal) => {
    const { refusal, body } = await http.post("/v1/lease", Buffer.from(JSON.stringify(ask)), signal);
    if (refusal !== undefined) throw refusal;
    return leaseSaidSchema.parse(body);
  };
}
