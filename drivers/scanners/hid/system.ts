/** What the HID scanners need of the machine: the devices, and word of plugging. */
import { type DeviceChanges, folderChanges, polledChanges } from "../device-changes.ts";
import type { Hid } from "./hid.ts";
import { mute } from "./mute.ts";
import { nodeHid } from "./node-hid.ts";

export interface HidSystem {
  readonly hid: Hid;
  /** Tells while a scanner is away that devices have come or gone. */
  readonly changes?: DeviceChanges;
  /** Where a read of a lost device may hang: how often to look whether it is still listed, in milliseconds. */
  readonly lookEveryMs?: number;
  /** Keeps a keyboard's keys from everybody else and returns how to give them back. Absent: keyboards can't be read. */
  readonly mute?: (path: string) => Promise<() => Promise<void>>;
}

/** Windows tells nobody without a window: it is asked. One look lists every HID device of the machine. */
const AWAY_MS = 1500;
const READY_MS = 5000;

/** Linux tells of nodes that come, and ends a read of a device that is gone; elsewhere we look. */
export function thisSystem(): HidSystem {
  const hid = nodeHid();
  if (process.platform === "linux") return { hid, mute, changes: folderChanges("/dev", /^hidraw[0-9]+$/) };
  const paths = async () => (await hid.list()).map(({ path }) => path);
  return { hid, changes: polledChanges(paths, AWAY_MS), lookEveryMs: READY_MS };
}
