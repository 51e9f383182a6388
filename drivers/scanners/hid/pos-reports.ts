/** Scans out of the input reports of a HID POS scanner: parts joined, deviations of vendors set right. */
import { splitAim } from "../../codes/aim.ts";
import { DeviceError, type Scan } from "../../device.ts";
import { onSilence } from "../silence.ts";
import type { PosLayout } from "./pos-layout.ts";

export interface PosReportOptions {
  readonly layout: PosLayout;
  /** AIM identifier of answers to commands, which are no scans. */
  readonly answers?: string | undefined;
  /** Silence in milliseconds after which the next part of a scan is given up. */
  readonly interReportMs: number;
  readonly bytesMax: number;
}

export interface PosReportEvents {
  scan(scan: Scan): void;
  /** A scan that came in part, or too long. */
  dropped(error: DeviceError): void;
  /** A report that can't be read. */
  refused(error: DeviceError): void;
}

export interface PosReports {
  push(report: Uint8Array): void;
  /** The device is gone: what has come of a scan is dropped. Nothing is delivered afterwards. */
  cut(): void;
}

/** Never throws, whatever the reports. Holds at most `bytesMax` bytes and one timer. */
export function openPosReports(options: PosReportOptions, events: PosReportEvents): PosReports {
  const { layout, answers, bytesMax } = options;
  let parts: Uint8Array[] = [];
  let length = 0;
  let aim: string | undefined;
  /** The rest of a scan that was dropped is dropped too. */
  let overlong = false;

  const forget = (): void => {
    parts = [];
    length = 0;
    aim = undefined;
    overlong = false;
  };
  const drop = (why: string): void => {
    const error = new DeviceError("protocol", `Dropped ${length} bytes of a scan: ${why}`);
    forget();
    events.dropped(error);
  };
  const silence = onSilence(options.interReportMs, () => {
    if (overlong) forget();
    else drop("its last part did not come. Check the cable and the scanner's radio.");
  });

  const end = (): void => {
    const scan = labelOf(joined(parts, length), aim);
    const wanted = !overlong && scan.bytes.length > 0 && (scan.aim === undefined || scan.aim !== answers);
    forget();
    if (wanted) events.scan(scan);
  };

  return {
    push(report) {
      if (layout.reportId !== 0 && report[0] !== layout.reportId) return;
      const part = readPart(report, layout);
      if (part === undefined) {
        const what = `a report of ${report.length} bytes that is laid out in another way than this profile's`;
        events.refused(new DeviceError("protocol", `The scanner sent ${what}. Its maker's data is needed.`));
        return;
      }
      silence.stop();
      // The parts of one scan carry the same identifier; another one is another scan.
      if (length > 0 && part.aim !== aim) drop("another scan began before its end.");
      aim = part.aim;
      if (!overlong && length + part.data.length > bytesMax) {
        drop(`longer than ${bytesMax} bytes.`);
        overlong = true;
      }
      if (!overlong) {
        parts.push(part.data);
        length += part.data.length;
      }
      if (part.more) silence.start();
      else end();
    },
    cut() {
      silence.stop();
      forget();
    },
  };
}

interface Part {
  readonly data: Uint8Array;
  readonly aim: string | undefined;
  readonly more: boolean;
}

/** One report's part of a scan; `undefined` where the report does not hold what its layout says. */
function readPart(report: Uint8Array, layout: PosLayout): Part | undefined {
  const count = report[layout.length];
  const flags = report[layout.more];
  if (count === undefined || flags === undefined || count > layout.dataMax) return undefined;
  const shift = shiftOf(report, layout);
  const at = layout.data + shift;
  if (at + count > report.length) return undefined;
  const aimAt = layout.aim === undefined ? undefined : layout.aim + shift;
  const aim = aimAt === undefined ? undefined : String.fromCharCode(...report.subarray(aimAt, aimAt + 3));
  return {
    data: trimmed(report.slice(at, at + count), (flags & 1) !== 0),
    aim: aim !== undefined && /^\][A-Za-z][0-9A-Za-z]$/.test(aim) ? aim : undefined,
    more: (flags & 1) !== 0,
  };
}

/** Some scanners put identifier and data one byte further than they say (seen in @point-of-sale/webhid-barcode-scanner). */
function shiftOf(report: Uint8Array, { aim }: PosLayout): number {
  if (aim === undefined) return 0;
  return report[aim] !== 0x5d && report[aim + 1] === 0x5d ? 1 : 0;
}

/** Without the line end that a scanner set up for a keyboard adds: it belongs to no label. */
function trimmed(data: Uint8Array, more: boolean): Uint8Array {
  if (more) return data;
  let end = data.length;
  while (end > 0 && (data[end - 1] === 0x0d || data[end - 1] === 0x0a)) end--;
  return data.subarray(0, end);
}

/** A scanner may be set to put the identifier in front of the data too. */
function labelOf(bytes: Uint8Array, aim: string | undefined): Scan {
  const inFront = splitAim(bytes);
  if (inFront.aim !== undefined && (aim === undefined || aim === inFront.aim)) return inFront;
  return { bytes, ...(aim === undefined ? {} : { aim }) };
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
