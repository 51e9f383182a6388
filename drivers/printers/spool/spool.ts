/**
 * Receipts that wait for their printer, through paper ends, unplugged cables and crashes. Each is on the disk before
 * it is tried. One that was begun and whose end nobody knows is held for a person, never printed again by itself.
 */
import { z } from "zod";
import { DeviceError, type PrinterLink } from "../../device.ts";
import { inTurn } from "../in-turn.ts";
import { print } from "../print.ts";
import { alarm } from "./alarm.ts";
import {
  addJob,
  inLine,
  type JobState,
  listJobs,
  moveJob,
  prepareFolder,
  readJob,
  removeJob,
  type SpoolJob,
} from "./folder.ts";
import type { JobContent } from "./job-file.ts";

export const spoolSchema = z.strictObject({
  folder: z.string().min(1),
  /** Jobs that may wait; more are refused: the shop has to look at its printer. */
  waitingMax: z.int().min(1).max(10_000).default(100),
  bytesMax: z.int().min(1).max(10_000_000).default(1_000_000),
  /** A job that waited longer is held: its customer has left. */
  ageMaxMs: z.int().min(1).max(86_400_000).default(900_000),
  /** So many held jobs are kept, the newest. */
  heldMax: z.int().min(1).max(10_000).default(200),
  /** How long until a printer that cannot print is asked again, and the folder is looked at for what a person did. */
  lookMs: z.int().min(10).max(60_000).default(2000),
});
export type SpoolOptions = z.input<typeof spoolSchema>;

export interface SpoolEvents {
  /** The printer prints, or why it does not and what to do. Told with the first receipt, then when it changes. */
  state(fault: DeviceError | undefined): void;
  /** A job waits for a person. Its title where it can be read, and for `mid-print` what happened, where that is known. */
  held(job: SpoolJob, title: string | undefined, fault: DeviceError | undefined): void;
  /** A job is on paper, or as far as a printer goes that cannot say. */
  printed?(job: SpoolJob, title: string): void;
  /** So many jobs wait for a person. Told when it changes. */
  toLookAt?(count: number): void;
  /** A held job was given up, because there were too many. */
  dropped?(job: SpoolJob): void;
}

export interface Spool {
  /**
   * Resolves with the job's number once it would survive a crash. Throws DeviceError "refused" when too many wait or
   * this one is too long, and the operating system's error when the disk refuses.
   */
  add(bytes: Uint8Array, title: string): Promise<number>;
  /** Resolves when nothing waits and nothing is being printed. */
  idle(): Promise<void>;
  /** Ends after the job at hand; one that waits for a hand at the printer is held. The link stays its owner's. */
  close(): Promise<void>;
}

/** Somebody has held or dropped the job that was about to be printed. */
class Gone extends Error {}

/**
 * Opens the spool, holds what a crash has left in mid-print, and prints what waits. One spool a folder, one spool a
 * link. Throws ZodError for options out of bounds; rejects with the operating system's error where the folder cannot
 * be made. `now` is the wall clock in milliseconds.
 */
