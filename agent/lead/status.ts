/** How the store's lead is, for `agent.status`, and what somebody should do. */

export interface LeadStatus {
  readonly role: "lead" | "follower" | "candidate" | "out-of-use";
  /** Null: this till knows of none. */
  readonly lead: string | null;
  /** The lead answers, as far as this till can know. */
  readonly ready: boolean;
  /** Who decides. Empty until the first lead was chosen. */
  readonly voters: readonly string[];
  /** Those that hold copies, or are to, by HQ's list; the first should rather lead. */
  readonly tills: readonly string[];
  /** Those that this till has a connection with. */
  readonly connected: readonly string[];
  /** Entries of the lead's log that this till knows to be decided. */
  readonly decided: number;
  /** Of HQ's files, to the others, since the start. */
  readonly filesGivenBytes: number;
  /** The store's, on what is homed here, as this till has it; null: none holds. */
  readonly lease: { readonly number: number; readonly leftMs: number; readonly homed: number } | null;
  readonly problem?: string;
}

/** Sentences with what to do. Undefined: there is no lead to be. */
export function leadProblems(status: LeadStatus | undefined, till: string): string[] {
  if (status === undefined || status.tills.length === 0) return [];
  const problems: string[] = status.problem === undefined ? [] : [`The store's lead till: ${status.problem}`];
  const missing = status.tills.filter((one) => one !== till && !status.connected.includes(one));
  if (!votes(status, till) || status.ready) return problems;
  const without = "Until one leads, coupons and points are asked of HQ.";
  if (status.tills.length === 2 && status.tills[0] !== till)
    problems.push(
      `Till ${status.tills[0]}, which leads this store, is not reached. ${without} If it is off and stays off: "tillside lead take-over --yes" here.`,
    );
  else if (status.voters.length === 0 && missing.length > 0)
    problems.push(
      `No till leads yet: at the first start all that vote must be on, and till ${missing.join(", ")} is not reached. ${without} Turn it on, or take it off HQ's list.`,
    );
  else
    problems.push(
      `No till leads this store now${missing.length > 0 ? `; not reached: ${missing.join(", ")}` : ""}. ${without} Turn on the tills that are off, look at the network.`,
    );
  return problems;
}

/** Those that only ask are not told of what they can't mend. */
function votes({ voters, tills }: LeadStatus, till: string): boolean {
  return voters.includes(till) || tills.includes(till);
}
