/** A machine of software: boots, runs one command on the host's file tree, and is gone. */

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { writeInitrd } from "./initrd.ts";
import type { Kernel } from "./kernel.ts";

/**
 * Cables with both ends in the guest: one is a device's, the other a port of this name that `guest/wire.ts` opens.
 * So a test holds the scanner's end in its own hand, and QEMU's monitor too, which plugs and unplugs.
 */
const WIRES: Readonly<Record<string, readonly string[]>> = {
  monitor: ["-mon", "chardev=monitor,mode=control"],
  rs232: ["-device", "isa-serial,chardev=rs232,index=1"],
  ftdi: ["-device", "usb-serial,id=ftdi,chardev=ftdi,bus=xhci.0"],
};

export interface Limits {
  /** A guest that says nothing for this long hangs. */
  readonly silenceMs: number;
  /** All of it, however much it says. */
  readonly wholeMs: number;
}

/**
 * Boots and hands over each line that the command writes. Resolves with the command's exit code, which the guest
 * says itself: QEMU ends with 0 whatever happens in it. Rejects with the guest's last words when it hangs or dies.
 */
export async function runInGuest(
  kernel: Kernel,
  command: string,
  limits: Limits,
  hear: (line: string) => void,
  clock: keyof typeof CLOCKS = "real",
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-guest-"));
  const initrd = join(folder, "initrd");
  const console = join(folder, "console");
  writeInitrd(initrd, kernel, command);
  const machine = spawn("qemu-system-x86_64", words(kernel.image, initrd, folder, console, clock), {
    stdio: ["pipe", "pipe", "pipe"],
  });
  let problems = "";
  let ended: number | undefined;
  let why = "The guest ended before its command did.";
  const stop = (reason: string): void => {
    why = reason;
    machine.kill("SIGKILL");
  };
  const silence = setTimeout(() => stop(`No word for ${limits.silenceMs / 1000} s.`), limits.silenceMs);
  const whole = setTimeout(() => stop(`Not done after ${limits.wholeMs / 1000} s.`), limits.wholeMs);
  machine.stderr.on("data", (chunk) => {
    problems += chunk;
  });
  const last: string[] = [];
  const lines = createInterface({ input: machine.stdout });
  lines.on("line", (line) => {
    silence.refresh();
    const end = /^guest: ended with (\d+)$/.exec(line);
    if (end) ended = Number(end[1]);
    else hear(line);
    last.push(line);
    if (last.length > 8) last.shift();
  });
  try {
    await new Promise<void>((resolve, reject) => {
      machine.on("error", reject);
      machine.on("close", () => resolve());
    });
    if (ended !== undefined) return ended;
    const kernelSays = readFileSync(console, "utf8").split("\n").slice(-8).join("\n");
    throw new Error(`${why}\n${problems}Its last words:\n${last.join("\n")}\nIts kernel's:\n${kernelSays}`);
  } finally {
    clearTimeout(silence);
    clearTimeout(whole);
    machine.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * By what the guest's time goes by. "real": two processors, as fast as they can be imitated. "instructions": each takes a
 * nanosecond, and where there is nothing to do the clock jumps to when there is: processor time is the same on any
 * machine, however busy, and close to a till's.
 */
const CLOCKS = {
  real: ["-accel", "tcg,thread=multi", "-smp", "2"],
  instructions: ["-accel", "tcg,thread=single", "-smp", "1", "-icount", "shift=0,sleep=off"],
} as const;

/** Software emulation (of older processors, whose instructions are quicker to imitate); a USB controller with a keyboard; the host's files, which cannot be written. */
function words(
  kernel: string,
  initrd: string,
  folder: string,
  console: string,
  clock: keyof typeof CLOCKS,
): string[] {
  return [
    ...["-M", "q35", ...CLOCKS[clock], "-cpu", "Nehalem", "-m", "1024"],
    ...["-no-reboot", "-nodefaults", "-display", "none"],
    ...["-kernel", kernel, "-initrd", initrd],
    ...["-append", "console=ttyS0 quiet loglevel=4 mitigations=off nokaslr cryptomgr.notests panic=-1"],
    ...["-serial", `file:${console}`],
    ...["-fsdev", "local,id=host,path=/,security_model=none,readonly=on,multidevs=remap"],
    ...["-device", "virtio-9p-pci,fsdev=host,mount_tag=host"],
    ...["-device", "virtio-serial-pci"],
    ...["-chardev", "stdio,id=results,signal=off", "-device", "virtserialport,chardev=results,name=results"],
    ...["-device", "qemu-xhci,id=xhci", "-device", "usb-kbd,id=keyboard,bus=xhci.0"],
    ...Object.entries(WIRES).flatMap(([name, device]) => [
      ...["-chardev", `socket,id=${name},path=${join(folder, name)},server=on,wait=off`],
      ...["-chardev", `socket,id=${name}-hand,path=${join(folder, name)}`],
      ...["-device", `virtserialport,chardev=${name}-hand,name=${name}`],
      ...device,
    ]),
  ];
}
