/**
 * Sales on their way between tills, in whatever order things happen: lines that are cut before or after HQ has heard,
 * agents that end in the middle of anything. All is real but the threads: an agent's end is a life whose calls are never
 * answered again, and what comes after it opens the same files.
 */

import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createHubHttp } from "../../sync/client/http.ts";
import { createPush } from "../../sync/client/push.ts";
import { thisMachine } from "../../sync/client/surroundings.ts";
import type { TillTokens } from "../../sync/enrol/token.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { type Hub, startHub } from "../../sync/hub/hub.ts";
import { loadHubSecret, operatorToken } from "../../sync/hub/token.ts";
import type { CallName } from "../contract/calls.ts";
import { readCall } from "../contract/calls.ts";
import { jsonLog } from "../log.ts";
import { loadProfiles } from "../pos/load-profiles.ts";
import { openStepStore, type StepStore } from "../sessions/kept-steps.ts";
import { type Journal, openJournal } from "../store/journal.ts";
import { COFFEE, COUPONS, line, openShop, PATIENT, type Shop } from "../testing/shop.ts";
import { createTill, type Till } from "../till/till.ts";
import { readAnswer } from "../told.ts";
import { openReleases, type Releases } from "../workers/releases.ts";
import { exchangeAtHq } from "./at-hq.ts";

type Way = "good" | "cut" | "lost";
type Answer = Record<string, unknown>;
interface Life {
  dead: boolean;
  /** So many calls to its files and to HQ it still makes. */
  calls: number;
  readonly died: Promise<"died">;
  end(): void;
}
interface Place {
  readonly name: string;
  readonly folder: string;
  way: Way;
  /** Whether it reaches the other tills of its store, where they do. */
  isNear: boolean;
  life: Life;
  till: Till;
  journal: Journal;
  steps: StepStore;
}

const log = jsonLog(() => {});
const profile = loadProfiles().profiles.get("generic")!;
const NAMES = ["3", "4", "5"];
/** More where there is time: it was held to some hundreds. */
const RUNS = Number(process.env.LAWS_RUNS ?? 12);
let shop: Shop;
let hub: Hub;
let secret: string;
let releases: Releases;
let runs = 0;

beforeAll(async () => {
  shop = await openShop();
  const file = (name: string) => join(shop.folder, name);
  hub = await startHub({ dataDir: file("hub"), releasesDir: file("releases"), port: 0 });
  secret = loadHubSecret(file("hub"));
  const paths = { replicaPath: shop.replicaPath, journalPath: shop.journalPath };
  releases = openReleases(
    { ...paths, chainKeyPath: file("data/chain.key"), dataDir: file("data") },
    log,
    { checkpoint: async () => {}, unreadable: () => {} },
    () => {},
  );
  await releases.started();
});
afterAll(async () => {
  await releases.close();
  await hub.close();
  await shop.close();
});

function newLife(): Life {
  let end = () => {};
  const died = new Promise<"died">((resolve) => {
    end = () => resolve("died");
  });
  return { dead: false, calls: Number.POSITIVE_INFINITY, died, end };
}

