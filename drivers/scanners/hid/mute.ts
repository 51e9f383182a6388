/**
 * A keyboard that only we read, on Linux: the kernel's own switch ("inhibited", since 5.11) keeps its keys from every
 * window and console, while `hidraw` still has the reports. It is set for one device, undone at closing, and gone after
 * a replug. Source: the kernel's Documentation/input/input-programming.rst, "Inhibiting input devices".
 */
import { readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { DeviceError } from "../../device.ts";

/**
 * Takes the keys of a device away from everybody else. Throws DeviceError where that can't be done.
 * @param root "/sys/class/hidraw"
 * @returns gives them back; never rejects
 */
export async function mute(path: string, root = "/sys/class/hidraw"): Promise<() => Promise<void>> {
  const inputs = join(root, basename(path), "device", "input");
  const names = await readdir(inputs).catch(() => []);
  const switches = names
    .filter((name) => /^input\d+$/.test(name))
    .map((name) => join(inputs, name, "inhibited"));
  const unmute = async (): Promise<void> => {
    await Promise.all(switches.map((file) => writeFile(file, "0").catch(() => {})));
  };
  try {
    for (const file of switches) await writeFile(file, "1", { flag: "r+" });
  } catch (cause) {
    await unmute();
    throw muteFault(path, cause as NodeJS.ErrnoException);
  }
  return unmute;
}

function muteFault(path: string, cause: NodeJS.ErrnoException): DeviceError {
  if (cause.code === "ENOENT")
    return new DeviceError(
      "refused",
      `Device ${path} types into the POS, and this Linux can't stop it (it needs kernel 5.11). Set the scanner to "USB HID POS" or "USB virtual COM", or say "shared": true.`,
      { cause },
    );
  return new DeviceError(
    "no-permission",
    `Device ${path} types into the POS, and this user may not stop it. Install the udev rule of drivers/scanners/hid/README.md, or say "shared": true.`,
    { cause },
  );
}
