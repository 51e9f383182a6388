/**
 * What is kept of a sale: what `advance` took, so that taking it again, which is pure, gives the same session. The first
 * step of all holds a session as a whole.
 */

import assert from "node:assert/strict";
import { advance } from "../session/advance.ts";
import type { Command } from "../session/allowed.ts";
import type { Session } from "../session/session.ts";

export type Step = Command | { readonly kind: "whole"; readonly session: Session };

/** These must survive a power cut, and all before them: from here on the customer has been told a price, or has paid. */
export function mustBeSure(step: Step): boolean {
  const { kind } = step;
  // HQ gave it to this till, and to no other any more; or it waits, and another till may ask for it.
  if (kind === "whole")
    return step.session.shared?.claimed !== undefined || step.session.suspension !== undefined;
  return (
    kind === "subtotal" ||
    kind === "allowances" ||
    kind.startsWith("tender.") ||
    kind === "suspend" ||
    kind === "promise" ||
    kind === "resume"
  );
}

/**
 * The session that these steps made. A completion whose outcome is not among them has failed: had it been recorded, the
 * journal would say so, and nobody would ask. Throws AssertionError when the steps do not fit one another.
 */
export function revive(steps: readonly Step[]): Session {
  const [first, ...rest] = steps;
  assert(first?.kind === "whole", "the first step holds no session");
  let session = reopened(first.session);
  for (const step of rest) {
    assert(step.kind !== "whole", "a whole session may only come first");
    const next = advance(reopened(session), step);
    assert(next.session !== undefined, `${step.kind} does not fit: ${next.refusal}`);
    session = next.session;
  }
  return reopened(session);
}

function reopened(session: Session): Session {
  return session.completing ? { ...session, completing: false } : session;
}