async function start(
  place: Omit<Place, "till" | "journal" | "steps" | "life">,
  store: string,
): Promise<Place> {
  const own = { store, till: place.name };
  const life = newLife();
  const journal = openJournal(join(place.folder, "journal.db"), own);
  const steps = openStepStore(join(place.folder, "sessions.db"), own);
  /** Either it is done and answered, or the agent has ended before, or between. */
  const alive = async <T>(run: () => T | Promise<T>): Promise<T> => {
    const never = new Promise<T>(() => {});
    life.calls -= 1;
    if (life.calls === 0) {
      life.dead = true;
      life.end();
    }
    if (life.dead) return never;
    const done = await run();
    return life.dead ? never : done;
  };
  const api = {
    ...journal,
    takeOver: (asked: { sale: never; wanted: never }) => journal.takeOver(asked.sale, asked.wanted),
    cancelShared: (asked: { sale: never; perhapsElsewhere: boolean }) =>
      journal.cancelShared(asked.sale, asked.perhapsElsewhere),
    settleShared: (asked: { key: string; used: readonly string[] }) =>
      journal.settleShared(asked.key, asked.used),
    restore: (asked: { coupons: readonly never[]; position: number }) =>
      journal.restore(asked.coupons, asked.position),
    completed: (asked: { transactionId: string; completionHash: string }) =>
      journal.completed(asked.transactionId, asked.completionHash) ?? null,
    answerOf: (transactionId: string) => journal.answerOf(transactionId) ?? null,
  };
  type Calls = Record<string, (argument: never) => unknown>;
  const callOf = (calls: Calls) => (name: string, argument: never) => alive(() => calls[name]!(argument));
  const token = tokenOf(store, place.name);
  const atHq = exchangeAtHq({ url: hub.url, token, journal: callOf(api as never) as never });
  const overLine = <T>(run: () => Promise<T>) =>
    alive(async () => {
      const unheard = { kind: "unreachable", message: "the line is cut" } as const;
      if (place.way === "cut") return unheard;
      const answer = await run();
      return place.way === "lost" ? unheard : answer;
    });
  const till = createTill({
    ...own,
    currency: () => "EUR",
    timeZone: "Europe/Rome",
    deadlines: PATIENT,
    releases,
    journal: callOf(api as never) as never,
    sessions: callOf(steps as never) as never,
    log,
    switchedOff: () => undefined,
    askHq: async () => ({ kind: "unknown" }),
    exchange: {
      offer: (sale, deadlineMs) => overLine(() => atHq.offer({ ...sale, deadlineMs })),
      claim: (asked, deadlineMs) => overLine(() => atHq.claim({ ...asked, deadlineMs })),
      takeBack: (sale, deadlineMs) => overLine(() => atHq.takeBack({ ...sale, deadlineMs })),
      standings: (keys, deadlineMs) => overLine(() => atHq.standings({ keys, deadlineMs })),
      hearRestored: (deadlineMs) => overLine(() => atHq.hearRestored({ deadlineMs })),
    },
    neighbours: {
      isThere: () => true,
      receipts: async () => [],
      uses: async () => ({ tills: [], uses: [] }),
      async ask(asked, to) {
        const others = (stores.get(store) ?? []).filter(
          ({ name, isNear }) => name !== place.name && isNear && (to ?? name) === name,
        );
        if (!(place as Place).isNear) return [];
        const said = others.map(async (other) => {
          const answer = await alive(() =>
            Promise.race([other.till.askedForSale(place.name, asked), other.life.died]),
          );
          return answer === "died" ? [] : [{ ...answer, from: other.name }];
        });
        return (await Promise.all(said)).flat();
      },
    },
    pollMs: 1e6,
    status: async () => ({}),
    recorded() {},
    told() {},
    display() {},
    suggestion() {},
  });
  await till.wake();
  return Object.assign(place, { life, till, journal, steps });
}

/** The tills of each run. */
const stores = new Map<string, Place[]>();
const tokens = new Map<string, TillTokens>();
function tokenOf(store: string, till: string): TillTokens {
  const known = tokens.get(`${store}/${till}`) ?? enrolAt(join(shop.folder, "hub"), { store, till });
  tokens.set(`${store}/${till}`, known);
  return known;
}

/** The journal's events to HQ, as sync does it. */
async function push({ name, journal }: Place, store: string): Promise<void> {
  const http = createHubHttp({
    hubUrl: hub.url,
    token: tokenOf(store, name),
    onAnswer() {},
  });
  const outbox = { ...journal, identity: async () => journal.identity() } as never;
  const silent = { onAcknowledged() {}, onNewEpoch() {}, onRewound() {}, onParked() {} };
  await createPush({ http, outbox, surroundings: thisMachine, ...silent })(AbortSignal.timeout(20_000));
}

interface Sale {
  readonly tag: string;
  readonly code: string;
  /** All it was ever called, by till. */
  readonly ids: Map<string, Set<string>>;
  readonly slips: Set<string>;
  /** Some till went on, or ended it, without HQ. */
  doubtful: boolean;
  cancelled: boolean;
}

