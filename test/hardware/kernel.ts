/** Debian's stock kernel, fetched from its package and kept as far as the guest needs it. */

import { execFile, spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { Missing } from "../crash/disk/preload.ts";
import { apt, isRoot, updateLists } from "./packages.ts";
import { unpackKernel } from "./vmlinux.ts";

const run = promisify(execFile);

export interface Kernel {
  /** "linux-image-6.1.0-56-amd64 6.1.192-2". */
  readonly name: string;
  /** The file to boot. */
  readonly image: string;
  /** All modules that were unpacked, each a file that ends in ".ko". */
  readonly modules: readonly string[];
}

/** Not the cloud flavour: it knows no USB devices. */
const META = "linux-image-amd64";

/** The whole package is 400 MB; this is 29 MB of it. */
const WANTED = [
  "./boot/vmlinuz*",
  ...[
    "drivers/hid/*",
    "drivers/usb/*",
    "drivers/virtio/*",
    "drivers/input/*",
    "drivers/char/virtio_console.ko",
    "net/9p/*",
    "fs/9p/*",
    "fs/netfs/*",
    "fs/fscache/*",
    "fs/configfs/*",
  ].map((folder) => `./lib/modules/*/kernel/${folder}`),
];

/** A folder of this user's own; its kernels are named by version. Delete it at will. */
const CACHE = join(tmpdir(), `tillside-hardware-${userInfo().username}`);

/**
 * The kernel that Debian offers, by the package lists that are there, and by new ones where these are of no use; from the cache
 * if it was there before, else it takes about 10 s. Rejects with Missing where there is none, or where it can't be fetched.
 */
export async function needKernel(): Promise<Kernel> {
  const folder = kept(offer()) ?? (await fetched(offer())) ?? (await fetchedWithNewLists());
  const [packed] = globSync(join(folder, "boot/vmlinuz*"));
  if (packed === undefined) throw new Missing(`${folder} has no kernel: delete it and run again`);
  const unpacked = join(folder, "boot/vmlinux");
  const image = existsSync(unpacked) ? unpacked : packed;
  return { name: nameOf(folder), image, modules: globSync(join(folder, "lib/modules/**/*.ko")) };
}

const kept = (offered: Offer | undefined): string | undefined =>
  offered !== undefined && existsSync(offered.folder) ? offered.folder : undefined;

/** Undefined: the lists know none, or one that is not to be had any more. */
async function fetched(offered: Offer | undefined): Promise<string | undefined> {
  if (offered === undefined) return undefined;
  return (await unpack(offered)) === undefined ? offered.folder : undefined;
}

async function fetchedWithNewLists(): Promise<string> {
  if (isRoot()) await updateLists();
  const offered = offer();
  if (offered === undefined) throw new Missing(`apt knows no ${META}: apt-get update`);
  const problem = await unpack(offered);
  if (problem !== undefined) throw new Missing(problem);
  return offered.folder;
}

interface Offer {
  readonly package: string;
  readonly folder: string;
}

/** The package that the meta package depends on, and its version: "linux-image-6.1.0-56-amd64 (= 6.1.192-2)". */
function offer(): Offer | undefined {
  const { stdout } = spawnSync("apt-cache", ["show", "--no-all-versions", META], { encoding: "utf8" });
  const found = /^Depends: (linux-image-\S+) \(= (\S+)\)/m.exec(stdout ?? "");
  if (!found) return undefined;
  const [, name, version] = found as unknown as [string, string, string];
  return { package: name, folder: join(CACHE, `${name}_${version}`) };
}

const nameOf = (folder: string): string => basename(folder).replace("_", " ");

/** Fetches and unpacks beside the folder and moves it there when it is whole. Resolves with what is in the way. */
async function unpack(offered: Offer): Promise<string | undefined> {
  mkdirSync(CACHE, { recursive: true, mode: 0o700 });
  const partial = mkdtempSync(join(CACHE, "partial-"));
  try {
    console.log(`hardware: apt-get download ${offered.package}`);
    const download = await apt(["download", "-qq", offered.package], partial);
    const [deb] = globSync(join(partial, "*.deb"));
    if (deb === undefined) return `apt-get download ${offered.package}: ${download.stderr}`;
    const script = 'deb=$1; shift; dpkg-deb --fsys-tarfile "$deb" | tar -x --wildcards "$@"';
    await run("bash", ["-o", "pipefail", "-c", script, "unpack", deb, ...WANTED], { cwd: partial });
    rmSync(deb);
    const [packed] = globSync(join(partial, "boot/vmlinuz*"));
    if (packed !== undefined) unpackKernel(packed, join(partial, "boot/vmlinux"));
    renameSync(partial, offered.folder);
    return undefined;
  } catch (error) {
    return `${offered.package}: ${(error as Error).message}`;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}
