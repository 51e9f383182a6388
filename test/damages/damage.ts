/** What disks, power cuts and people do to a file. Each changes the file and says in a word what was done. */

import { copyFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { between, type Draw, pick } from "../../engine/random-shop/draw.ts";

export type Damage = (path: string, draw: Draw) => string;

const PAGE = 4096;
const BLOCK = 512;

/** Changes the file's bytes in place. */
function changed(path: string, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path);
  change(bytes);
  writeFileSync(path, bytes);
}

export const damages: Readonly<Record<string, Damage>> = {
  "a bit": (path, draw) => {
    let at = 0;
    changed(path, (bytes) => {
      at = draw(bytes.length);
      bytes[at]! ^= 1 << draw(8);
    });
    return `at ${at}`;
  },
  "several bits of one page": (path, draw) => {
    let page = 0;
    changed(path, (bytes) => {
      page = draw(bytes.length / PAGE);
      for (let n = 0; n < 8; n += 1) bytes[page * PAGE + draw(PAGE)]! ^= 1 << draw(8);
    });
    return `page ${page}`;
  },
  "a block of zeros": (path, draw) => {
    let at = 0;
    changed(path, (bytes) => {
      at = draw(bytes.length / BLOCK) * BLOCK;
      bytes.fill(0, at, at + BLOCK);
    });
    return `at ${at}`;
  },
  "two pages exchanged": (path, draw) => {
    let pages: number[] = [];
    changed(path, (bytes) => {
      pages = [draw(bytes.length / PAGE), draw(bytes.length / PAGE)];
      const [a, b] = pages.map((page) => page * PAGE) as [number, number];
      const first = Buffer.from(bytes.subarray(a, a + PAGE));
      bytes.copy(bytes, a, b, b + PAGE);
      first.copy(bytes, b);
    });
    return `${pages}`;
  },
  "cut short": (path, draw) => {
    const length = draw(readFileSync(path).length);
    truncateSync(path, length);
    return `to ${length}`;
  },
  "cut short by whole pages": (path, draw) => {
    const pages = draw(readFileSync(path).length / PAGE);
    truncateSync(path, pages * PAGE);
    return `to ${pages} pages`;
  },
  "a foreign log beside it": (path, draw) => {
    writeFileSync(
      `${path}-wal`,
      Buffer.from(Array.from({ length: between(draw, 1, 9000) }, () => draw(256))),
    );
    return "";
  },
  "rubbish at its end": (path, draw) => {
    writeFileSync(path, Buffer.alloc(between(draw, 1, 9000), draw(256)), { flag: "a" });
    return "";
  },
  "other text in a number's place": (path, draw) => {
    const find = pick(draw, ["price", "P1", "gold", "Article", "articles/0042", "rules"]);
    changed(path, (bytes) => {
      const at = bytes.indexOf(find, draw(bytes.length));
      if (at !== -1) bytes[at]! ^= 1;
    });
    return find;
  },
};

/** An older state of the same file, whole in itself. */
export function putBack(older: string, path: string): void {
  for (const suffix of ["-wal", "-shm"]) rmSync(path + suffix, { force: true });
  copyFileSync(older, path);
}
