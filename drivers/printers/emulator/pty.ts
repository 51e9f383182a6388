/**
 * The emulated printer on a terminal device, as a serial or USB printer has one. `script` (of the essential package
 * bsdutils) keeps the master of a pty and copies it to and from its own output and input; the driver opens the slave.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duplex } from "node:stream";
import { type EmulatedPrinter, type EmulatedPrinterOptions, emulatedPrinter } from "./printer.ts";

export interface PtyPrinter extends EmulatedPrinter {
  /** Stays the same through unplugs, like a name that udev gives. */
  readonly path: string;
  /** Pulls the cable: the device and its name vanish. */
  unplug(): Promise<void>;
  /** Puts it back: another device under the same name. */
  plug(): Promise<void>;
  close(): Promise<void>;
}

export async function startPtyPrinter(options: EmulatedPrinterOptions = {}): Promise<PtyPrinter> {
  const { plug, switchOff, ...printer } = emulatedPrinter(options);
  const folder = await mkdtemp(join(tmpdir(), "tillside-printer-"));
  const path = join(folder, "lp0");
  let line: ChildProcess | undefined;

  const pty: PtyPrinter = {
    ...printer,
    path,
    async unplug() {
      const pulled = line;
      line = undefined;
      if (!pulled) return;
      const gone = once(pulled, "close");
      pulled.kill("SIGKILL");
      await gone;
      await rm(path, { force: true });
    },
    async plug() {
      line = spawn("script", ["-qfec", "stty raw -echo && tty && exec sleep 600", "/dev/null"]);
      const { stdin, stdout } = line;
      if (!stdin || !stdout) throw new Error("A pipe to `script` is missing.");
      stdin.on("error", () => {});
      await symlink(await slaveOf(stdout), path);
      plug(Duplex.from({ readable: stdout, writable: stdin }));
    },
    async close() {
      switchOff();
      await pty.unplug();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await pty.plug();
  return pty;
}

/** The path that `tty` prints, before anybody can print on it. */
async function slaveOf(stdout: NodeJS.ReadableStream): Promise<string> {
  let printed = "";
  return await new Promise((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      printed += String(chunk);
      const found = /(\/dev\/\S+)\s/.exec(printed);
      if (!found?.[1]) return;
      stdout.off("data", listen).pause();
      resolve(found[1]);
    };
    stdout.on("data", listen);
    stdout.once("end", () => reject(new Error(`"script" has opened no terminal: ${printed}`)));
  });
}
