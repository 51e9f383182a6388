/** The exchange at HQ, as the answering thread asks it: the sync worker does it (`at-hq.ts`). */

import type { Caller } from "../workers/call.ts";
import type { SyncApi } from "../workers/sync.ts";
import type { Exchange, Unreachable } from "./exchange.ts";

/** @param call the sync worker's */
export function hqExchange(call: Caller<SyncApi>["call"]): Exchange {
  const unreachable = ({ message }: Error): Unreachable => ({ kind: "unreachable", message });
  return {
    offer: (sale, deadlineMs) => call("offer", { ...sale, deadlineMs }, { deadlineMs }).catch(unreachable),
    claim: (asked, deadlineMs) => call("claim", { ...asked, deadlineMs }, { deadlineMs }).catch(unreachable),
    takeBack: (sale, deadlineMs) =>
      call("takeBack", { ...sale, deadlineMs }, { deadlineMs }).catch(unreachable),
    standings: (keys, deadlineMs) =>
      call("standings", { keys, deadlineMs }, { deadlineMs }).catch(unreachable),
    hearRestored: (deadlineMs) => call("hearRestored", { deadlineMs }, { deadlineMs }).catch(unreachable),
  };
}
