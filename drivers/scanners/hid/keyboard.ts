/** Scanners that play a keyboard ("keyboard wedge"): the mode they have from the factory, and the worst one. */
import { z } from "zod";
import { splitAim } from "../../codes/aim.ts";
import { type CodeRules, defaultCodeRules } from "../../codes/code-rules.ts";
import { DeviceError, type Scanner, type ScannerEvents } from "../../device.ts";
import { choiceShape, isNamed } from "../choice.ts";
import { openFraming } from "../framing.ts";
import { framingShape, hidReopeningShape } from "../options.ts";
import { openReopening, type Receiving } from "../reopening.ts";
import { withStripes } from "../stripe.ts";
import { choose, type Wanted } from "./choose.ts";
import { connectHid, type ReportReader } from "./connect.ts";
import type { HidDevice } from "./hid.ts";
import { countries } from "./key-maps.ts";
import { bootLayout, keyboardLayoutOf } from "./keyboard-layout.ts";
import { openKeyboardReports } from "./keyboard-reports.ts";
import { readReportDescriptor } from "./report-descriptor.ts";
import { type HidSystem, thisSystem } from "./system.ts";

const shape = z.strictObject({
  kind: z.literal("hid-keyboard").default("hid-keyboard"),
  ...choiceShape,
  /** The country the scanner is set to; it presses that country's keys. */
  country: z.enum(countries).default("us"),
  /** Whether the scanner believes Caps Lock to be on. */
  capsLock: z.boolean().default(false),
  /** Leave the keys to the POS too: then both get every scan. */
  shared: z.boolean().default(false),
  ...framingShape,
  ...hidReopeningShape,
});

/** "Any keyboard" would take the cashier's. */
export const hidKeyboardSchema = shape.refine(
  isNamed,
  'a scanner that plays a keyboard must be named: "path", or "vendorId" and "productId", as "tillside devices" shows them',
);
export type HidKeyboardOptions = z.input<typeof hidKeyboardSchema>;

const setting = 'Scan the setting "USB HID POS" or "USB virtual COM" of its manual';
const wanted: Wanted = {
  called: "scanner that plays a keyboard",
  fits: ({ usagePage, usage }) => usagePage === 1 && usage === 6,
  otherwise: 'It may be set to another mode: see what "tillside devices" says of it.',
};

/**
 * Reads the keys of one scanner and keeps them from everybody else, on Linux. Windows and macOS let no program read a
 * keyboard, and the fault says which setting to scan instead.
 * @param rules which stripes are cards of the chain, where it is a card reader that plays the keyboard
 * Throws ZodError for options out of bounds, and nothing else; faults come as events.
 */
export function openHidKeyboardScanner(
  options: HidKeyboardOptions,
  events: ScannerEvents,
  rules: () => CodeRules = () => defaultCodeRules,
  system: HidSystem = thisSystem(),
): Scanner {
  const settings = hidKeyboardSchema.parse(options);
  const { country, capsLock, shared } = settings;

  /** Told also while it is not plugged in: plugging it in does not help here. */
  async function forbidden(): Promise<DeviceError> {
    const product = await system.hid
      .list()
      .then((listed) => choose(listed, settings, wanted).product)
      .catch(() => undefined);
    return new DeviceError(
      "refused",
      `${product ?? "The scanner"} plays a keyboard, and this system lets no program read keyboards. ${setting} to switch it over.`,
    );
  }

  async function readerFor(
    device: HidDevice,
    mute: NonNullable<HidSystem["mute"]>,
    into: Receiving,
  ): Promise<ReportReader> {
    const fields = readReportDescriptor((await system.hid.descriptor(device.path)) ?? new Uint8Array());
    const framing = openFraming(settings, {
      frame: (frame) => into.scan(splitAim(frame)),
      fault: (error) => into.dropped(error),
    });
    const push = openKeyboardReports(
      { layout: (fields && keyboardLayoutOf(fields)) ?? bootLayout, country, capsLock },
      { typed: framing.push, lost: framing.spoil },
    );
    const unmute = shared ? undefined : await mute(device.path);
    return {
      push,
      cut: framing.cut,
      exclusive: !shared,
      advice: shared ? `The POS gets these scans too. ${setting} if it should not.` : undefined,
      ...(unmute ? { release: unmute } : {}),
    };
  }

  return openReopening(
    "Scanner that plays a keyboard",
    async (into) => {
      const { mute } = system;
      if (!mute) throw await forbidden();
      return connectHid(system, settings, wanted, into, (device) =>
        readerFor(device, mute, withStripes(into, rules)),
      );
    },
    settings,
    events,
    system.changes,
  );
}
