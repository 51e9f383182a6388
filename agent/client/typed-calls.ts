/** The contract as TypeScript: of each call what is sent and what comes back, of each notification what it tells. */

import type { Answer, CallName, Sent } from "../contract/calls.ts";
import type { NotificationName, Told } from "../contract/notifications.ts";

/** Whole, unless a difference was asked for: then it may be either. */
export type AnswerTo<Name extends CallName, Params> = Params extends { readonly answer: object }
  ? Answer<Name>
  : Exclude<Answer<Name>, { readonly difference: unknown }>;

export interface TypedCalls {
  /** Resolves to the result. Rejects with PosCallError: the agent's refusal, or that it can't be reached (`code` 0). */
  call<Name extends CallName, const Params extends Sent<Name>>(
    name: Name,
    params: Params,
  ): Promise<AnswerTo<Name, Params>>;
  /** Calls `listener` for each notification of that name. */
  on<Name extends NotificationName>(name: Name, listener: (params: Told<Name>) => void): void;
}