const till = fc.constantFrom(0, 1, 2);
const which = fc.constantFrom(0, 1);
const acts = fc.oneof(
  { weight: 3, arbitrary: fc.record({ act: fc.constant("suspend" as const), till, sale: which }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant("claim" as const), till, sale: which }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("look" as const), till, sale: which }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constantFrom("pay", "cancel"), till, sale: which }) },
);
const step = fc.record({
  do: acts,
  /** Before it: how the line of its till is now. */
  way: fc.oneof({ weight: 4, arbitrary: fc.constant("good" as const) }, fc.constantFrom("cut", "lost")),
  /** And how it is for all of the store: now and then their lines are cut at one place. */
  isCut: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.constant(true)),
  isNear: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)),
  /** In it: the agent ends at this call to a file or to HQ. */
  dies: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 9 })),
});

test(
  "whatever is suspended, offered, claimed, cut and killed in whatever order, no sale is lost, and none is had twice unsaid",
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        runs += 1;
        const store = `s${runs}`;
        const root = mkdtempSync(join(tmpdir(), "tillside-laws-"));
        const places: Place[] = [];
        for (const name of NAMES) {
          const folder = join(root, name);
          mkdirSync(folder);
          places.push(await start({ name, folder, way: "good", isNear: true }, store));
        }
        stores.set(store, places);
        try {
          await lawHolds(places, steps as never, store);
        } finally {
          for (const { journal, steps: kept } of places) {
            journal.close();
            kept.close();
          }
          rmSync(root, { recursive: true, force: true });
        }
      }),
      { numRuns: RUNS },
    );
  },
  RUNS * 5000,
);

type Step = {
  do: { act: "suspend" | "claim" | "look" | "pay" | "cancel"; till: number; sale: number };
  way: Way;
  isCut: boolean;
  isNear: boolean;
  dies: number;
};

