/** The command line as people and scripts meet it: a process of its own, its exit code, what it says where. */

import { execFile } from "node:child_process";
import { ENTRY } from "./entry.ts";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `tillside` with these words in that folder. */
export function commandLine(folder: string): (...words: string[]) => Promise<Ended> {
  return (...words) =>
    new Promise((done) => {
      execFile(process.execPath, [ENTRY, ...words], { cwd: folder }, (error, stdout, stderr) => {
        done({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
      });
    });
}
