/** The kernel as it is in memory, taken out of the file that unpacks itself: emulated, that takes three seconds. */

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

/**
 * Writes it, for QEMU to boot by its PVH entry. False where it is packed otherwise than by xz, or this machine has no xz: the
 * packed one boots too. Source: the kernel's Documentation/arch/x86/boot.rst, setup_sects, payload_offset, payload_length.
 */
export function unpackKernel(bootable: string, to: string): boolean {
  const file = readFileSync(bootable);
  const realModeBytes = (file.readUInt8(0x1f1) + 1) * 512;
  const at = realModeBytes + file.readUInt32LE(0x248);
  // The last four bytes are its length when unpacked.
  const packed = file.subarray(at, at + file.readUInt32LE(0x24c) - 4);
  const { status, stdout } = spawnSync("xz", ["-dc"], { input: packed, maxBuffer: 2 ** 28 });
  if (status !== 0) return false;
  writeFileSync(to, stdout);
  return true;
}
