/** HID POS scanners (usage page 0x8c, usage 2): the mode that neither types into the POS nor needs a driver. */
import { z } from "zod";
import type { Scanner, ScannerEvents } from "../../device.ts";
import { choiceShape } from "../choice.ts";
import { profileOf } from "../fingerprints.ts";
import { hidReopeningShape } from "../options.ts";
import type { ScannerProfile } from "../profiles.ts";
import { openReopening } from "../reopening.ts";
import type { Wanted } from "./choose.ts";
import { connectHid } from "./connect.ts";
import { type PosLayout, posLayoutOf } from "./pos-layout.ts";
import { openPosReports } from "./pos-reports.ts";
import { type ReportField, readReportDescriptor } from "./report-descriptor.ts";
import { type HidSystem, thisSystem } from "./system.ts";

export const hidPosSchema = z.strictObject({
  kind: z.literal("hid-pos").default("hid-pos"),
  ...choiceShape,
  /** Milliseconds of silence between the parts of one scan that give it up. */
  interReportMs: z.int().min(10).max(10_000).default(500),
  bytesMax: z.int().min(16).max(65_536).default(4096),
  ...hidReopeningShape,
});
export type HidPosOptions = z.input<typeof hidPosSchema>;

const wanted: Wanted = {
  called: "HID POS scanner",
  fits: ({ usagePage, usage }) => usagePage === 0x8c && usage === 2,
  otherwise:
    'Scan the setting "USB HID POS" (also called "HID Bar Code Scanner", "OPOS") of its manual to switch it over.',
};

/**
 * Opens a HID POS scanner, any or the one that is named, and keeps it open through unplugs until it is closed. Other
 * programs that open it get its scans too: the system keeps nobody out.
 * Throws ZodError for options out of bounds, and nothing else; faults come as events.
 */
export function openHidPosScanner(
  options: HidPosOptions,
  events: ScannerEvents,
  system: HidSystem = thisSystem(),
): Scanner {
  const settings = hidPosSchema.parse(options);
  return openReopening(
    "HID POS scanner",
    (into) =>
      connectHid(system, settings, wanted, into, async (device) => {
        const profile = profileOf(device);
        const fields = readReportDescriptor((await system.hid.descriptor(device.path)) ?? new Uint8Array());
        const reports = openPosReports(
          {
            layout: layoutFor(profile, fields),
            answers: profile.answers,
            interReportMs: settings.interReportMs,
            bytesMax: settings.bytesMax,
          },
          into,
        );
        return { ...reports, profile: profile.name, wake: wakeFor(profile, fields), exclusive: false };
      }),
    settings,
    events,
    system.changes,
  );
}

function layoutFor(profile: ScannerProfile, fields: readonly ReportField[] | undefined): PosLayout {
  if (profile.layoutBeatsDescriptor || fields === undefined) return profile.posLayout;
  return posLayoutOf(fields) ?? profile.posLayout;
}

/** Not sent to a model of the same maker whose descriptor has no such report. */
function wakeFor({ wake }: ScannerProfile, fields: readonly ReportField[] | undefined) {
  if (wake === undefined || fields === undefined) return wake;
  return fields.some(({ kind, reportId }) => kind === "feature" && reportId === wake[0]) ? wake : undefined;
}
