/** Every way of reaching a scanner, one line each. */
import { z } from "zod";
import { type CodeRules, defaultCodeRules } from "../codes/code-rules.ts";
import type { Scanner, ScannerEvents } from "../device.ts";
import { hidCardSchema, openHidCardReader } from "./hid/card.ts";
import { hidKeyboardSchema, openHidKeyboardScanner } from "./hid/keyboard.ts";
import { hidPosSchema, openHidPosScanner } from "./hid/pos.ts";
import { openSerialScanner, serialScannerSchema } from "./serial.ts";
import { openTcpScanner, tcpScannerSchema } from "./tcp.ts";

/** What a configuration says about a scanner: `{ "kind": "serial", "path": "/dev/ttyACM0" }`. */
export const scannerSchema = z.discriminatedUnion("kind", [
  serialScannerSchema.safeExtend({ kind: z.literal("serial") }),
  hidPosSchema.extend({ kind: z.literal("hid-pos") }),
  hidCardSchema.extend({ kind: z.literal("hid-card") }),
  hidKeyboardSchema.safeExtend({ kind: z.literal("hid-keyboard") }),
  tcpScannerSchema.extend({ kind: z.literal("tcp") }),
]);
export type ScannerOptions = z.input<typeof scannerSchema>;

/**
 * Opens the scanner of its kind. Never throws for a device's sake: faults come as events.
 * @param rules which numbers are the chain's cards, asked at each swipe of a card; without them no stripe is a card
 */
export function openScanner(
  options: ScannerOptions,
  events: ScannerEvents,
  rules: () => CodeRules = () => defaultCodeRules,
): Scanner {
  switch (options.kind) {
    case "serial":
      return openSerialScanner(options, events, rules);
    case "hid-pos":
      return openHidPosScanner(options, events);
    case "hid-card":
      return openHidCardReader(options, events, rules);
    case "hid-keyboard":
      return openHidKeyboardScanner(options, events, rules);
    case "tcp":
      return openTcpScanner(options, events, rules);
    default:
      return options satisfies never;
  }
}
