/** A till's question on its way to whoever leads now: here, at the till that is known to, or at one that knows. */

import type { ClaimAnswer, ClaimCall } from "../../sync/claims/claims.ts";
import type { Clocks } from "../../sync/client/surroundings.ts";
import type { NotLead } from "../../sync/lead/words.ts";
import type { Said } from "./said.ts";

export interface AskingParts {
  readonly till: string;
  /** Those that hold the book, first who should rather lead. */
  tills(): readonly string[];
  /** Who leads, as far as this till knows by itself. */
  lead(): string | undefined;
  /** Undefined: it can't be answered here. */
  askHere(call: ClaimCall): Promise<ClaimAnswer | NotLead | undefined>;
  /** False: there is no connection with it. */
  say(till: string, said: Said): boolean;
  /** It did not answer. */
  doubt(till: string): void;
  readonly clocks: Clocks;
}

export interface Asking {
  /** Undefined: nobody who leads answered in time. Never rejects. */
  ask(call: ClaimCall, deadlineMs: number, ofHq?: true): Promise<ClaimAnswer | undefined>;
  /** Who answered last as the lead, or was said to be it. */
  lead(): string | undefined;
  answered(from: string, id: number, answer: ClaimAnswer | NotLead): void;
  close(): void;
}

/** One that does not answer for so long may be off: others may know of another lead. */
const EACH_MS = 400;

export function createAsking(parts: AskingParts): Asking {
  const { till, tills, lead, askHere, say, doubt, clocks } = parts;
  const { steadyMs, later } = clocks;
  const waiting = new Map<number, { readonly to: string; settle(answer: ClaimAnswer | NotLead): void }>();
  let lastId = 0;
  /** Who was said to lead, by somebody. */
  let told: string | undefined;

  async function askAt(to: string, call: ClaimCall, withinMs: number, ofHq?: true) {
    if (to === till) return within(askHere(call), withinMs);
    lastId += 1;
    const id = lastId;
    const answered = new Promise<ClaimAnswer | NotLead>((resolve) =>
      waiting.set(id, { to, settle: resolve }),
    );
    if (!say(to, { kind: "ask", id, call, ofHq })) {
      waiting.delete(id);
      return undefined;
    }
    const answer = await within(answered, withinMs);
    if (waiting.delete(id)) doubt(to);
    return answer;
  }

  return {
    async ask(call, deadlineMs, ofHq) {
      const until = steadyMs() + deadlineMs;
      const leftMs = () => until - steadyMs();
      // First whoever is known to lead, then everybody who may know; nobody twice, but who is said to lead now.
      const next = [lead(), told, ...tills()].filter((one) => one !== undefined);
      const tried = new Set<string>();
      for (let to = next.shift(); to !== undefined && leftMs() > 0; to = next.shift()) {
        if (tried.has(to)) continue;
        tried.add(to);
        const answer = await askAt(to, call, Math.min(EACH_MS, leftMs()), ofHq);
        if (answer !== undefined && answer.kind !== "not-lead") {
          told = to;
          return answer;
        }
        told = answer?.lead;
        if (told !== undefined) next.unshift(told);
      }
      return undefined;
    },
    lead: () => told,
    answered(from, id, answer) {
      const asked = waiting.get(id);
      if (asked?.to !== from) return;
      waiting.delete(id);
      asked.settle(answer);
    },
    close: () => waiting.clear(),
  };

  async function within<Answer>(asked: Promise<Answer>, ms: number): Promise<Answer | undefined> {
    let inTime = () => {};
    const late = new Promise<undefined>((resolve) => {
      inTime = later(() => resolve(undefined), Math.max(1, ms));
    });
    const answer = await Promise.race([asked, late]);
    inTime();
    return answer;
  }
}
