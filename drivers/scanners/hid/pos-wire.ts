/** For tests and benches: what a HID POS scanner sends for a label, and its descriptor. */
import { type PosLayout, standardLayout } from "./pos-layout.ts";

export interface Sent {
  readonly aim?: string;
  readonly layout?: PosLayout;
  readonly reportBytes?: number;
}

/** The input reports of one label, in order; the parts of a long one repeat the identifier. */
export function posReports(label: string | Uint8Array, sent: Sent = {}): readonly Uint8Array[] {
  const { aim = "", layout = standardLayout, reportBytes = 64 } = sent;
  const bytes = typeof label === "string" ? Buffer.from(label) : label;
  const reports: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += layout.dataMax) {
    const report = new Uint8Array(reportBytes);
    const part = bytes.subarray(at, at + layout.dataMax);
    if (layout.reportId !== 0) report[0] = layout.reportId;
    report[layout.length] = part.length;
    if (layout.aim !== undefined) report.set(Buffer.from(aim), layout.aim);
    report.set(part, layout.data);
    report[layout.more] = at + layout.dataMax < bytes.length ? 1 : 0;
    reports.push(report);
  }
  return reports;
}

/**
 * The descriptor of a HID POS scanner with the standard layout: scanned data in report 2, triggers in report 4.
 * Source: a public tool's copy of a Honeywell scanner's, shortened by its vendor collection.
 */
export const posDescriptor: Uint8Array = Uint8Array.from(
  (
    "05 8c 09 02 a1 01 09 12 a1 02 85 02 15 00 26 ff 00 75 08 95 01 05 01 09 3b 81 02 05 8c" +
    " 09 fb 09 fc 09 fd 95 03 81 02 09 fe 95 38 82 02 01 06 66 ff 09 04 09 00 95 02 81 02" +
    " 05 8c 09 ff 25 01 75 01 95 01 81 02 95 07 81 03 c0" +
    " 09 14 a1 02 85 04 15 00 25 01 75 01 95 02 09 5f 09 60 91 02 95 06 91 03 c0 c0"
  )
    .split(" ")
    .map((hex) => Number.parseInt(hex, 16)),
);