export async function openSpool(
  options: SpoolOptions,
  link: PrinterLink,
  events: SpoolEvents,
  now: () => number = Date.now,
): Promise<Spool> {
  const settings = spoolSchema.parse(options);
  const { folder } = settings;
  const turn = inTurn();
  const news = alarm();
  let closing = false;
  const idlers: (() => void)[] = [];
  let told: string | undefined;
  let lookedAt = 0;

  await prepareFolder(folder);
  const found = await listJobs(folder);
  let lastId = found.at(-1)?.id ?? 0;
  for (const job of found) if (job.state === "printing") await hold(job, "mid-print");

  function tell(fault: DeviceError | undefined): void {
    const what = fault ? `${fault.code} ${fault.message}` : "";
    if (what === told) return;
    told = what;
    events.state(fault);
  }

  async function hold(job: SpoolJob, state: JobState, fault?: DeviceError): Promise<void> {
    const content = await readJob(folder, job);
    const corrupt = content === "corrupt";
    const moved = await moveJob(folder, job, corrupt ? "corrupt" : state);
    if (!moved) return;
    events.held(moved, corrupt ? undefined : content?.title, fault);
    const others = (await listJobs(folder)).filter((other) => !inLine.has(other.state));
    for (const old of others.slice(0, -settings.heldMax)) {
      if (await removeJob(folder, old)) events.dropped?.(old);
    }
    count(await listJobs(folder));
  }

  function count(jobs: readonly SpoolJob[]): void {
    const toLookAt = jobs.filter(({ state }) => !inLine.has(state) && state !== "printing").length;
    if (toLookAt === lookedAt) return;
    lookedAt = toLookAt;
    events.toLookAt?.(toLookAt);
  }

  /** The oldest job whose turn it is, with its bytes; those on the way that must not be printed are held. */
  async function next(): Promise<{ job: SpoolJob; content: JobContent } | undefined> {
    for (const job of await listJobs(folder)) {
      if (!inLine.has(job.state)) continue;
      const content = await readJob(folder, job);
      if (content === "corrupt") await hold(job, "corrupt");
      else if (content && job.state === "waiting" && now() - content.addedAtMs > settings.ageMaxMs)
        await hold(job, "too-old");
      else if (content) return { job, content };
    }
    count(await listJobs(folder));
    return undefined;
  }

  /** True when the next one may be tried at once. */
  async function attempt(job: SpoolJob, content: JobContent): Promise<boolean> {
    let begun: SpoolJob | undefined;
    try {
      await print(link, content.bytes, {
        async begin() {
          begun = await moveJob(folder, job, "printing");
          if (!begun) throw new Gone();
        },
        waitOn(fault) {
          tell(fault);
          return !closing;
        },
      });
    } catch (error) {
      if (error instanceof Gone) return true;
      const fault = asFault(error);
      if (begun) await hold(begun, "mid-print", fault);
      // Marked as begun, though the disk would not swear to it: nothing was sent, so it keeps its turn.
      else if (error !== fault) await moveJob(folder, { ...job, state: "printing" }, job.state);
      tell(fault);
      return false;
    }
    tell(undefined);
    if (begun) await removeJob(folder, begun);
    count(await listJobs(folder));
    events.printed?.(job, content.title);
    return true;
  }

  async function run(): Promise<void> {
    while (!closing) {
      let wait = true;
      // Who asks from here on may mean a job that this look does not see.
      const asking = idlers.length;
      try {
        const found = await next();
        if (found) wait = !(await attempt(found.job, found.content));
        else for (const idle of idlers.splice(0, asking)) idle();
      } catch (error) {
        // The folder itself: a job in it is looked at again, one that was printed is not in line any more.
        tell(asFault(error));
      }
      if (wait && !closing) await news.sleep(settings.lookMs);
    }
    for (const idle of idlers.splice(0)) idle();
  }
  const running = run();

  return {
    add: (bytes, title) =>
      turn(async () => {
        const waiting = (await listJobs(folder)).filter((job) => inLine.has(job.state)).length;
        if (closing) throw new DeviceError("disconnected", "This spool has been closed.");
        if (waiting >= settings.waitingMax) {
          throw new DeviceError(
            "refused",
            `${waiting} receipts wait for the printer already: no more are taken. Mend it, or drop them.`,
          );
        }
        if (bytes.length > settings.bytesMax) {
          throw new DeviceError("refused", `A receipt of ${bytes.length} bytes is too long to be printed.`);
        }
        lastId += 1;
        await addJob(folder, lastId, { title, addedAtMs: now(), bytes });
        news.ring();
        return lastId;
      }),
    idle: () =>
      new Promise((resolve) => {
        if (closing) return resolve();
        idlers.push(resolve);
        news.ring();
      }),
    async close() {
      closing = true;
      news.ring();
      await running;
    },
  };
}

const asFault = (error: unknown): DeviceError =>
  error instanceof DeviceError
    ? error
    : new DeviceError("refused", `The printer's spool cannot be used: ${(error as Error).message}`, {
        cause: error,
      });
