/** Debian's stock kernel, fetched from its package and kept as far as the guest needs it. */

import { spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { Missing } from "../crash/disk/preload.ts";
import { apt, isRoot, updateLists } from "./packages.ts";

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
 * The kernel that Debian offers now, from the cache if it was there before. Takes about 10 s when it was not.
 * Throws Missing where the package lists know no kernel, or where it can not be fetched.
 */
export function needKernel(): Kernel {
  let offered = offer();
  if (offered === undefined || !existsSync(offered.folder)) {
    if (isRoot()) updateLists();
    offered = offer();
    if (offered === undefined) throw new Missing(`apt knows no ${META}: apt-get update`);
    if (!existsSync(offered.folder)) unpack(offered);
  }
  const [image] = globSync(join(offered.folder, "boot/vmlinuz*"));
  if (image === undefined) throw new Missing(`${offered.folder} has no kernel: delete it and run again`);
  return { name: offered.name, image, modules: globSync(join(offered.folder, "lib/modules/**/*.ko")) };
}

interface Offer {
  readonly name: string;
  readonly package: string;
  readonly folder: string;
}

/** The package that the meta package depends on, and its version: "linux-image-6.1.0-56-amd64 (= 6.1.192-2)". */
function offer(): Offer | undefined {
  const { stdout } = spawnSync("apt-cache", ["show", "--no-all-versions", META], { encoding: "utf8" });
  const found = /^Depends: (linux-image-\S+) \(= (\S+)\)/m.exec(stdout ?? "");
  if (!found) return undefined;
  const [, name, version] = found as unknown as [string, string, string];
  return { name: `${name} ${version}`, package: name, folder: join(CACHE, `${name}_${version}`) };
}

/** Fetches and unpacks beside the folder and moves it there when it is whole. */
function unpack(offered: Offer): void {
  mkdirSync(CACHE, { recursive: true, mode: 0o700 });
  const partial = mkdtempSync(join(CACHE, "partial-"));
  try {
    console.log(`hardware: apt-get download ${offered.package}`);
    const download = apt(["download", "-qq", offered.package], partial);
    const [deb] = globSync(join(partial, "*.deb"));
    if (deb === undefined) throw new Missing(`apt-get download ${offered.package}: ${download.stderr}`);
    const script = 'deb=$1; shift; dpkg-deb --fsys-tarfile "$deb" | tar -x --wildcards "$@"';
    const tar = spawnSync("bash", ["-o", "pipefail", "-c", script, "unpack", deb, ...WANTED], {
      cwd: partial,
      encoding: "utf8",
    });
    if (tar.status !== 0) throw new Missing(`${offered.package}: ${tar.stderr}`);
    rmSync(deb);
    renameSync(partial, offered.folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}
