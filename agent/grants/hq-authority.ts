/** HQ as the answering thread asks it: the sync worker does it. */

import type { Authority, Unreachable } from "../../sync/claims/claims.ts";
import type { Caller } from "../workers/call.ts";
import type { SyncApi } from "../workers/sync.ts";

/** @param call the sync worker's */
export function hqAuthority(call: Caller<SyncApi>["call"]): Authority {
  const unreachable = ({ message }: Error): Unreachable => ({ kind: "unreachable", message });
  return {
    name: "hq",
    claim: (claim, deadlineMs) => call("grant", { claim, deadlineMs }, { deadlineMs }).catch(unreachable),
    // It hears it by the journal's own events.
    tell: async () => ({ kind: "done" }),
  };
}
