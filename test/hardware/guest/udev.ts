/** udev runs in the guest as on a till; it names devices and gives them to groups, in its own time. */

import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Resolves when udev has seen to all devices that there are. */
export const settled = async (): Promise<void> => {
  await promisify(execFile)("udevadm", ["settle"]);
};
