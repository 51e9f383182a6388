/** An archive that the kernel unpacks as its first file system: cpio, "newc", uncompressed. */

export interface Entry {
  /** Relative, its folders listed before it. */
  readonly path: string;
  readonly mode: number;
  readonly bytes?: Uint8Array;
}

export const FOLDER = 0o040755;
export const PROGRAM = 0o100755;
export const DATA = 0o100644;

/** Source: the kernel's Documentation/driver-api/early-userspace/buffer-format.rst. */
export function cpio(entries: readonly Entry[]): Buffer {
  const end: Entry = { path: "TRAILER!!!", mode: 0 };
  return Buffer.concat(
    [...entries, end].flatMap(({ path, mode, bytes = new Uint8Array() }, number) => {
      const name = Buffer.from(`${path}\0`);
      // ino, mode, uid, gid, nlink, mtime, filesize, device (4 numbers), namesize, check
      const numbers = [number, mode, 0, 0, 1, 0, bytes.length, 0, 0, 0, 0, name.length, 0];
      const head = `070701${numbers.map((n) => n.toString(16).padStart(8, "0")).join("")}`;
      return [...padded(Buffer.concat([Buffer.from(head), name])), ...padded(bytes)];
    }),
  );
}

/** Names and contents end at a multiple of four. */
const padded = (bytes: Uint8Array): Uint8Array[] => [bytes, new Uint8Array(-bytes.length & 3)];
