/**
 * Disks. A process that is killed leaves what it had committed: its files are copied as they lie, with their logs, and the
 * next life opens the copy. What the dead one's connections do afterwards nobody sees.
 */

import { cpSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

const LOGS = ["", "-wal"];

/** A folder with SQLite files, in generations: one a life. */
export class Disk {
  readonly #folder: string;
  readonly #files: readonly string[];
  #generation = -1;

  /** @param installed folder with the files as they are before the first start */
  constructor(folder: string, files: readonly string[], installed: string) {
    this.#folder = folder;
    this.#files = files;
    this.replaceBy(installed);
  }

  get path(): string {
    return join(this.#folder, String(this.#generation));
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** What lies there now is what the next life finds. */
  leave(): void {
    this.replaceBy(this.path);
  }

  /** As it lies now, for a backup or another machine. Answers the copy. */
  copyTo(folder: string): string {
    mkdirSync(folder, { recursive: true });
    for (const name of this.#files)
      for (const log of LOGS) {
        const file = this.file(name + log);
        if (existsSync(file)) cpSync(file, join(folder, name + log));
      }
    return folder;
  }

  /** @param folder that `copyTo` answered */
  replaceBy(folder: string): void {
    this.#generation += 1;
    mkdirSync(this.path, { recursive: true });
    for (const name of this.#files)
      for (const log of LOGS) {
        const file = join(folder, name + log);
        if (existsSync(file)) cpSync(file, this.file(name + log));
      }
  }
}
