/** What a person does to the jobs of a spool, from any process, whether the spool runs or not. */
import {
  inLine,
  type JobState,
  listJobs,
  moveJob,
  readJob,
  releasable,
  removeJob,
  type SpoolJob,
} from "./folder.ts";

export interface JobSeen extends SpoolJob {
  /** Absent where the file cannot be read. */
  readonly title?: string;
  readonly addedAtMs?: number;
}

/** All jobs with what is known of them, oldest first. */
export async function showJobs(folder: string): Promise<readonly JobSeen[]> {
  const seen: JobSeen[] = [];
  for (const job of await listJobs(folder)) {
    const content = await readJob(folder, job);
    if (content === "corrupt") seen.push(job);
    else if (content) seen.push({ ...job, title: content.title, addedAtMs: content.addedAtMs });
  }
  return seen;
}

/** Takes a job that waits for its turn out of the line. `undefined` where there is none. */
export const holdJob = (folder: string, id: number): Promise<SpoolJob | undefined> =>
  change(folder, id, (state) => inLine.has(state), "on-hold");

/**
 * Lets a held job be printed, before those that came after it. One that was stopped half-way may then be on paper
 * twice: look first. `undefined` where no such job is held.
 */
export const releaseJob = (folder: string, id: number): Promise<SpoolJob | undefined> =>
  change(folder, id, (state) => releasable.has(state), "released");

/** Throws a job away that is not being printed. False where there is none. */
export async function dropJob(folder: string, id: number): Promise<boolean> {
  const job = (await listJobs(folder)).find((other) => other.id === id && other.state !== "printing");
  return job !== undefined && (await removeJob(folder, job));
}

async function change(
  folder: string,
  id: number,
  from: (state: JobState) => boolean,
  to: JobState,
): Promise<SpoolJob | undefined> {
  const job = (await listJobs(folder)).find((other) => other.id === id && from(other.state));
  return job && (await moveJob(folder, job, to));
}
