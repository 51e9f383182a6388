/** One connection to a HID device: chosen, held, opened, read until it is lost. What all HID scanners share. */
import type { DeviceCheck } from "../../device.ts";
import type { Choice } from "../choice.ts";
import type { Connection, Receiving } from "../reopening.ts";
import { choose, hold, type Wanted } from "./choose.ts";
import type { HidDevice } from "./hid.ts";
import type { HidSystem } from "./system.ts";

/** What reads the reports of one kind of device. */
export interface ReportReader extends Pick<DeviceCheck, "exclusive"> {
  readonly profile?: string | undefined;
  readonly advice?: string | undefined;
  push(report: Uint8Array): void;
  /** The device is gone, or let go: half a scan is dropped. */
  cut(): void;
  /** A feature report to send once it is open; a device that refuses it is read all the same. */
  readonly wake?: readonly number[] | undefined;
  /** Gives back what was taken besides the device itself. */
  release?(): Promise<void>;
}

/** @param readerFor makes the reader of the device that was found, before it is opened. Throws DeviceError. */
export async function connectHid(
  { hid, lookEveryMs }: HidSystem,
  choice: Choice,
  wanted: Wanted,
  into: Receiving,
  readerFor: (device: HidDevice) => Promise<ReportReader>,
): Promise<Connection> {
  const device = choose(await hid.list(), choice, wanted);
  const { path, place, serial } = device;
  const letGo = hold(path);
  let reader: ReportReader | undefined;
  try {
    reader = await readerFor(device);
    const { push, cut, wake, profile, exclusive, advice } = reader;
    const lose = (cause: Error): void => {
      cut();
      into.gone(cause);
    };
    const port = await hid.open(path, { report: push, gone: lose });
    if (wake) await port.sendFeatureReport(wake).catch(() => {});
    const looking =
      lookEveryMs === undefined
        ? undefined
        : setInterval(async () => {
            const listed = await hid.list().catch(() => [device]);
            if (!listed.some((other) => other.path === path)) lose(new Error("It is listed no more."));
          }, lookEveryMs);
    return {
      about: {
        path,
        exclusive,
        ...(place === undefined ? {} : { place }),
        ...(serial === undefined ? {} : { serial }),
        ...(profile === undefined ? {} : { profile }),
        ...(advice === undefined ? {} : { advice }),
      },
      async release() {
        clearInterval(looking);
        cut();
        await port.close();
        await reader?.release?.();
        letGo();
      },
    };
  } catch (error) {
    await reader?.release?.();
    letGo();
    throw error;
  }
}
