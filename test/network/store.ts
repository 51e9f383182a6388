/**
 * A store of three tills whose switch, cables and machines fail while customers show copies of the same coupon at all of
 * them at once. It is used once at the most, and where tills of the store can still agree, it is used.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { random as seeded } from "../bench/random.ts";
import { type Section, Tally } from "../crash/section.ts";
import { LEAD_PORT, openStoreLan, type Sold, type StoreLan, TILLS } from "./store-lan.ts";

const CODES = 3000;
/** Another till leads within this, on a machine that has other things to do. */
const LEADS_MS = 30_000;
/** Between two programs that are killed, at most, and until one comes back. */
const LIFE_MS = 800;
const AWAY_MS = 400;
const LOSS = "numgen random mod 100 < 28 drop";

interface Trouble {
  readonly name: string;
  /** @param lead who leads when it begins. Answers how it ends, where mended lines are not enough. */
  begin(
    store: StoreLan,
    lead: string,
    random: () => number,
  ): void | Promise<void> | Promise<() => Promise<void>>;
  /** Of these one is to use each coupon, sooner or later; no other till may. Undefined: nobody can say. */
  uses?(lead: string): readonly string[];
  /** Their lead stays: each coupon, from the first on, is taken when it is shown again. */
  readonly each?: true;
  /** The lead's agent is gone until its end. */
  readonly isDead?: true;
  /** Sales last as long as an agent is away. */
  readonly isSlow?: true;
}

const others = (lead: string): string[] => TILLS.filter((till) => till !== lead);
const firstOther = (lead: string): string => others(lead)[0]!;
const secondOther = (lead: string): string => others(lead)[1]!;

const TROUBLES: readonly Trouble[] = [
  {
    name: "the line to HQ is cut",
    begin: ({ lan }) => lan.cable("hq", "down"),
    uses: () => TILLS,
    each: true,
  },
  {
    name: "the switch splits: one till by itself",
    begin: ({ lan }, lead) => lan.plug(secondOther(lead), "other"),
    uses: (lead) => [lead, firstOther(lead)],
    each: true,
  },
  {
    name: "the switch splits: the lead by itself",
    begin: ({ lan }, lead) => lan.plug(lead, "other"),
    uses: others,
  },
  {
    name: "the switch splits: the lead with HQ, the others without",
    begin({ lan }, lead) {
      for (const till of others(lead)) lan.plug(till, "other");
    },
    uses: others,
  },
  {
    name: "half open: nobody hears what the lead says",
    begin({ lan }, lead) {
      for (const machine of ["hq", ...others(lead)])
        lan.incoming(machine, `ip saddr ${lan.address(lead)} drop`);
    },
    uses: others,
  },
  {
    name: "the lead's PC is dead",
    async begin(store, lead) {
      await store.kill(lead);
      return () => store.start(lead);
    },
    uses: others,
    isDead: true,
  },
  {
    name: "lead, tills and HQ are killed in the middle of whatever they do",
    begin: async (store, _, random) => killing(store, random),
    isSlow: true,
  },
  {
    name: "tills reset each other's connections, HQ is there",
    begin({ lan }) {
      for (const till of TILLS) lan.incoming(till, `tcp dport ${LEAD_PORT} reject with tcp reset`);
    },
  },
  {
    name: "28 % of all packets are lost",
    begin({ lan }) {
      for (const machine of lan.machines) lan.incoming(machine, LOSS);
    },
  },
];

