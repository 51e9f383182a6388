/** What the errors of a USB printer's device node mean, and what to do. */
import { DeviceError } from "../device.ts";

/** Makes a DeviceError of a failed `open`. */
export function usbFault(
  path: string,
  cause: NodeJS.ErrnoException,
  platform = process.platform,
): DeviceError {
  if (platform === "win32")
    return new DeviceError(
      "refused",
      'Windows keeps USB printers to itself. Share the printer and say "windows-share", or switch it to a virtual COM port and say "serial".',
      { cause },
    );
  switch (cause.code) {
    case "ENOENT":
    case "ENODEV":
    case "ENXIO":
      return new DeviceError(
        "not-found",
        `There is no printer on ${path}. Plug it in and switch it on; without "usblp" in the kernel it has no node.`,
        { cause },
      );
    case "EACCES":
    case "EPERM":
      return new DeviceError(
        "no-permission",
        `${path} may not be opened by this user. On Linux add the user to the group lp.`,
        { cause },
      );
    case "EBUSY":
      return new DeviceError(
        "busy",
        `${path} is held by another program. Close that program, or take the printer out of its settings (CUPS too).`,
        { cause },
      );
    default:
      return new DeviceError("refused", `${path} cannot be opened: ${cause.message}`, { cause });
  }
}
