/** How a fiscal printer was last found, and what has become of our slips: for store IT, without asking it. */
import type { DeviceCheck, DeviceState } from "../../device.ts";
import { stateAfter } from "../fault-of.ts";
import { FiscalFault } from "./fault.ts";

/** Counted since the printer was opened. */
export interface FiscalStatistics {
  /** Slips whose lines it took, and their lines. */
  readonly taken: number;
  readonly lines: number;
  /** Slips that are certainly on no receipt; slips that may be on one. */
  readonly dropped: number;
  readonly unknown: number;
  /** When it last took a slip, on the clock of `performance.now()`. */
  readonly lastTakenAtMs?: number;
}

export interface FiscalLife {
  check(): DeviceCheck;
  statistics(): FiscalStatistics;
  /** Notes how an exchange with it ends, and passes that on. */
  asked<Result>(exchange: Promise<Result>): Promise<Result>;
  /** The same for a slip: how many lines it took. */
  slip(adding: Promise<number>): Promise<number>;
  close(): void;
}

/** @param path "10.0.0.9:80" */
export function fiscalLife(path: string): FiscalLife {
  let state: DeviceState = "opening";
  let problem: FiscalFault | undefined;
  let counted: FiscalStatistics = { taken: 0, lines: 0, dropped: 0, unknown: 0 };

  const asked = async <Result>(exchange: Promise<Result>): Promise<Result> => {
    try {
      const result = await exchange;
      if (state !== "closed") state = stateAfter(undefined);
      problem = undefined;
      return result;
    } catch (error) {
      if (error instanceof FiscalFault && state !== "closed") {
        problem = error;
        state = stateAfter(error);
      }
      throw error;
    }
  };
  return {
    // The POS owns it: it is never ours alone.
    check: () => ({ state, path, exclusive: false, ...(problem && { problem }) }),
    statistics: () => counted,
    asked,
    async slip(adding) {
      try {
        const lines = await asked(adding);
        counted = {
          ...counted,
          taken: counted.taken + 1,
          lines: counted.lines + lines,
          lastTakenAtMs: performance.now(),
        };
        return lines;
      } catch (error) {
        const fate = error instanceof FiscalFault && error.taken === "no" ? "dropped" : "unknown";
        counted = { ...counted, [fate]: counted[fate] + 1 };
        throw error;
      }
    },
    close() {
      state = "closed";
      problem = undefined;
    },
  };
}
