/**
 * Our matching, and our whole evaluation, against what general rule engines need to find which promotions match: same
 * promotions, same baskets, same run. Void where a peer does not find the pairs of promotion and line that a plain scan finds.
 */

import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Basket } from "../../../engine/basket.ts";
import { evaluate, type PromotionData } from "../../../engine/index.ts";
import { type Figure, measure, measureAsync, round } from "../measure.ts";
import { lineKeys, pairs, selectionKeys } from "../plain.ts";
import { openShop } from "../shop.ts";
import { row, say, us } from "../table.ts";
import { jsonRules } from "./json-rules.ts";
import { matching } from "./ours.ts";
import type { Peer } from "./peer.ts";
import { zenExpressions, zenTable } from "./zen.ts";

export interface PeerRow {
  readonly peer: string;
  readonly form: string;
  readonly matchUs: Figure;
  /** How many times longer the peer takes to match than we to match, and to evaluate; absent: the comparison is void. */
  readonly timesOurMatch?: number;
  readonly timesOurEvaluation?: number;
  /** Pairs of promotion and line, over all baskets: by a plain scan, and of these by the peer. */
  readonly pairs: number;
  readonly samePairs: number;
}

export interface PeerFigures {
  readonly promotions: number;
  readonly lines: number;
  readonly evaluateUs: Figure;
  /** The same as the peers do, and no more. */
  readonly ourMatchUs: Figure;
  readonly peers: readonly PeerRow[];
}

const PROMOTIONS = 10_000;
const LINES = 100;
const BASKETS = 20;

export async function peerFigures(): Promise<PeerFigures> {
  install();
  const shop = openShop(PROMOTIONS);
  const { data, ruleSet, context } = shop;
  const many = shop.baskets(LINES, 400);
  const evaluateUs = measure(1_200, (index) => evaluate(ruleSet, many[index % 400]!, context), 400);
  say(
    `A whole basket of ${LINES} lines, ${PROMOTIONS} promotions          peers: only which promotions match`,
  );
  const ourMatchUs = measure(1_200, (index) => matching(ruleSet, many[index % 400]!, context), 400);
  row("Tillside, all benefits, the best deal", us(evaluateUs));
  const baskets = many.slice(0, BASKETS);
  const wanted = baskets.map((basket) => pairs(data.promotions, basket, context));
  const mine = baskets.map((basket) =>
    [...matching(ruleSet, basket, context)].flatMap(([{ id }, lines]) =>
      lines.map((line) => `${id} ${line}`),
    ),
  );
  assert.deepEqual(
    mine.map((found) => found.sort()),
    wanted,
    "our matching finds what a plain scan finds",
  );
  row("Tillside, only which match", us(ourMatchUs));
  const peers: PeerRow[] = [];
  for (const peer of [zenTable, zenExpressions, jsonRules]) {
    const ours = { matchUs: ourMatchUs.p50, evaluateUs: evaluateUs.p50 };
    const one = await peerRow(peer, data.promotions, baskets, wanted, context, ours);
    peers.push(one);
    const verdict =
      one.timesOurMatch === undefined
        ? "VOID"
        : `×${one.timesOurMatch} of our matching, ×${one.timesOurEvaluation} of our evaluation`;
    row(`${one.peer}, ${one.form}`, us(one.matchUs), `${verdict}, ${one.samePairs} of ${one.pairs} pairs`);
  }
  return { promotions: PROMOTIONS, lines: LINES, evaluateUs, ourMatchUs, peers };
}

async function peerRow(
  peer: Peer,
  promotions: readonly PromotionData[],
  baskets: readonly Basket[],
  wanted: readonly (readonly string[])[],
  context: Parameters<typeof evaluate>[2],
  ours: { readonly matchUs: number; readonly evaluateUs: number },
): Promise<PeerRow> {
  const matcher = peer.load(promotions);
  const facts = baskets.map((basket) => matcher.facts(basket, context));
  const byId = new Map(promotions.map((promotion) => [promotion.id, promotion]));
  let same = 0;
  let all = 0;
  let isVoid = false;
  for (const [index, basket] of baskets.entries()) {
    const found = (await matcher.match(facts[index])).flatMap((id) => pairsOf(byId.get(id)!, basket)).sort();
    const reference = new Set(wanted[index]);
    all += reference.size;
    same += found.filter((pair) => reference.has(pair)).length;
    if (found.join() !== wanted[index]!.join()) isVoid = true;
  }
  const matchUs = await measureAsync(60, (index) => matcher.match(facts[index % facts.length]), 5);
  matcher.close();
  return {
    peer: peer.name,
    form: peer.form,
    matchUs,
    ...(isVoid
      ? {}
      : {
          timesOurMatch: round(matchUs.p50 / ours.matchUs),
          timesOurEvaluation: round(matchUs.p50 / ours.evaluateUs),
        }),
    pairs: all,
    samePairs: same,
  };
}

/** The lines of a promotion that matched: cheap, ours, and outside the peer's clock. */
function pairsOf(promotion: PromotionData, { lines }: Basket): string[] {
  const keys = new Set(selectionKeys(promotion));
  return lines
    .filter((line) => lineKeys(line).some((key) => keys.has(key)))
    .map(({ lineId }) => `${promotion.id} ${lineId}`);
}

/**
 * On demand, and only here: the product never sees them. Not `npm ci`: a registry that lacks zen's binary for another
 * platform would make it fail on this one. Versions and hashes are those of the lockfile all the same.
 */
function install(): void {
  const folder = import.meta.dirname;
  if (existsSync(join(folder, "node_modules", ".package-lock.json"))) return;
  say("Fetching the peers from npm …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  execFileSync(npm, ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
}