export const store: Section = async ({ quick, seed }) => {
  const folder = mkdtempSync(join(tmpdir(), "tillside-store-"));
  const random = seeded(seed);
  const tally = new Tally();
  const told: Sold[] = [];
  let worstMs = 0;
  const lan = await openStoreLan(folder, CODES);

  /** Copies of one coupon at all these tills at once. Answers who used it. */
  async function copies(
    tills: readonly string[],
    { code = lan.newCode(), isTimed = true }: { code?: string | undefined; isTimed?: boolean } = {},
  ) {
    const sold = await Promise.all(
      tills.map(async (till) => {
        const began = performance.now();
        const sale = await lan.sell(till, code);
        if (isTimed) worstMs = Math.max(worstMs, performance.now() - began);
        return sale;
      }),
    );
    told.push(...sold);
    const used = sold.filter(({ redeemed }) => redeemed.length > 0).map(({ till }) => till);
    const words = sold.map(({ till, said }) => `till ${till}: ${said}`).join(", ");
    if (used.length > 1) throw new Error(`one coupon was used at tills ${used.join(" and ")} (${words})`);
    return { code, used: used[0], words };
  }

  try {
    await tally.check(`three tills agree on a lead, --seed ${seed}`, () => whole(lan));
    for (let round = 1; round <= (quick ? 1 : 3); round += 1)
      for (const trouble of TROUBLES)
        await tally.check(`${trouble.name}, round ${round}, --seed ${seed}`, async () => {
          const lead = await whole(lan);
          const used: string[] = [];
          let isGranted = trouble.uses === undefined;
          let end: undefined | void | (() => Promise<void>);
          try {
            end = await trouble.begin(lan, lead, random);
            const on = trouble.isDead ? others(lead) : TILLS;
            const lasts = quick ? 1500 : 4000 + random() * 8000;
            const began = performance.now();
            let again: string | undefined;
            for (let ms = 0; ms < lasts || (!isGranted && ms < LEADS_MS); ms = performance.now() - began) {
              const shown = await copies(on, { code: again, isTimed: !trouble.isSlow });
              if (shown.used !== undefined) used.push(shown.code);
              const may = trouble.uses?.(lead);
              if (may === undefined) continue;
              if (shown.used !== undefined && !may.includes(shown.used))
                throw new Error(`till ${shown.used} used a coupon by itself (${shown.words})`);
              // A machine that is busy may be late with an answer.
              again = trouble.each && shown.used === undefined ? shown.code : undefined;
              isGranted = again === undefined && (isGranted || shown.used !== undefined);
            }
          } finally {
            lan.lan.mend();
            await end?.();
          }
          if (!isGranted) throw new Error("those who reach each other have used no coupon in half a minute");
          await whole(lan);
          for (const code of used.slice(0, 2)) {
            const again = await copies(TILLS, { code });
            if (again.used !== undefined) throw new Error(`till ${again.used} used a coupon a second time`);
          }
          await lan.arrived();
        });
    await tally.check(`HQ's books of the store, --seed ${seed}`, async () => {
      await lan.close();
      checkBooks(lan.hubDb, told);
    });
  } finally {
    await lan.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const used = told.filter(({ redeemed }) => redeemed.length > 0).length;
  return {
    ...tally,
    says: `${told.length} sales of a store in trouble with ${used} coupons used, the slowest sale took ${(worstMs / 1000).toFixed(1)} s`,
  };
};

/** One program after the other dies at a moment of its own, the lead's every second time, and comes back. Answers how it ends. */
function killing(store: StoreLan, random: () => number): () => Promise<void> {
  let isOver = false;
  async function kills(): Promise<void> {
    for (let n = 0; !isOver; n += 1) {
      await sleep(random() * LIFE_MS);
      const seen = n % 2 === 0 ? await Promise.all(TILLS.map((till) => store.lead(till))) : [];
      const lead = TILLS[seen.findIndex((one) => one?.role === "lead")];
      const victim = lead ?? [...TILLS, "hq"][Math.floor(random() * 4)]!;
      await store.kill(victim);
      await sleep(random() * AWAY_MS);
      await store.start(victim);
    }
  }
  const going = kills();
  // Heard at the end.
  going.catch(() => {});
  return async () => {
    isOver = true;
    await going;
  };
}

/** Waits until all tills reach each other and HQ has given the store its lease. Answers who leads. */
async function whole(store: StoreLan): Promise<string> {
  const until = performance.now() + LEADS_MS;
  for (;;) {
    const seen = await Promise.all(TILLS.map(async (till) => ({ till, lead: await store.lead(till) })));
    const leads = seen.filter(({ lead }) => lead?.role === "lead");
    const isWhole = seen.every(
      ({ lead }) => lead?.ready && lead.lease !== null && lead.connected.length === TILLS.length - 1,
    );
    if (leads.length === 1 && isWhole) return leads[0]!.till;
    if (performance.now() > until) throw new Error(`the store is not whole again: ${JSON.stringify(seen)}`);
    await sleep(50);
  }
}

/** Throws an Error that says what HQ lacks or has too often. */
function checkBooks(hubDb: string, told: readonly Sold[]): void {
  const hq = new Database(hubDb, { readonly: true });
  try {
    const rows = (sql: string) => hq.prepare(sql).pluck().all() as string[];
    same(
      "sales",
      rows("SELECT sale_id FROM sale"),
      told.map(({ saleId }) => saleId),
    );
    same(
      "coupon uses",
      rows("SELECT coupon_id || ' ' || sale_id FROM coupon_use"),
      told.flatMap(({ saleId, redeemed }) => redeemed.map((couponId) => `${couponId} ${saleId}`)),
    );
    const coupons = rows("SELECT coupon_id FROM coupon_use");
    if (new Set(coupons).size !== coupons.length) throw new Error("HQ has a coupon that was used twice");
    same("quarantine and forks", rows("SELECT 1 FROM quarantine UNION ALL SELECT 1 FROM fork"), []);
  } finally {
    hq.close();
  }
}

function same(what: string, found: readonly string[], told: readonly string[]): void {
  const missing = told.filter((row) => !found.includes(row));
  const more = found.filter((row) => !told.includes(row));
  if (missing.length + more.length > 0 || found.length !== told.length)
    throw new Error(
      `HQ's ${what}: ${found.length} of ${told.length}; missing ${missing.slice(0, 3)}, more ${more.slice(0, 3)}`,
    );
}
