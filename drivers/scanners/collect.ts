/** For tests: what a scanner has told, and waiting for it to tell more. */
import type { DeviceError, DeviceState, ScannerEvents } from "../device.ts";

export interface Collected extends ScannerEvents {
  /** Texts of the scans, with the AIM identifier in front where there was one. */
  readonly scans: string[];
  readonly states: DeviceState[];
  readonly faults: DeviceError[];
  /** Resolves when `holds` does; the test's own time limit bounds it. */
  until(holds: (told: Collected) => boolean): Promise<void>;
}

export function collect(): Collected {
  const waiting = new Set<() => void>();
  const told: Collected = {
    scans: [],
    states: [],
    faults: [],
    scan({ aim = "", bytes }) {
      told.scans.push(aim + Buffer.from(bytes).toString());
      for (const look of waiting) look();
    },
    state(state, fault) {
      told.states.push(state);
      if (fault) told.faults.push(fault);
      for (const look of waiting) look();
    },
    until: (holds) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!holds(told)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
  return told;
}
