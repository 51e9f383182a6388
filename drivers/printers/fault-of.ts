/** From a printer's status to the fault that a cashier can mend. */
import { DeviceError, type PrinterStatus } from "../device.ts";

/** Why a printer in this state prints nothing; `undefined` where it prints, or where nobody knows. */
export function faultOf(status: PrinterStatus | undefined): DeviceError | undefined {
  if (status?.coverOpen) return new DeviceError("cover-open", "The printer's cover is open. Close it.");
  if (status?.paper === "end")
    return new DeviceError("paper-end", "The printer is out of paper. Put in a new roll.");
  if (status && !status.online) {
    return new DeviceError("refused", "The printer is offline. Look at its lights; switch it off and on.");
  }
  return undefined;
}
