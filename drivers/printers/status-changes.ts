/** From one status to the next: what has happened at the printer. */
import type { PrinterChange, PrinterStatus } from "../device.ts";

const wellAtFirst: PrinterStatus = { online: true, paper: "ok", coverOpen: false };

/** What differs, each thing once. Before anything is known a printer is taken to be well, so that only trouble is told. */
export function statusChanges(
  before: PrinterStatus | undefined,
  after: PrinterStatus,
): readonly PrinterChange[] {
  const was = before ?? wellAtFirst;
  const changes: PrinterChange[] = [];
  if (was.paper !== after.paper) changes.push(`paper-${after.paper}`);
  if (was.coverOpen !== after.coverOpen) changes.push(after.coverOpen ? "cover-open" : "cover-closed");
  if (was.error !== after.error) changes.push(after.error ? `${after.error}-error` : "error-over");
  if (was.online !== after.online) changes.push(after.online ? "online" : "offline");
  return changes;
}
