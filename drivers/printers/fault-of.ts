/** From a printer's status to the fault that a cashier can mend. */
import { DeviceError, type DeviceState, type PrinterStatus } from "../device.ts";

const AWAY: readonly DeviceError["code"][] = ["not-found", "disconnected", "timeout"];

/** What a printer is after an exchange that ended like this: one that does not answer is away, as far as we can tell. */
export const stateAfter = (fault: DeviceError | undefined): DeviceState =>
  fault === undefined ? "ready" : AWAY.includes(fault.code) ? "gone" : "faulted";

/** Why a printer in this state prints nothing; `undefined` where it prints, or where nobody knows. */
export function faultOf(status: PrinterStatus | undefined): DeviceError | undefined {
  if (status?.coverOpen) return new DeviceError("cover-open", "The printer's cover is open. Close it.");
  if (status?.paper === "end")
    return new DeviceError("paper-end", "The printer is out of paper. Put in a new roll.");
  if (status?.error === "unrecoverable") {
    return new DeviceError(
      "refused",
      "The printer reports a fault that it cannot clear. Switch it off and on; if it comes back, call for service.",
    );
  }
  if (status?.error === "recoverable") {
    return new DeviceError(
      "refused",
      "The printer has stopped (a jam, its cutter, a hot head). Open its cover, take out what is stuck, close it.",
    );
  }
  if (status && !status.online) {
    return new DeviceError("refused", "The printer is offline. Look at its lights; switch it off and on.");
  }
  return undefined;
}
