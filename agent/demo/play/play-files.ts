/** Plays whole files of recorded sales and counts how many came out exactly: what `tillside play FILE…` runs. */

import type { PosClient } from "../../client/connect.ts";
import { type PlayOptions, type PlayResult, play } from "./play.ts";
import { readSales } from "./read-sales.ts";

export interface PlayedFiles {
  readonly sales: number;
  readonly lines: number;
  readonly exact: number;
  /** `exact` of `sales`, 0 to 1; 1 when there are no sales. */
  readonly exactShare: number;
  readonly ms: number;
  readonly linesPerSecond: number;
  /** In the order of files and sales; `file` says where each came from. */
  readonly results: readonly (PlayResult & { readonly file: string })[];
}

/** Plays every sale of one file (.json, .jsonl, .gz). Throws as `play` and `readSales` do. */
export async function playFile(
  client: PosClient,
  file: string,
  options: PlayOptions = {},
): Promise<PlayResult[]> {
  const results: PlayResult[] = [];
  for (const sale of readSales(file)) results.push(await play(client, sale, options));
  return results;
}

/** One after the other, since a till sells to one customer at a time. */
export async function playFiles(
  client: PosClient,
  files: readonly string[],
  options: PlayOptions = {},
): Promise<PlayedFiles> {
  const results: (PlayResult & { file: string })[] = [];
  for (const file of files)
    for (const result of await playFile(client, file, options)) results.push({ ...result, file });
  const lines = results.reduce((sum, result) => sum + result.lines, 0);
  const ms = results.reduce((sum, result) => sum + result.ms, 0);
  const exact = results.filter((result) => result.differences.length === 0).length;
  return {
    sales: results.length,
    lines,
    exact,
    exactShare: results.length === 0 ? 1 : exact / results.length,
    ms,
    linesPerSecond: ms === 0 ? 0 : Math.round((lines / ms) * 1000),
    results,
  };
}
