/** node-serialport's errors are text only; this says what each means and what to do. */
import { DeviceError, type DeviceFault } from "../device.ts";

interface Meaning {
  readonly says: RegExp;
  readonly code: DeviceFault;
  /** DEVICE stands for what is on the port. */
  readonly advice: string;
}

/**
 * Seen with serialport 13.0.0: Linux on ptys, ttyACM and ttyUSB; Windows rows from its binding's texts, and the numbers that
 * it has no text for from Windows' winerror.h.
 */
const meanings: readonly Meaning[] = [
  {
    // Windows says "Access denied" for a port in use.
    says: /lock port|resource (temporarily unavailable|busy)|access denied|unknown error code 32\b/i,
    code: "busy",
    advice: "is held by another program. Close that program, or take the DEVICE out of its settings.",
  },
  {
    says: /permission denied|operation not permitted/i,
    code: "no-permission",
    advice: "may not be opened by this user. On Linux add the user to the group dialout.",
  },
  {
    says: /no such (file|device)|file not found|not configured|unknown error code (433|1167)\b/i,
    code: "not-found",
    advice: "is not there. Plug the DEVICE in, or correct the path.",
  },
  {
    says: /inappropriate ioctl|not a tty|parameter is incorrect|unknown error code (1|87)\b/i,
    code: "refused",
    advice: "is not a serial port, or does not take this baud rate.",
  },
];

/** Makes a DeviceError of an error of node-serialport's `open`. An unknown text becomes "refused" and is quoted. */
export function serialFault(
  path: string,
  cause: Error,
  device: "scanner" | "printer" = "scanner",
): DeviceError {
  const meaning = meanings.find((m) => m.says.test(cause.message));
  const advice = meaning?.advice.replace("DEVICE", device) ?? `cannot be opened: ${cause.message}`;
  return new DeviceError(meaning?.code ?? "refused", `Port ${path} ${advice}`, { cause });
}
