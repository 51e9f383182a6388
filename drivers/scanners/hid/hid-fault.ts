/** node-hid's errors are text only, some not even an Error; this says what each means and what to do. */
import { DeviceError, type DeviceFault } from "../../device.ts";

interface Meaning {
  readonly says: RegExp;
  readonly code: DeviceFault;
  readonly advice: string;
}

/** Seen with node-hid 3.4.0 (hidapi 0.15) on Debian 12; the Windows row from hidapi's windows/hid.c. */
const meanings: readonly Meaning[] = [
  {
    says: /permission denied|access is denied/i,
    code: "no-permission",
    advice:
      "may not be opened by this user. On Linux install the udev rule of drivers/scanners/hid/README.md; on Windows another program holds it.",
  },
  {
    says: /no such (file|device)|device disconnected|not found/i,
    code: "not-found",
    advice: "is not there. Plug the scanner in.",
  },
  {
    says: /device or resource busy|sharing violation|being used by another process/i,
    code: "busy",
    advice: "is held by another program. Close that program.",
  },
];

/** The Debian package that brings each library node-hid needs, even for devices that use none of it. */
const packages: Readonly<Record<string, string>> = {
  "libusb-1.0.so.0": "libusb-1.0-0",
  "libudev.so.1": "libudev1",
};

/** Makes a DeviceError of whatever node-hid has thrown. An unknown text becomes "refused" and is quoted. */
export function hidFault(path: string, cause: unknown): DeviceError {
  if (cause instanceof DeviceError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const library = /(lib[\w.+-]+\.so[\d.]*): cannot open shared object file/.exec(text)?.[1];
  if (library !== undefined) {
    const name = packages[library] ?? `that has ${library}`;
    return new DeviceError(
      "refused",
      `HID devices can't be used: the library ${library} is missing. Install the package ${name} (apt-get install ${name}).`,
      { cause },
    );
  }
  const meaning = meanings.find(({ says }) => says.test(text));
  return new DeviceError(
    meaning?.code ?? "refused",
    `Device ${path} ${meaning?.advice ?? `can't be used: ${text}`}`,
    { cause },
  );
}