async function lawHolds(places: Place[], steps: readonly Step[], store: string): Promise<void> {
  const owner = {};
  let said = 0;
  /** The answer, or the reason of the refusal, or that the agent ended meanwhile. */
  async function ask(place: Place, name: CallName, params: object): Promise<Answer | string> {
    const caller = { owner, language: "en", profile } as const;
    const asked = place.till.handle(name, readCall(name, params), caller).then(
      (answer) => readAnswer(answer) as Answer,
      (error: { reason?: string; message: string }) => error.reason ?? expect.fail(error.message),
    );
    return Promise.race([asked, place.life.died]);
  }
  async function restarted(place: Place): Promise<void> {
    place.journal.close();
    place.steps.close();
    await start(place, store);
  }

  const sales: Sale[] = [];
  for (const number of [0, 1]) {
    const tag = `${store}-${number}`;
    const [place, code] = [places[number]!, COUPONS[number]!];
    await ask(place, "transaction.begin", { transactionId: tag });
    await ask(place, "line.add", { transactionId: tag, line: line(tag, COFFEE, 450) });
    await ask(place, "coupon.present", { transactionId: tag, code });
    const ids = new Map(NAMES.map((name) => [name, new Set<string>()]));
    ids.get(place.name)!.add(tag);
    sales.push({ tag, code, ids, slips: new Set(), doubtful: false, cancelled: false });
  }

  /** Where this till's POS knows the sale by an id of its own. */
  const idsAt = (sale: Sale, place: Place) => [...sale.ids.get(place.name)!];

  async function pay(place: Place, sale: Sale, transactionId: string): Promise<void> {
    const now = await ask(place, "transaction.resume", { transactionId });
    note(sale, now);
    if (typeof now === "string" || now.state === "finalised") return;
    const applied = (
      now.effects as { kind: string; promotionId: string; amountCents: number; shares: object[] }[]
    )
      .filter(({ kind }) => kind === "price-modifier")
      .map(({ promotionId, amountCents, shares }) => ({
        promotionId,
        amountCents,
        shares: (shares as { lineId: string; amountCents: number }[]).map(
          ({ lineId, amountCents: cents }) => ({
            lineId,
            amountCents: cents,
          }),
        ),
      }));
    const { totalCents } = now;
    note(
      sale,
      await ask(place, "transaction.complete", { transactionId, receipt: sale.tag, applied, totalCents }),
    );
  }
  function note(sale: Sale, answer: Answer | string): void {
    if (typeof answer === "string") return;
    if (answer.unconfirmed === true || answer.alsoAt !== undefined) sale.doubtful = true;
    const { suspension } = answer as { suspension?: { code: string } };
    if (suspension !== undefined) sale.slips.add(suspension.code);
  }

  let wereAllNear = true;
  for (const { do: doing, way: ownWay, isCut, isNear, dies } of steps) {
    const [place, sale] = [places[doing.till]!, sales[doing.sale]!];
    const way = isCut ? "cut" : ownWay;
    place.way = way;
    if (isCut) for (const other of places) other.way = "cut";
    place.isNear = isNear;
    wereAllNear &&= isNear;
    if (dies > 0) place.life.calls = dies;
    // What is decided without HQ may be decided twice, where the others can't be asked.
    if (way !== "good" && !wereAllNear && doing.act !== "suspend" && doing.act !== "look")
      sale.doubtful = true;
    if (doing.act === "look") {
      await Promise.race([place.till.offers.look(), place.life.died]);
      if (way === "good" && !place.life.dead) await push(place, store);
    }
    for (const transactionId of idsAt(sale, place)) {
      if (doing.act === "suspend") note(sale, await ask(place, "transaction.suspend", { transactionId }));
      if (doing.act === "pay") await pay(place, sale, transactionId);
      if (doing.act === "cancel") {
        const answer = await ask(place, "transaction.cancel", { transactionId });
        note(sale, answer);
        sale.cancelled ||= answer === "died" || typeof answer === "object";
      }
    }
    if (doing.act === "claim")
      for (const code of sale.slips) {
        said += 1;
        const transactionId = `${sale.tag}-${said}`;
        sale.ids.get(place.name)!.add(transactionId);
        const answer = await ask(place, "transaction.resume", { suspension: { code }, transactionId });
        note(sale, answer);
        if (typeof answer === "object") sale.ids.get(place.name)!.add(answer.transactionId as string);
      }
    if (place.life.dead) await restarted(place);
    else place.life.calls = Number.POSITIVE_INFINITY;
  }

  // Everything is mended, and everybody hears of everything.
  async function quiet(): Promise<void> {
    for (const place of places) {
      place.way = "good";
      place.isNear = true;
    }
    for (const _ of [1, 2, 3])
      for (const place of places) {
        await push(place, store);
        await place.till.offers.look();
      }
  }
  await quiet();

  for (const sale of sales) {
    const had: string[] = [];
    let paid = 0;
    const claims = [...sale.slips].map((code) => ({ code }));
    for (const place of places) {
      for (const transactionId of idsAt(sale, place)) {
        const answer = await ask(place, "transaction.resume", { transactionId });
        if (typeof answer === "object" && answer.state === "finalised") paid += 1;
        else if (typeof answer === "object") had.push(`${place.name} ${answer.transactionId}`);
      }
    }
    // It may wait at HQ for the till that had claimed it and ended before it could keep it.
    if (had.length + paid === 0)
      for (const place of places)
        for (const suspension of claims) {
          said += 1;
          const transactionId = `${sale.tag}-${said}`;
          const answer = await ask(place, "transaction.resume", { suspension, transactionId });
          if (typeof answer !== "object" || answer.state === "finalised") continue;
          had.push(`${place.name} ${answer.transactionId}`);
          sale.ids.get(place.name)!.add(answer.transactionId as string);
        }
    const count = new Set(had).size + paid;
    if (!sale.cancelled) expect(count, "lost").toBeGreaterThan(0);
    if (!sale.doubtful) expect(count, `had twice: ${had} and paid ${paid} times`).toBeLessThanOrEqual(1);
    if (paid > 1) expect(await forkedTags(store)).toContain(sale.tag);
    // What is left is cancelled, and then nothing may be held for anybody.
    for (const place of places)
      for (const transactionId of idsAt(sale, place))
        await ask(place, "transaction.cancel", { transactionId });
  }
  await quiet();
  for (const { journal, name } of places) expect(journal.keptFor(), `kept at ${name}`).toEqual([]);
}

async function forkedTags(store: string): Promise<string[]> {
  const headers = { authorization: `Bearer ${operatorToken(secret)}` };
  const answer = await fetch(`${hub.url}/v1/forked-sales`, { headers });
  const { sales } = (await answer.json()) as {
    sales: { store: string; sales: { receipt: string }[] }[];
  };
  return sales
    .filter((sale) => sale.store === store)
    .flatMap((sale) => sale.sales.map(({ receipt }) => receipt));
}
