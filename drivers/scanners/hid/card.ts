/** Magnetic card readers that are HID devices of their own: loyalty cards by the chain's ranges, and nothing else. */
import { z } from "zod";
import type { CodeRules } from "../../codes/code-rules.ts";
import { DeviceError, type Scanner, type ScannerEvents } from "../../device.ts";
import { choiceShape } from "../choice.ts";
import { hidReopeningShape } from "../options.ts";
import { cardReaders } from "../profiles.ts";
import { openReopening } from "../reopening.ts";
import { readStripe, tellSwipe } from "../stripe.ts";
import { cardLayoutOf } from "./card-layout.ts";
import { readCardReport } from "./card-reports.ts";
import type { Wanted } from "./choose.ts";
import { connectHid } from "./connect.ts";
import type { HidDevice } from "./hid.ts";
import { readReportDescriptor } from "./report-descriptor.ts";
import { type HidSystem, thisSystem } from "./system.ts";

export const hidCardSchema = z.strictObject({
  kind: z.literal("hid-card").default("hid-card"),
  ...choiceShape,
  ...hidReopeningShape,
});
export type HidCardOptions = z.input<typeof hidCardSchema>;

/** The maker's own layout, where this collection of the device has one. */
const rowOf = (device: HidDevice) =>
  cardReaders.find(
    ({ vendorId, usagePage, usage }) =>
      device.vendorId === vendorId && device.usagePage === usagePage && device.usage === usage,
  );

export const isCardReader = (device: HidDevice): boolean =>
  (device.usagePage === 0x8e && device.usage === 1) || rowOf(device) !== undefined;

const wanted: Wanted = {
  called: "magnetic card reader",
  fits: isCardReader,
  otherwise:
    "A reader that plays a keyboard must be switched over to HID, or named as a scanner that plays a keyboard.",
};

/**
 * Opens a card reader and keeps it open through unplugs until it is closed. A scan is the number of one of the chain's
 * cards; a payment card is told as a fault that holds nothing of it, like any other card.
 * @param rules which numbers are the chain's cards, asked at each swipe
 */
export function openHidCardReader(
  options: HidCardOptions,
  events: ScannerEvents,
  rules: () => CodeRules,
  system: HidSystem = thisSystem(),
): Scanner {
  const settings = hidCardSchema.parse(options);
  return openReopening(
    "Card reader",
    (into) =>
      connectHid(system, settings, wanted, into, async (device) => {
        const { path } = device;
        const row = rowOf(device);
        const fields = readReportDescriptor((await system.hid.descriptor(path)) ?? new Uint8Array());
        const layout = (fields && cardLayoutOf(fields)) ?? row?.layout;
        if (!layout)
          throw new DeviceError(
            "refused",
            `${path} lays its reports out in a way this release does not know.`,
          );
        return {
          push(report) {
            if (layout.reportId !== 0 && report[0] !== layout.reportId) return;
            const tracks = readCardReport(report, layout);
            if (tracks) tellSwipe(readStripe(tracks, rules()), into);
            else into.refused(new DeviceError("protocol", "The card reader sent a report that is no swipe."));
          },
          cut() {},
          profile: row?.name ?? "standard",
          exclusive: false,
        };
      }),
    settings,
    events,
    system.changes,
  );
}
