/** What the errors of a TCP connection mean at a printer, and what to do. */
import { DeviceError } from "../device.ts";

/** Makes a DeviceError of a failed connection; without a cause it was the time limit. */
export function connectFault(address: string, timeoutMs: number, cause?: Error): DeviceError {
  const code = cause && "code" in cause ? String(cause.code) : undefined;
  switch (code) {
    case undefined:
    case "ETIMEDOUT":
      return new DeviceError(
        "timeout",
        `No answer from a printer at ${address} within ${timeoutMs} ms. Check that it is on and that the address is its own.`,
        { cause },
      );
    case "ECONNREFUSED":
    case "ECONNRESET":
      return new DeviceError(
        "refused",
        `${address} refuses the connection. Most printers serve one till at a time: wait for the other, or correct the port (usually 9100).`,
        { cause },
      );
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new DeviceError(
        "not-found",
        `The network knows no host of the name in ${address}. Correct it, or give the IP address.`,
        { cause },
      );
    default:
      return new DeviceError(
        "not-found",
        `There is no printer at ${address} (${code}). Check that it is on, its network cable and the address.`,
        { cause },
      );
  }
}
