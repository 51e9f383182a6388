/** What the machine must have to run a guest, as Debian packages, and how it gets them. */

import { execFile, spawnSync } from "node:child_process";
import { Missing } from "../crash/disk/preload.ts";

/**
 * QEMU is the machine, busybox its first processes; udev and libusb are what a till has: names of devices
 * (`/dev/serial/by-id`, `udevadm`), and the library that node-hid is linked with.
 */
const NEEDED = ["qemu-system-x86", "busybox-static", "udev", "libusb-1.0-0"] as const;

/** Installs what is missing. Rejects with Missing where that takes root and this is not root. */
export const needPackages = (): Promise<void> => needDebian("hardware", NEEDED);

/** The same for another section and its packages. */
export async function needDebian(section: string, names: readonly string[]): Promise<void> {
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const advice = `apt-get install --no-install-recommends ${missing.join(" ")}`;
  if (!isRoot()) throw new Missing(`missing, and only root can install it: ${advice}`);
  console.log(`${section}: ${advice}`);
  const words = ["install", "-y", "-qq", "--no-install-recommends", ...missing];
  if ((await apt(words)).status === 0) return;
  await updateLists();
  const { status, stderr } = await apt(words);
  if (status !== 0) throw new Missing(`${advice}: ${stderr}`);
}

export const isRoot = (): boolean => process.getuid?.() === 0;

let updating: Promise<unknown> | undefined;

/** Once a process: who asks meanwhile waits for the same. */
export async function updateLists(): Promise<void> {
  updating ??= apt(["update", "-qq"]);
  await updating;
}

/** Runs apt-get and asks nobody anything. */
export function apt(
  words: readonly string[],
  cwd = "/",
): Promise<{ readonly status: number; readonly stderr: string }> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return new Promise((resolve) => {
    execFile("apt-get", words, { cwd, env, maxBuffer: 2 ** 26 }, (error, _stdout, stderr) =>
      resolve({ status: error === null ? 0 : 1, stderr: stderr || String(error ?? "") }),
    );
  });
}

const isInstalled = (name: string): boolean =>
  spawnSync("dpkg-query", ["-s", name], { encoding: "utf8" }).stdout?.includes("install ok installed");
