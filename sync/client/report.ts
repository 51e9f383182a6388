/** The till says to HQ how it is. Nobody waits for it and nothing hangs on it: what fails is said at the next time. */

import type { TillReport } from "../till-report.ts";
import type { HubHttp } from "./http.ts";

export function createReporter(
  http: HubHttp,
  report: () => Promise<TillReport>,
): (signal: AbortSignal) => Promise<boolean> {
  return async (signal) => {
    try {
      const body = Buffer.from(JSON.stringify(await report()));
      const { refusal } = await http.post("/v1/till-report", body, signal, { method: "PUT" });
      return refusal === undefined;
    } catch {
      return false;
    }
  };
}
