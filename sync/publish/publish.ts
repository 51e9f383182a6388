/** Publishing: a draft that is well becomes an immutable, numbered, signed release of static files. */

import type { Finding } from "../../engine/lint/index.ts";
import { SyncError } from "../protocol.ts";
import { RING_STORES_MAX } from "../release/metadata.ts";
import { joined } from "../release/ring.ts";
import { EVERYBODY, type PlannedRing, type RolloutPlan, ringsOf } from "../rollout/plan.ts";
import { beginRollout, endRollout } from "../rollout/rollout.ts";
import type { Rollout } from "../rollout/state.ts";
import { promotionsTooSoon, type TooSoon } from "../rollout/too-soon.ts";
import { currencyChange } from "./currency-change.ts";
import { type Draft, type DraftOptions, folderDraft } from "./draft.ts";
import { filesLost } from "./files-lost.ts";
import { goldenOrStop } from "./golden.ts";
import { headLost } from "./head-lost.ts";
import { record } from "./history.ts";
import { type WithHomes, withFirstHomes } from "./homes.ts";
import { loadPublisherKeys, type PublisherKeys } from "./init-keys.ts";
import { whoAmI } from "./kill.ts";
import { type Preview, previewOf } from "./preview.ts";
import { type Previous, readPrevious } from "./published.ts";
import { requireSameChainKey } from "./same-chain-key.ts";
import { inShards } from "./shards.ts";
import { storesGone } from "./stores-gone.ts";
import { releaseDraft, type UndoOptions } from "./undo.ts";
import type { WorstLoss } from "./worst-loss.ts";
import { writeOnce } from "./write.ts";
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
  /** The ring of the chain's rollout that gets it first, by name, or `all`. Default: the first, where there is a rollout. */
  readonly ring?: string | undefined;
  /** Rows of cards, or of coupons, that are still published in one channel: see `inShards`. */
  readonly wholeMax?: number;
  /** Who publishes, for the history; by default whoever is logged in. */
  readonly by?: string | undefined;
}

export interface PublishOptions extends DraftOptions, WriteOptions {}
export interface PublishAgainOptions extends UndoOptions, WriteOptions {}

export interface Published extends WrittenRelease {
  /** What the linter found, errors excepted: those stop the publication. And of codes and currency. */
  readonly warnings: readonly Finding[];
  readonly worstLoss?: WorstLoss;
  /** Coupons and cards that were to have another home than at first, or one at last: they go on as they were. */
  readonly homesKept: number;
  /** Where it begins, if it spreads by and by. */
  readonly rollout?: Rollout;
  /** New or changed promotions that begin before the last ring can have them. */
  readonly tooSoon: readonly TooSoon[];
}

/** Which promotions a finding is about, after its code: " (P02, P07)", or nothing. */
export function concerning({ promotionIds }: Finding): string {
  return promotionIds.length === 0 ? "" : ` (${promotionIds.join(", ")})`;
}

/** The linter's errors stopped a publication. */
export class LintError extends SyncError {
  readonly findings: readonly Finding[];
  readonly file: string;
  constructor(file: string, findings: readonly Finding[], language: "en" | "it" = "en") {
    const list = findings.map((it) => `${it.code}${concerning(it)}: ${it.text[language]}`);
    super("invalid-chain", `nothing was published, ${file} has errors:\n  ${list.join("\n  ")}`);
    this.name = "LintError";
    this.findings = findings;
    this.file = file;
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
  const before = readPrevious(options.to, publisher);
  const { contents } = await madeReady(draft, before, options);
  await requireSameChainKey(contents, before.release, options);
  return previewOf({ ...draft, contents }, options.to, publisher);
}

async function published(
  draft: Draft,
  keys: PublisherKeys,
  options: WriteOptions & Pick<DraftOptions, "now"> & { readonly undo?: number },
): Promise<Published> {
  const { rules, golden, findings, worstLoss, names, rollout: plan } = draft;
  const errors = findings.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new LintError(names.rules, errors);
  goldenOrStop(rules, golden, names.golden);
  const { to, now, force, headDays, by = whoAmI() } = options;
  const more = { ...(force === undefined ? {} : { force }), ...(headDays === undefined ? {} : { headDays }) };
  const ring = ringFor(plan, options.ring);
  // A folder of another chain is refused here, by the name of what is in the way.
  writeOnce(to, `root/${keys.root.version}.json`, keys.rootFile);
  const before = readPrevious(to, keys);
  if (ring && plan) requireRoom(plan, before);
  const { contents, homesKept } = await madeReady(draft, before, options);
  await requireSameChainKey(contents, before.release, options);
  const warnings = [
    ...findings,
    ...(await currencyChange(rules, before.release, to)),
    ...(await storesGone(contents, before.release, to)),
    ...headLost(before),
  ];
  const tooSoon = ring && plan ? await promotionsTooSoon(rules, before, plan, ring, options) : [];
  const first = ring && { stores: ring.stores, permille: ring.permille };
  const written = await writeRelease({ contents, to, now, keys, ring: first, ...more });
  const isNew = written.release !== before.release?.version;
  const what = !isNew ? "head" : options.undo === undefined ? "release" : "undo";
  record(to, { at: now, by, what, ...written, ...(options.undo === undefined ? {} : { of: options.undo }) });
  const all = before.head?.release.version;
  const begun =
    isNew && written.ring && plan && ring && all !== undefined
      ? beginRollout(
          to,
          { release: written.release, before: all, plan, now },
          ringsOf(plan).findIndex(({ name }) => name === ring.name),
        )
      : undefined;
  // Whatever was on trial is not any more: everybody has something newer.
  if (isNew && begun === undefined) endRollout(to);
  warnings.push(...filesLost(to, before, written.mended));
  const also = { ...(worstLoss && { worstLoss }), ...(begun && { rollout: begun }) };
  return { ...written, warnings, tooSoon, homesKept, ...also };
}

/** The channels as they will be, which rests on what they were. */
function madeReady(
  { contents }: Draft,
  { release }: Previous,
  { to, wholeMax }: WriteOptions,
): Promise<WithHomes> {
  return withFirstHomes(inShards(contents, release, wholeMax), release, to);
}

/** The last ring too must have room in a head: a rollout that comes to it could not go on. Throws SyncError `unusable`. */
function requireRoom(plan: RolloutPlan, { head }: Previous): void {
  const { candidate } = head ?? {};
  const last = ringsOf(plan).at(-1)!;
  const { stores } = candidate === undefined ? last : joined(last, candidate.ring);
  if (stores.length <= RING_STORES_MAX) return;
  const who = `stores that have release ${candidate?.release.version} on trial stay among the first`;
  throw new SyncError(
    "unusable",
    `${stores.length} stores by name would be in the ring, ${RING_STORES_MAX} at the most: ${who}; let that rollout end, or publish with --ring all`,
  );
}

/** Undefined: everybody at once. Throws SyncError `invalid-chain` for a name that no ring has. */
function ringFor(plan: RolloutPlan | undefined, name: string | undefined): PlannedRing | undefined {
  if (name === EVERYBODY || (plan === undefined && name === undefined)) return undefined;
  const rings = plan === undefined ? [] : ringsOf(plan);
  const ring = name === undefined ? rings[0] : rings.find((one) => one.name === name);
  if (ring !== undefined) return ring;
  const known = [EVERYBODY, ...rings.map((one) => one.name)].join(", ");
  throw new SyncError("invalid-chain", `there is no ring "${name}" in config.json: ${known}`);
}
