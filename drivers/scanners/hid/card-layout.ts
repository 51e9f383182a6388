/** Where the tracks are in a card reader's input report. */
import { type FieldPlace, findInput, type ReportField, type Usage } from "./report-descriptor.ts";

/** Offsets are bytes from the report's byte 0, its number included. */
export interface TrackPlace {
  /** One byte, bit 0: the track was there and could not be read. Absent where the reader does not say. */
  readonly status?: number;
  /** One byte: how many bytes of data there are. */
  readonly length: number;
  readonly data: number;
  readonly dataMax: number;
}

export interface CardLayout {
  readonly reportId: number;
  readonly tracks: readonly TrackPlace[];
}

/** Source: MagTek, USB HID SureSwipe & USB HID Swipe Reader, D99875191, section 4, "Card data". */
export const magtekLayout: CardLayout = {
  reportId: 0,
  tracks: [0, 1, 2].map((track) => ({
    status: track,
    length: 3 + track,
    data: 7 + 110 * track,
    dataMax: 110,
  })),
};

interface TrackUsages {
  readonly status?: Usage;
  readonly length: Usage;
  readonly data: Usage;
}

/** Of track 1; those of tracks 2 and 3 follow. */
const usages: readonly TrackUsages[] = [
  // The page of MagTek's own: the manual above, "Report descriptor".
  { status: 0xff00_0020, length: 0xff00_0028, data: 0xff00_0030 },
  // HID Usage Tables 1.5, section 31 (magnetic stripe reader page 0x8e).
  { length: 0x008e_0011, data: 0x008e_0021 },
];

/** The layout a descriptor gives; `undefined` where it gives none that can be read byte by byte. */
export function cardLayoutOf(fields: readonly ReportField[]): CardLayout | undefined {
  for (const { status, length, data } of usages) {
    const tracks: TrackPlace[] = [];
    let reportId: number | undefined;
    for (const track of [0, 1, 2]) {
      const dataPlace = findInput(fields, data + track);
      const lengthPlace = findInput(fields, length + track);
      const statusPlace = status === undefined ? undefined : findInput(fields, status + track);
      if (!dataPlace || !lengthPlace || !isBytes(dataPlace) || !isBytes(lengthPlace)) continue;
      reportId ??= dataPlace.reportId;
      if (dataPlace.reportId !== reportId || lengthPlace.reportId !== reportId) continue;
      tracks.push({
        ...(statusPlace && isBytes(statusPlace) ? { status: statusPlace.at / 8 } : {}),
        length: lengthPlace.at / 8,
        data: dataPlace.at / 8,
        dataMax: dataPlace.count,
      });
    }
    if (reportId !== undefined) return { reportId, tracks };
  }
  return undefined;
}

const isBytes = ({ at, bits }: FieldPlace): boolean => bits === 8 && at % 8 === 0;
