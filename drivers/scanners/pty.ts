/**
 * For tests: a scanner on a real terminal device, which can be unplugged. Linux and macOS.
 *
 * `script` (bsdutils, on every Debian) opens a pty and copies its own input to it. So what is written to its input
 * comes out of the slave, which the driver opens like any serial port; killing it hangs the line up, like a cable.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface PtyScanner {
  /** Stays the same through unplugs, like a name under /dev/serial/by-id. */
  readonly path: string;
  send(bytes: string | Uint8Array): void;
  /** Resolves when the driver has written these bytes to the scanner. */
  hears(bytes: string): Promise<void>;
  /** Pulls the cable: the device and its name vanish. */
  unplug(): Promise<void>;
  /** Puts it back: another device under the same name. */
  plug(): Promise<void>;
  /** Unplugs and leaves nothing behind. */
  remove(): Promise<void>;
}

export async function ptyScanner(): Promise<PtyScanner> {
  const folder = await mkdtemp(join(tmpdir(), "tillside-scanner-"));
  const path = join(folder, "scanner");
  let line: ChildProcess | undefined;
  let heard = "";
  let listen = (): void => {};

  const scanner: PtyScanner = {
    path,
    send(bytes) {
      line?.stdin?.write(bytes);
    },
    async hears(bytes) {
      while (!heard.includes(bytes))
        await new Promise<void>((resolve) => {
          listen = resolve;
        });
    },
    async unplug() {
      const pulled = line;
      line = undefined;
      if (!pulled) return;
      const gone = once(pulled, "exit");
      pulled.kill("SIGKILL");
      await gone;
      await rm(path, { force: true });
    },
    async plug() {
      line = spawn("script", ["-qfec", "stty raw -echo && tty && exec sleep 600", "/dev/null"]);
      line.stdin?.on("error", () => {});
      heard = "";
      line.stdout?.on("data", (chunk) => {
        heard += chunk;
        listen();
      });
      await scanner.hears("\n");
      const slave = /\/dev\/\S+/.exec(heard)?.[0];
      if (slave === undefined) throw new Error(`"script" has opened no terminal: ${heard}`);
      await symlink(slave, path);
    },
    async remove() {
      await scanner.unplug();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await scanner.plug();
  return scanner;
}
