/** What the machine must have to run a guest, as Debian packages, and how it gets them. */

import { spawnSync } from "node:child_process";
import { Missing } from "../crash/disk/preload.ts";

/**
 * QEMU is the machine, busybox its first processes; udev and libusb are what a till has: names of devices
 * (`/dev/serial/by-id`, `udevadm`), and the library that node-hid is linked with.
 */
const NEEDED = ["qemu-system-x86", "busybox-static", "udev", "libusb-1.0-0"] as const;

/** Installs what is missing. Throws Missing where that takes root and this is not root. */
export const needPackages = (): void => needDebian("hardware", NEEDED);

/** The same for another section and its packages. */
export function needDebian(section: string, names: readonly string[]): void {
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const advice = `apt-get install --no-install-recommends ${missing.join(" ")}`;
  if (!isRoot()) throw new Missing(`missing, and only root can install it: ${advice}`);
  console.log(`${section}: ${advice}`);
  const words = ["install", "-y", "-qq", "--no-install-recommends", ...missing];
  if (apt(words).status === 0) return;
  updateLists();
  const { status, stderr } = apt(words);
  if (status !== 0) throw new Missing(`${advice}: ${stderr}`);
}

export const isRoot = (): boolean => process.getuid?.() === 0;

export const updateLists = (): void => {
  apt(["update", "-qq"]);
};

/** Runs apt-get and asks nobody anything. */
export const apt = (words: readonly string[], cwd = "/") =>
  spawnSync("apt-get", words, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });

const isInstalled = (name: string): boolean =>
  spawnSync("dpkg-query", ["-s", name], { encoding: "utf8" }).stdout?.includes("install ok installed");
