/** What models of scanners and card readers do differently: data, each row with where it was read. */
import { magtekLayout } from "./hid/card-layout.ts";
import { type PosLayout, standardLayout } from "./hid/pos-layout.ts";

/** How a model's HID POS reports differ from what its descriptor or the standard says. */
export interface ScannerProfile {
  readonly name: string;
  /** Holds where the report descriptor can't be read (Windows) or gives no layout. */
  readonly posLayout: PosLayout;
  /** The model's descriptor says the standard's layout, its reports have this one. */
  readonly layoutBeatsDescriptor?: true;
  /** A feature report that makes it send HID POS reports, number first. Sent at each opening; a refusal is no fault. */
  readonly wake?: readonly number[];
  /** AIM identifier of its answers to commands, which are no labels. */
  readonly answers?: string;
  readonly source: string;
}

export const profiles = {
  standard: {
    name: "standard",
    posLayout: standardLayout,
    source: "HID Point of Sale Usage Tables 1.02; Access-IS LSR118 and ATR110 manuals",
  },
  honeywell: {
    name: "honeywell",
    posLayout: standardLayout,
    wake: [0xfe, 0x01],
    answers: "]Z6",
    source:
      "captures of a Voyager 1400g; @point-of-sale/webhid-barcode-scanner 1.2.2 (feature report 254); HenkVanAsselt/python_hon_usbhid (answers)",
  },
  newland: {
    name: "newland",
    posLayout: { reportId: 2, length: 1, data: 2, dataMax: 60, more: 63 },
    layoutBeatsDescriptor: true,
    source:
      "a published driver of the Newland FM430: data from byte 2, no identifier, the maker's code at 62",
  },
} as const satisfies Record<string, ScannerProfile>;

/** Card readers with reports of their maker's own; those of the standard's page need no row. */
export const cardReaders = [
  {
    name: "magtek",
    vendorId: "0801",
    usagePage: 0xff00,
    usage: 1,
    layout: magtekLayout,
    source: "MagTek D99875191, USB HID SureSwipe & USB HID Swipe Reader, section 4. Not readers that encrypt",
  },
] as const;
