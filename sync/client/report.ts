/**
 * The till says to HQ how it is, and HQ whether it still holds what it has acknowledged. Nobody waits for it and nothing
 * hangs on it: what fails is said at the next time.
 */

import { z } from "zod";
import type { TillReport } from "../till-report.ts";
import type { HubHttp } from "./http.ts";

const answerSchema = z.object({ lost: z.boolean() });

/** @param onLost HQ does not hold what it has acknowledged */
export function createReporter(
  http: HubHttp,
  report: () => Promise<TillReport>,
  onLost: () => void,
): (signal: AbortSignal) => Promise<boolean> {
  return async (signal) => {
    try {
      const body = Buffer.from(JSON.stringify(await report()));
      const { refusal, body: answer } = await http.post("/v1/till-report", body, signal, { method: "PUT" });
      if (answerSchema.safeParse(answer).data?.lost) onLost();
      return refusal === undefined;
    } catch {
      return false;
    }
  };
}
