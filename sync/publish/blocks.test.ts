import { expect, test } from "vitest";
import { leadTo, planFiles } from "../client/plan.ts";
import {
  type Cell,
  type ChannelRow,
  channelDigest,
  digestsTogether,
  rowsAfter,
  rowsOf,
} from "../release/channel-digest.ts";
import { decodeChannelFile, encodeChannelFile } from "../release/channel-file.ts";
import type { ChannelEntry, FileEntry } from "../release/metadata.ts";
import { nextFiles } from "./blocks.ts";
import { changeBetween } from "./changes.ts";
import { snapshotOf } from "./write-release.ts";

const CHANNEL = "coupons/all";

function row(token: string, series: string): ChannelRow {
  const none: Record<string, Cell> = { card_token: null, valid_from: null, valid_to: null, status: "issued" };
  return ["coupon", { token, series, ...none }];
}

/** A channel's history: some coupons come, change and go with each publication, so many or a few. */
async function published(count: number, rows: number, many = 0, filesMax?: number) {
  let seed = 7;
  const below = (n: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * n);
  };
  const files = new Map<string, Uint8Array>();
  const contents = new Map<number, readonly ChannelRow[]>();
  const now = new Map(Array.from({ length: rows }, (_, n) => [`k${n}`, "S0"]));
  const content = () => [...now].map(([token, series]) => row(token, series));
  // Releases in which this channel did not change lie between.
  let version = 3;
  const first = await encodeChannelFile(snapshotOf({ channel: CHANNEL, rows: content() }, version));
  files.set(first.entry.path, first.bytes);
  contents.set(version, content());
  let entry: ChannelEntry = {
    channel: CHANNEL,
    version,
    digest: channelDigest(content()),
    files: [first.entry],
    changes: 0,
  };
  const read = (file: FileEntry) => decodeChannelFile(files.get(file.path)!, CHANNEL, file);
  let names = rows;
  for (let n = 0; n < count; n += 1) {
    const before = { version, digest: entry.digest, rows: content() };
    for (let change = many || below(3) + 1; change > 0; change -= 1) {
      const tokens = [...now.keys()];
      const [token, what] = [tokens[below(tokens.length)]!, below(4)];
      if (what <= 1) now.set(token, `S${below(4)}`);
      else if (what === 2) now.delete(token);
      else now.set(`k${names++}`, "S9");
    }
    version += 1 + below(2);
    const to = version;
    const digest = channelDigest(content());
    const delta = changeBetween(CHANNEL, before, { version: to, digest, rows: content() });
    const whole = () => snapshotOf({ channel: CHANNEL, rows: content() }, to);
    const next = await nextFiles(entry, delta, whole, read, filesMax);
    for (const { bytes, entry } of next.written) files.set(entry.path, bytes);
    contents.set(version, content());
    entry = { ...entry, version, digest, files: [...next.files], changes: n + 1 };
  }
  return { entry, contents, read };
}

test("from every version that was ever published a dozen files or fewer lead to the newest, and to what it holds", async () => {
  for (const [count, rows, filesMax] of [
    [1, 50],
    [37, 300],
    [100, 300],
    // One of a thousand price zones.
    [37, 300, 1],
    [37, 300, 2],
    [100, 300, 5],
  ] as const) {
    const { entry, contents, read } = await published(count, rows, 0, filesMax);
    const { version, digest } = entry;
    expect(entry.files.length).toBeLessThanOrEqual(filesMax ?? 2 * 8 + 1);
    for (const [have, held] of [[0, []] as const, ...contents]) {
      const steps = planFiles(entry.files, have, version)!;
      expect(steps.length).toBeLessThanOrEqual(12);
      const was = snapshotOf({ channel: CHANNEL, rows: held }, have);
      const applied = await Promise.all(steps.map(read));
      const rows = rowsAfter(steps[0]?.from === 0 ? applied : [was, ...applied]);
      const isJoined = steps.length === 0 || leadTo(digest, applied);
      expect([channelDigest(rows), isJoined]).toEqual([digest, true]);
    }
  }
}, 60_000);

test("every change says what it replaces, also where it is made of a hundred", async () => {
  const { entry, read } = await published(100, 300);
  const changes = entry.files.filter(({ from }) => from > 0);
  expect(Math.max(...changes.map(({ span }) => span!))).toBe(64);
  for (const change of changes) {
    const file = await read(change);
    const left = digestsTogether([file.digestBefore], [file.digestReplaced!]);
    expect(digestsTogether([left, channelDigest(rowsOf(file))], [])).toBe(file.digestAfter);
  }
});

test("a new till, and one whose replica is made anew, is led on from a snapshot that lies in the middle of later changes", async () => {
  const { entry, read } = await published(11, 2500, 20);
  const steps = planFiles(entry.files, 0, entry.version)!;
  expect(steps.some(({ from }, at) => from < (steps[at - 1]?.to ?? 0))).toBe(true);
  const applied = await Promise.all(steps.map(read));
  expect([channelDigest(rowsAfter(applied)), leadTo(entry.digest, applied)]).toEqual([entry.digest, true]);
});

test("the release names few files, however often the channel has changed", async () => {
  const { entry } = await published(140, 300);
  expect(entry.files.length).toBeLessThanOrEqual(2 * 8 + 1);
  expect(Math.max(...entry.files.map(({ span = 0 }) => span))).toBe(128);
}, 60_000);

test("what came and went while a till was away is gone there too", async () => {
  const without = [row("a", "S")];
  const withIt = [row("a", "S"), row("b", "S")];
  const at = (version: number, rows: readonly ChannelRow[]) => ({
    version,
    rows,
    digest: channelDigest(rows),
  });
  const first = changeBetween(CHANNEL, at(1, without), at(2, withIt));
  const second = changeBetween(CHANNEL, at(2, withIt), at(3, without));
  const older = await encodeChannelFile(first);
  const files = new Map([[older.entry.path, older.bytes]]);
  const { written } = await nextFiles(
    { files: [{ ...older.entry, span: 1 }], changes: 1 },
    second,
    () => snapshotOf({ channel: CHANNEL, rows: without }, 3),
    (entry) => decodeChannelFile(files.get(entry.path)!, CHANNEL, entry),
  );
  const both = written.find(({ entry }) => entry.span === 2)!;
  const block = await decodeChannelFile(both.bytes, CHANNEL, both.entry);
  expect(rowsAfter([snapshotOf({ channel: CHANNEL, rows: withIt }, 2), block])).toEqual(without);
});
