/** This till's questions for HQ's files to the others of its store: in parts, one after the other, each in its time. */

import type { FileName, Given, Wish } from "../../sync/client/store-files.ts";
import { type Clocks, pause } from "../../sync/client/surroundings.ts";
import { SHORT_BYTES_MAX } from "../../sync/release/metadata.ts";
import { FILE_NAMES_MAX, FILE_PART_BYTES, type FileAnswer, type FileAsk, type Said } from "./said.ts";

export interface FileAskingParts {
  readonly till: string;
  /** Who fetches for the store: the lead, as far as this till knows. */
  fetcher(): string | undefined;
  reached(): readonly string[];
  /** False: there is no connection with it. */
  say(till: string, said: Said): boolean;
  /** It did not answer. */
  doubt(till: string): void;
  readonly clocks: Clocks;
}

export interface FileAsking {
  /** As `StoreFiles.ask`. */
  ask(wish: Wish): Promise<Given | undefined>;
  /** As `StoreFiles.heads`. */
  heads(above: NonNullable<FileAsk["above"]>): Promise<readonly Given[]>;
  /** Which of these somebody has who is reached. */
  which(names: readonly FileName[]): Promise<readonly FileName[]>;
  refuse(till: string): void;
  answered(from: string, id: number, answer: Answer): void;
}

/** For one part. A till that does not take so long to say that it has none is off, or knows nothing of files. */
const PART_MS = 3000;
/** One that did not answer is left alone for so long, and one that was refused. */
const SILENT_MS = 60_000;
const REFUSED_MS = 600_000;
/** Between two questions whether it has come. */
const AGAIN_MS = 250;
/** As HQ's own line is waited for: what takes longer comes no sooner from here. */
const COMING_MS = 10_000;
const COMING_BYTES_PER_MS = 8;
/** A neighbour is near: below this it is no help. */
const GIVING_MS = 5000;
const GIVING_BYTES_PER_MS = 64;
/** Until a connection is there, for a till that has just begun. */
const ALONE_MS = 3000;

type Wrong = NonNullable<Given["wrong"]>;
type Answer = FileAnswer | { readonly kind: "names"; readonly names: readonly FileName[] };

export function createFileAsking(parts: FileAskingParts): FileAsking {
  const { till: own, fetcher, reached, say, doubt, clocks } = parts;
  const { steadyMs } = clocks;
  const waiting = new Map<number, { readonly to: string; settle(answer: Answer): void }>();
  /** Until when it is not asked, by till. */
  const resting = new Map<string, number>();
  let lastId = 0;

  const isAsked = (till: string | undefined): till is string =>
    till !== undefined &&
    till !== own &&
    (resting.get(till) ?? Number.NEGATIVE_INFINITY) <= steadyMs() &&
    reached().includes(till);

  async function asked(to: string, saying: (id: number) => Said): Promise<Answer | undefined> {
    lastId += 1;
    const id = lastId;
    const { promise: answered, resolve: settle } = Promise.withResolvers<Answer | undefined>();
    waiting.set(id, { to, settle });
    if (!say(to, saying(id))) {
      waiting.delete(id);
      return undefined;
    }
    const inTime = clocks.later(() => {
      if (!waiting.delete(id)) return;
      resting.set(to, steadyMs() + SILENT_MS);
      doubt(to);
      settle(undefined);
    }, PART_MS);
    const answer = await answered;
    inTime();
    return answer;
  }

  async function exchange(to: string, ask: Omit<FileAsk, "kind" | "id">): Promise<FileAnswer | undefined> {
    const answer = await asked(to, (id) => ({ kind: "file-ask", id, ...ask }));
    return answer?.kind === "names" ? undefined : answer;
  }

  /** Undefined: it has none, or is too slow. */
  async function from(to: string, name: FileName, bytes: number | undefined, patient: boolean) {
    const untilMs = steadyMs() + COMING_MS + (bytes ?? 0) / COMING_BYTES_PER_MS;
    let answer = await exchange(to, { name, offset: 0, patient });
    while (answer?.kind === "wait" && steadyMs() < untilMs) {
      await pause(clocks, AGAIN_MS);
      answer = await exchange(to, { name, offset: 0, patient });
    }
    if (answer?.kind === "wait") resting.set(to, steadyMs() + SILENT_MS);
    return answer?.kind === "part" ? whole(to, name, bytes, answer) : undefined;
  }

  /** From the first part to the last; wrong as soon as it can't be what was asked for. */
  async function whole(
    to: string,
    name: FileName,
    bytes: number | undefined,
    first: Extract<FileAnswer, { kind: "part" }>,
  ): Promise<Given | undefined> {
    const untilMs = steadyMs() + GIVING_MS + (bytes ?? 0) / GIVING_BYTES_PER_MS;
    const { total } = first;
    const wrong = (message: string): Given => {
      const why: Wrong = { code: "wrong-length", message };
      return { till: to, bytes: new Uint8Array(), wrong: why };
    };
    if (bytes === undefined ? total > SHORT_BYTES_MAX : total !== bytes)
      return wrong(`it has ${total} bytes, not ${bytes ?? `${SHORT_BYTES_MAX} at the most`}`);
    const taken: Buffer[] = [];
    let offset = 0;
    for (let part: FileAnswer | undefined = first; ; ) {
      const came = Buffer.from(part.base64, "base64");
      if (came.length !== Math.min(FILE_PART_BYTES, total - offset))
        return wrong(`${came.length} bytes came at ${offset} of ${total}`);
      taken.push(came);
      offset += came.length;
      if (offset >= total) return { till: to, bytes: Buffer.concat(taken) };
      part = await exchange(to, { name, offset, patient: false });
      if (part?.kind !== "part") return undefined;
      if (part.total !== total) return wrong(`it has ${total} bytes, and then ${part.total}`);
      if (steadyMs() > untilMs) {
        resting.set(to, steadyMs() + SILENT_MS);
        return undefined;
      }
    }
  }

  /** The lead first. */
  const others = () => {
    const first = fetcher();
    return [...new Set([...(first === undefined ? [] : [first]), ...reached()])].filter(isAsked);
  };

  return {
    async ask({ name, bytes, of }) {
      if (of === "fetcher") {
        const to = fetcher();
        return isAsked(to) ? from(to, name, bytes, true) : undefined;
      }
      for (const to of of === "anyone" ? others() : [of.till].filter(isAsked)) {
        const given = await from(to, name, bytes, false);
        if (given !== undefined) return given;
      }
      return undefined;
    },
    async heads(above) {
      const untilMs = steadyMs() + ALONE_MS;
      while (reached().length === 0 && steadyMs() < untilMs) await pause(clocks, AGAIN_MS);
      const given = await Promise.all(
        others().map(async (to) => {
          const answer = await exchange(to, { name: "head", offset: 0, patient: false, above });
          return answer?.kind === "part" ? whole(to, "head", undefined, answer) : undefined;
        }),
      );
      return given.filter((one) => one !== undefined);
    },
    async which(names) {
      const some = names.slice(0, FILE_NAMES_MAX);
      const answers = await Promise.all(
        others().map((to) => asked(to, (id) => ({ kind: "files-ask", id, names: some }))),
      );
      return answers.flatMap((answer) => (answer?.kind === "names" ? answer.names : []));
    },
    refuse: (till) => void resting.set(till, steadyMs() + REFUSED_MS),
    answered(from, id, answer) {
      const question = waiting.get(id);
      if (question?.to !== from) return;
      waiting.delete(id);
      question.settle(answer);
    },
  };
}
