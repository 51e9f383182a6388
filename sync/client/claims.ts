/** HQ as an authority: what may be used once, claimed there within a deadline. */

import {
  type Authority,
  answersSchema,
  CALLS_MAX,
  type ClaimAnswer,
  type ClaimCall,
  type Unreachable,
} from "../claims/claims.ts";
import { SyncError } from "../protocol.ts";
import { createHubHttp, type HttpOptions } from "./http.ts";
import { thisMachine } from "./surroundings.ts";

export function claimsAtHq(options: Omit<HttpOptions, "onAnswer">): Authority {
  const http = createHubHttp({ ...options, onAnswer: () => {} });
  const { steadyMs, later } = options.surroundings ?? thisMachine;

  async function ask(
    calls: readonly ClaimCall[],
    deadlineMs: number,
  ): Promise<readonly ClaimAnswer[] | Unreachable> {
    const body = Buffer.from(JSON.stringify({ format: 1, calls }));
    const late = new AbortController();
    const inTime = later(
      () => late.abort(new Error("no answer in time")),
      Math.max(0, Math.ceil(deadlineMs)),
      "idle",
    );
    try {
      const { refusal, body: said } = await http.post("/v1/claims", body, late.signal);
      if (refusal !== undefined) throw refusal;
      const read = answersSchema.safeParse(said);
      if (read.success && read.data.answers.length === calls.length) return read.data.answers;
      return { kind: "unreachable", message: "HQ's answer about claims is not one" };
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      return { kind: "unreachable", message: error.message };
    } finally {
      inTime();
    }
  }

  return {
    name: "hq",
    async claim(claim, deadlineMs) {
      const answers = await ask([claim], deadlineMs);
      if ("kind" in answers) return answers;
      const [answer] = answers;
      if (answer !== undefined && answer.kind !== "done") return answer;
      return { kind: "unreachable", message: "HQ's answer to a claim is none" };
    },
    async tell(owed, deadlineMs) {
      const until = steadyMs() + deadlineMs;
      for (let at = 0; at < owed.length; at += CALLS_MAX) {
        const answers = await ask(owed.slice(at, at + CALLS_MAX), until - steadyMs());
        if ("kind" in answers) return answers;
      }
      return { kind: "done" };
    },
  };
}
