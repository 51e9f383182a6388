/**
 * The spool's folder, which is the whole truth about it: one file a job, named `NUMBER.STATE`, and every change of
 * state is one rename. So another program (the command line) may hold, release and drop jobs while the spool runs:
 * of two that want the same job, one finds it gone.
 */
import { readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../make-folder.ts";
import { untilFree } from "../../until-free.ts";
import { syncFolder, writeWhole } from "../../write-whole.ts";
import { fileToJob, type JobContent, jobToFile } from "./job-file.ts";

/**
 * `waiting` is printed in its turn, `released` too, however old it is; `printing`: bytes of it may be at the printer.
 * The others wait for a person: `mid-print` was stopped half-way, `too-old` waited so long that its customer has left,
 * `on-hold` was put there by hand, `corrupt` cannot be read and is never printed.
 */
export const jobStates = [
  "waiting",
  "released",
  "printing",
  "mid-print",
  "too-old",
  "on-hold",
  "corrupt",
] as const;
export type JobState = (typeof jobStates)[number];

/** Jobs that are printed when their turn comes. */
export const inLine: ReadonlySet<JobState> = new Set(["waiting", "released"]);

export interface SpoolJob {
  /** Counted up within the folder; older jobs have smaller ones. */
  readonly id: number;
  readonly state: JobState;
}

/** Held jobs that may be printed after all. */
export const releasable: ReadonlySet<JobState> = new Set(["mid-print", "too-old", "on-hold"]);

const unfinished = ".new";
const nameOf = ({ id, state }: SpoolJob): string => `${String(id).padStart(8, "0")}.${state}`;

function jobOf(name: string): SpoolJob | undefined {
  const found = /^([0-9]{8})\.([a-z-]+)$/.exec(name);
  const state = jobStates.find((known) => known === found?.[2]);
  return found && state ? { id: Number(found[1]), state } : undefined;
}

/** Makes the folder, and takes away what was never whole. Rejects with the operating system's error. */
export async function prepareFolder(folder: string): Promise<void> {
  makeFolder(folder, 0o700);
  for (const name of await readdir(folder)) if (name.endsWith(unfinished)) await rm(join(folder, name));
}

/** All jobs, oldest first. A folder that is not there has none. */
export async function listJobs(folder: string): Promise<readonly SpoolJob[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names
    .map(jobOf)
    .filter((job) => job !== undefined)
    .sort((a, b) => a.id - b.id);
}

/** Resolves once the job would survive a power cut. */
export async function addJob(folder: string, id: number, content: JobContent): Promise<void> {
  const path = join(folder, nameOf({ id, state: "waiting" }));
  await writeWhole(path, jobToFile(content), unfinished);
}

/** `"corrupt"` where the file is not whole, `undefined` where it is gone. */
export async function readJob(folder: string, job: SpoolJob): Promise<JobContent | "corrupt" | undefined> {
  const file = await unlessGone(readFile(join(folder, nameOf(job))));
  return file && (fileToJob(file) ?? "corrupt");
}

/** Resolves with the job in its new state once a power cut would not undo it, `undefined` where it was gone. */
export async function moveJob(folder: string, job: SpoolJob, state: JobState): Promise<SpoolJob | undefined> {
  const moved = { ...job, state };
  const done = await unlessGone(
    untilFree(() => rename(join(folder, nameOf(job)), join(folder, nameOf(moved)))).then(() => true),
  );
  if (!done) return undefined;
  await syncFolder(folder);
  return moved;
}

/** False where it was gone already. */
export async function removeJob(folder: string, job: SpoolJob): Promise<boolean> {
  return (await unlessGone(untilFree(() => rm(join(folder, nameOf(job)))).then(() => true))) ?? false;
}

async function unlessGone<T>(doing: Promise<T>): Promise<T | undefined> {
  try {
    return await doing;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
