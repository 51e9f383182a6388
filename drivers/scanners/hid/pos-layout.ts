/** Where the parts of a HID POS scanner's input report are. */
import { type FieldPlace, findInput, type ReportField } from "./report-descriptor.ts";

/** Offsets are bytes from the report's byte 0, its number included. */
export interface PosLayout {
  /** 0: the device does not number its reports. */
  readonly reportId: number;
  /** One byte: how many bytes of data this report holds. */
  readonly length: number;
  /** Three bytes: the AIM symbology identifier. Absent where the scanner sends none. */
  readonly aim?: number;
  readonly data: number;
  readonly dataMax: number;
  /** Its lowest bit: more of the same scan follows in the next report. */
  readonly more: number;
}

/**
 * Source: Access-IS LSR118 and ATR110 manuals, "HID POS"; the same bytes in captures of a Honeywell Voyager 1400g.
 */
export const standardLayout: PosLayout = {
  reportId: 2,
  length: 1,
  aim: 2,
  data: 5,
  dataMax: 56,
  more: 63,
};

/** Source: HID Point of Sale Usage Tables 1.02, section 5 (bar code scanner page 0x8c). */
const usages = {
  byteCount: 0x0001_003b,
  aim: [0x008c_00fb, 0x008c_00fc, 0x008c_00fd],
  data: 0x008c_00fe,
  more: 0x008c_00ff,
} as const;

/** The layout a descriptor gives; `undefined` where it gives none that can be read byte by byte. */
export function posLayoutOf(fields: readonly ReportField[]): PosLayout | undefined {
  const data = findInput(fields, usages.data);
  const more = findInput(fields, usages.more);
  const length = findInput(fields, usages.byteCount);
  if (!data || !more || !length) return undefined;
  const { reportId } = data;
  const inOneReport = more.reportId === reportId && length.reportId === reportId;
  if (!inOneReport || !isBytes(data) || !isBytes(length) || more.at % 8 !== 0) return undefined;
  const [first, second, third] = usages.aim.map((usage) => findInput(fields, usage));
  const hasAim =
    [first, second, third].every((place) => place?.reportId === reportId && isBytes(place)) &&
    second?.at === first!.at + 8 &&
    third?.at === first!.at + 16;
  return {
    reportId,
    length: length.at / 8,
    ...(hasAim ? { aim: first!.at / 8 } : {}),
    data: data.at / 8,
    dataMax: data.count,
    more: more.at / 8,
  };
}

const isBytes = ({ at, bits }: FieldPlace): boolean => bits === 8 && at % 8 === 0;
