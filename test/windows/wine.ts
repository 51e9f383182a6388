/** A Debian with Wine 10 in a folder: Debian 12's own Wine 8 is too old for Node 24. Made once and kept. */

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { Missing } from "../crash/disk/preload.ts";
import { isRoot, needDebian } from "../hardware/packages.ts";

const RELEASE = "trixie";
const MIRROR = "http://deb.debian.org/debian";
/** A folder of this user's own. Delete it at will. */
const CACHE = join(tmpdir(), `tillside-windows-${userInfo().username}`);

/** Where Wine has its drive C: and its settings, in that Debian. */
export const PREFIX = "/wine";
/** For every Windows program: no debugger, no .NET, no word but the program's own. */
export const ENVIRONMENT = {
  HOME: "/root",
  PATH: "/usr/bin:/bin:/usr/sbin:/sbin",
  LANG: "C.UTF-8",
  WINEPREFIX: PREFIX,
  WINEDEBUG: "-all",
  WINEDLLOVERRIDES: "mscoree,mshtml=;winedbg.exe=d",
} as const;

export interface Wine {
  /** The Debian's folder. Never written: each machine has a layer of its own above it. */
  readonly root: string;
  /** "wine 10.0~repack-6". */
  readonly version: string;
}

/** From the cache if it was there before; else it takes a minute or two. Throws Missing where it can't be had. */
export async function needWine(): Promise<Wine> {
  if (!isRoot()) throw new Missing("a Debian of its own takes root: run it as root");
  const root = join(CACHE, RELEASE);
  if (!existsSync(root)) await make(root);
  const words = [root, "dpkg-query", "--show", "wine"];
  const { stdout } = spawnSync("chroot", words, { encoding: "utf8", env: ENVIRONMENT });
  return { root, version: stdout.trim().replace("\t", " ") };
}

/** Made beside it and moved there when it is whole. */
async function make(root: string): Promise<void> {
  await needDebian("windows", ["debootstrap"]);
  mkdirSync(CACHE, { recursive: true, mode: 0o700 });
  const partial = mkdtempSync(join(CACHE, "partial-"));
  try {
    const folder = join(partial, RELEASE);
    say(`debootstrap ${RELEASE}`);
    must("debootstrap", ["--variant=minbase", "--include=ca-certificates", RELEASE, folder, MIRROR]);
    say(`apt-get install wine, in ${folder}`);
    const packages = ["install", "-y", "-qq", "--no-install-recommends", "wine", "wine64"];
    must("chroot", [folder, "apt-get", ...packages]);
    must("chroot", [folder, "apt-get", "clean"]);
    // In namespaces of its own, whose processes are gone with their first; wineboot goes on after it has ended. Its programs
    // want files, not pipes, and its code says little: what counts is that its registry is there.
    const boot = `chroot "$1" sh -c "wineboot -u </dev/null >/tmp/boot 2>&1; wineserver -w; test -s ${PREFIX}/system.reg"`;
    const mounts = 'mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev"';
    must("unshare", [
      "--mount",
      "--pid",
      "--fork",
      "--kill-child",
      "sh",
      "-c",
      `${mounts} && ${boot}`,
      "boot",
      folder,
    ]);
    renameSync(folder, root);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

function must(command: string, words: readonly string[]): void {
  // A TMPDIR of this Debian is not there in that one, and Wine 10's server dies of any ("free(): invalid pointer").
  const { TMPDIR: _, ...here } = process.env;
  const env = { ...here, ...ENVIRONMENT, DEBIAN_FRONTEND: "noninteractive" };
  const { status, stdout, stderr, error } = spawnSync(command, words, { encoding: "utf8", env, input: "" });
  if (status === 0) return;
  const last = `${stdout ?? ""}\n${stderr ?? ""}`.trim().split("\n").slice(-5).join("\n");
  throw new Missing(`${command} ${words.join(" ")}: ${error?.message ?? last}`);
}

const say = (line: string) => console.log(`windows: ${line}`);
