/**
 * A new till, or one whose replica was lost, at a chain with a million cards and a million unique coupons: how long until it
 * knows them all, and what memory that takes. The till's part runs in a process of its own (`cold-of.ts`).
 */

import { spawn } from "node:child_process";
import { hash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { startHub } from "../../sync/hub/hub.ts";
import { initKeys, loadPublisherKeys } from "../../sync/publish/init-keys.ts";
import { writeRelease } from "../../sync/publish/write-release.ts";
import type { ChannelRow } from "../../sync/release/channel-digest.ts";

const ROWS = 1_000_000;

/** What `cold-of.ts` prints. */
export interface Cold {
  readonly rows: number;
  /** From the till's first request to answers about a card and a coupon. */
  readonly servingMs: number;
  readonly cpuMs: number;
  /** The most that the process ever had, with Node itself. */
  readonly peakResidentMb: number;
  readonly residentMbBefore: number;
  readonly replicaMb: number;
  /** Verified whole, as at each start. */
  readonly checkedCpuMs: number;
}

export async function coldFigure(rows = ROWS): Promise<Cold> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-bench-cold-"));
  const at = (name: string) => join(folder, name);
  initKeys(at("keys"));
  const keys = loadPublisherKeys(at("keys"));
  const contents = [
    { channel: "cards/all", rows: Array.from({ length: rows }, (_, n) => card(n)) },
    { channel: "coupons/all", rows: [series, ...Array.from({ length: rows }, (_, n) => coupon(n))] },
  ];
  await writeRelease({ contents, to: at("releases"), keys, now: new Date() });
  contents.length = 0;
  const hub = await startHub({ dataDir: at("hub"), releasesDir: at("releases"), port: 0 });
  try {
    const token = enrolAt(at("hub"), { store: "0042", till: "3" });
    writeFileSync(at("root.json"), keys.rootFile);
    const [replica, header] = [at("replica.db"), token.now()];
    const asked = [replica, hub.url, header, at("root.json"), tokenOf("card", 7), tokenOf("coupon", 7)];
    // As the agent's threads: little room for what is young, and 512 MB for what is old.
    const till = spawn(
      process.execPath,
      [
        "--max-semi-space-size=1",
        "--max-old-space-size=512",
        join(import.meta.dirname, "cold-of.ts"),
        ...asked,
      ],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    let text = "";
    till.stdout.on("data", (bytes) => {
      text += bytes;
    });
    await once(till, "close");
    const replicaMb = Math.round(statSync(replica).size / 2 ** 20);
    return { rows: 2 * rows, ...(JSON.parse(text) as Omit<Cold, "rows" | "replicaMb">), replicaMb };
  } finally {
    await hub.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const tokenOf = (what: string, n: number) => hash("sha256", `${what} ${n}`, "hex");

function card(n: number): ChannelRow {
  return [
    "card",
    {
      token: tokenOf("card", n),
      key_id: "1".repeat(16),
      status: "active",
      tier: ["silver", "gold"][n % 2]!,
      staff: 0,
      segments: "[]",
      attributes: "{}",
      balances: `{"points":${n % 5000}}`,
      balance_at: "2026-11-01T00:00:00Z",
    },
  ];
}

const series: ChannelRow = [
  "coupon_series",
  { series: "S1", name: "{}", valid_from: null, valid_to: null, single_use: 1, personal: 0, code: null },
];

function coupon(n: number): ChannelRow {
  const validity = { valid_from: "2026-11-01", valid_to: "2026-12-31" };
  return [
    "coupon",
    { token: tokenOf("coupon", n), series: "S1", card_token: null, ...validity, status: "active" },
  ];
}
