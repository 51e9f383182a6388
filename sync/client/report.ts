/**
 * The till says to HQ how it is, and HQ whether it still holds what it has acknowledged. Nobody waits for it and nothing
 * hangs on it: what fails is said at the next time.
 */

import { z } from "zod";
import type { SyncError } from "../protocol.ts";
import type { TillReport } from "../till-report.ts";
import { type HubHttp, HubRefused } from "./http.ts";

/** An older hub does not say how late it is there. */
const answerSchema = z.object({ lost: z.boolean(), nowMs: z.int().optional() });

/**
 * @param onLost HQ does not hold what it has acknowledged
 * @param onTime how late it is at HQ, milliseconds since 1970
 * @param onKnown whether this till is somebody there: undefined, or why not
 * @returns false: this HQ does not take reports, or not now
 */
export function createReporter(
  http: HubHttp,
  report: () => Promise<TillReport>,
  onLost: () => void,
  onTime: (hqMs: number) => void,
  onKnown: (refusal: SyncError | undefined) => void,
): (signal: AbortSignal) => Promise<boolean> {
  return async (signal) => {
    try {
      const body = Buffer.from(JSON.stringify(await report()));
      const { refusal, body: answer } = await http.post("/v1/till-report", body, signal, { method: "PUT" });
      const { lost, nowMs } = answerSchema.safeParse(answer).data ?? {};
      if (nowMs !== undefined) onTime(nowMs);
      if (lost) onLost();
      onKnown(undefined);
      return refusal === undefined;
    } catch (error) {
      if (!(error instanceof HubRefused && error.status === 401)) return false;
      onKnown(error);
      // Asked again as soon as ever: it may be enrolled again by then.
      return true;
    }
  };
}
