/** The store's lead as the answering thread asks it: the lead worker does it. */

import type { Authority, Unreachable } from "../../sync/claims/claims.ts";
import type { Caller } from "../workers/call.ts";
import type { LeadApi } from "../workers/lead.ts";

const NOBODY: Unreachable = { kind: "unreachable", message: "no till that leads the store was reached" };

/** @param call the lead worker's */
export function leadAuthority(call: Caller<LeadApi>["call"]): Authority {
  const unreachable = ({ message }: Error): Unreachable => ({ kind: "unreachable", message });
  return {
    name: "lead",
    async claim(claim, deadlineMs) {
      const answer = await call("claim", { claim, deadlineMs }, { deadlineMs }).catch(unreachable);
      return answer === null || answer.kind === "done" ? NOBODY : answer;
    },
    async tell(owed, deadlineMs) {
      const told = await call("tell", { owed, deadlineMs }, { deadlineMs }).catch(unreachable);
      if (typeof told === "object") return told;
      return told ? { kind: "done" } : NOBODY;
    },
  };
}
