/** Publishing: a draft that is well becomes an immutable, numbered, signed release of static files. */

import type { Finding } from "../../engine/lint/index.ts";
import { SyncError } from "../protocol.ts";
import { type Draft, type DraftOptions, folderDraft } from "./draft.ts";
import { goldenOrStop } from "./golden.ts";
import { loadPublisherKeys, type PublisherKeys } from "./init-keys.ts";
import { type Preview, previewOf } from "./preview.ts";
import { releaseDraft, type UndoOptions } from "./undo.ts";
import type { WorstLoss } from "./worst-loss.ts";
import { type WrittenRelease, writeRelease } from "./write-release.ts";

interface WriteOptions {
  /** The releases folder, made if missing. */
  readonly to: string;
  /** The folder of `initKeys`. */
  readonly keys: string;
  /** A new number even if nothing changed. */
  readonly force?: boolean;
  /** How long the head may be believed without being renewed. Default 7. */
  readonly headDays?: number;
}

export interface PublishOptions extends DraftOptions, WriteOptions {}
export interface PublishAgainOptions extends UndoOptions, WriteOptions {}

export interface Published extends WrittenRelease {
  /** What the linter found, errors excepted: those stop the publication. */
  readonly warnings: readonly Finding[];
  readonly worstLoss?: WorstLoss;
}

/** The linter's errors stopped a publication. */
export class LintError extends SyncError {
  readonly findings: readonly Finding[];
  constructor(file: string, findings: readonly Finding[]) {
    const list = findings.map((it) => `${it.code} (${it.promotionIds.join(", ")}): ${it.text.en}`);
    super("invalid-chain", `nothing was published, ${file} has errors:\n  ${list.join("\n  ")}`);
    this.name = "LintError";
    this.findings = findings;
  }
}

/**
 * Checks and lints the chain folder, holds the golden baskets to it, then writes the release (see `writeRelease`).
 * Throws SyncError: `invalid-chain` (LintError for the linter's, GoldenError), `unusable`, `bad-signature`.
 */
export async function publish(options: PublishOptions): Promise<Published> {
  const publisher = loadPublisherKeys(options.keys);
  return published(folderDraft(options, publisher.chainKey), publisher, options);
}

/**
 * Publishes what an earlier release held again, as a new, higher one (see `releaseDraft`): a till never goes back.
 * Linter, golden baskets and errors are as for `publish`.
 */
export async function publishAgain(options: PublishAgainOptions): Promise<Published> {
  const publisher = loadPublisherKeys(options.keys);
  return published(await releaseDraft(options, publisher), publisher, options);
}

/** What either of the two would change. Writes nothing; what would stop it is in the answer. Throws SyncError. */
export async function preview(options: PublishOptions | PublishAgainOptions): Promise<Preview> {
  const publisher = loadPublisherKeys(options.keys);
  const draft =
    "undo" in options ? await releaseDraft(options, publisher) : folderDraft(options, publisher.chainKey);
  return previewOf(draft, options.to, publisher);
}

async function published(
  draft: Draft,
  keys: PublisherKeys,
  options: WriteOptions & Pick<DraftOptions, "now">,
): Promise<Published> {
  const { contents, rules, golden, findings, worstLoss, names } = draft;
  const errors = findings.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new LintError(names.rules, errors);
  goldenOrStop(rules, golden, names.golden);
  const { to, now, force, headDays } = options;
  const more = { ...(force === undefined ? {} : { force }), ...(headDays === undefined ? {} : { headDays }) };
  return {
    ...(await writeRelease({ contents, to, now, keys, ...more })),
    warnings: findings,
    ...(worstLoss && { worstLoss }),
  };
}
