/** Where the modifiers and the keys of a keyboard's input report are. */
import { findInput, type ReportField } from "./report-descriptor.ts";

/** Offsets are bytes from the report's byte 0, its number included. */
export interface KeyboardLayout {
  readonly reportId: number;
  /** One byte, a bit each: left Control, Shift, Alt, Windows, then the right ones. */
  readonly modifiers: number;
  /** One byte for each key that is down. */
  readonly keys: number;
  readonly keysMax: number;
}

/** Source: HID 1.11, appendix B.1 (boot keyboard). */
export const bootLayout: KeyboardLayout = { reportId: 0, modifiers: 0, keys: 2, keysMax: 6 };

const LEFT_CONTROL = 0x0007_00e0;
const KEYBOARD_PAGE = 0x0007;

/** The layout a descriptor gives; `undefined` where it gives none that can be read byte by byte. */
export function keyboardLayoutOf(fields: readonly ReportField[]): KeyboardLayout | undefined {
  const modifiers = findInput(fields, LEFT_CONTROL);
  const down = fields.find(
    ({ kind, array, constant, bits, usages, reportId }) =>
      kind === "input" &&
      array &&
      !constant &&
      bits === 8 &&
      reportId === modifiers?.reportId &&
      usages.some(([first, last]) => first >>> 16 === KEYBOARD_PAGE && (last & 0xffff) > 0x28),
  );
  if (!modifiers || !down || modifiers.at % 8 !== 0 || modifiers.bits !== 1 || down.bit % 8 !== 0)
    return undefined;
  return {
    reportId: down.reportId,
    modifiers: modifiers.at / 8,
    keys: down.bit / 8,
    keysMax: down.count,
  };
}
