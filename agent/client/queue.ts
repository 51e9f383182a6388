/**
 * Completions that nobody has answered yet, one file each: written before anything is sent, so that they outlive the
 * POS too, and taken away when they are recorded. Cards and coupons are sealed in them; the goods can be read.
 */

import { createHash } from "node:crypto";
import { readdir, readFile, rename, unlink } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../drivers/make-folder.ts";
import { untilFree } from "../../drivers/until-free.ts";
import { writeWhole } from "../../drivers/write-whole.ts";
import type { Sent } from "../contract/calls.ts";
import { openSeal, type Seal } from "./seal.ts";

/** With its basket: it can be sent to an agent that knows nothing of the sale. */
export type WholeCompletion = Sent<"transaction.complete"> & {
  readonly basket: NonNullable<Sent<"transaction.complete">["basket"]>;
};

export interface CompletionQueue {
  /** Oldest first. */
  waiting(): readonly WholeCompletion[];
  /** Files that the agent refused for good; a person should look at them. */
  refused(): number;
  /** Resolves when it is on the disk; takes the place of an earlier one of the same sale. Rejects with the disk's error. */
  put(completion: WholeCompletion): Promise<void>;
  /** It is recorded. */
  done(transactionId: string): Promise<void>;
  /** It never will be: the file stays, as `.refused`, with the reason in it. */
  refuse(transactionId: string, reason: object): Promise<void>;
}

const FILE = /^(\d{12})-[0-9a-f]{16}\.json$/;

/** Makes the folder. What an earlier run left is waiting; a file that can't be read is set aside as refused. */
export async function openQueue(folder: string): Promise<CompletionQueue> {
  makeFolder(folder, 0o700);
  const seal = await openSeal(join(folder, "queue.key"));
  const held = new Map<string, { readonly file: string; readonly completion: WholeCompletion }>();
  const names = (await readdir(folder)).sort();
  let refused = names.filter((name) => name.endsWith(".refused")).length;
  let last = 0;
  for (const file of names) {
    const [, number] = FILE.exec(file) ?? [];
    if (number === undefined) continue;
    last = Number(number);
    try {
      const completion = unsealed(JSON.parse(await readFile(join(folder, file), "utf8")), seal);
      held.set(completion.transactionId, { file, completion });
    } catch {
      await setAside(file);
    }
  }

  return {
    waiting: () => [...held.values()].map(({ completion }) => completion),
    refused: () => refused,
    async put(completion) {
      const { transactionId } = completion;
      const known = held.get(transactionId)?.file;
      if (known === undefined) last += 1;
      const hash = createHash("sha256").update(transactionId).digest("hex").slice(0, 16);
      const file = known ?? `${String(last).padStart(12, "0")}-${hash}.json`;
      await writeWhole(join(folder, file), JSON.stringify(sealed(completion, seal)));
      held.set(transactionId, { file, completion });
    },
    async done(transactionId) {
      const one = held.get(transactionId);
      held.delete(transactionId);
      // Left behind it would only be sent once more, and be answered as before.
      if (one !== undefined) await unlink(join(folder, one.file)).catch(() => {});
    },
    async refuse(transactionId, reason) {
      const one = held.get(transactionId);
      if (one === undefined) return;
      held.delete(transactionId);
      const whatAndWhy = JSON.stringify({ ...sealed(one.completion, seal), refused: reason });
      await writeWhole(join(folder, one.file), whatAndWhy).catch(() => {});
      await setAside(one.file);
    },
  };

  async function setAside(file: string): Promise<void> {
    await untilFree(() => rename(join(folder, file), join(folder, `${file}.refused`))).catch(() => {});
    refused += 1;
  }
}

/** As it lies on the disk: who the customer is, and what the coupons are worth stealing for, in `sealed`. */
type SealedCompletion = Omit<WholeCompletion, "basket"> & {
  readonly basket: Omit<WholeCompletion["basket"], "card" | "coupons"> & { readonly sealed: string };
};

function sealed({ basket, ...completion }: WholeCompletion, seal: Seal): SealedCompletion {
  const { card, coupons, ...open } = basket;
  return { ...completion, basket: { ...open, sealed: seal.close({ card, coupons }) } };
}

function unsealed({ basket, ...completion }: SealedCompletion, seal: Seal): WholeCompletion {
  const { sealed, ...open } = basket;
  const customer = seal.open(sealed) as Pick<WholeCompletion["basket"], "card" | "coupons">;
  return { ...completion, basket: { ...open, ...customer } };
}
