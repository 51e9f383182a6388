/** The till's replica breaks while it sells: promotions go on from memory, and HQ's next answer fills a new one. */

import {
  closeSync,
  copyFileSync,
  cpSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { verb } from "../../agent/cli/repair.ts";
import { readArguments } from "../../agent/cli/verb.ts";
import type { PosClient } from "../../agent/client/connect.ts";
import type { Agent } from "../../agent/main.ts";
import { askRepair } from "../../agent/store/repair-request.ts";
import { eventually } from "../../agent/testing/patience.ts";
import { openShop, type Shop } from "../../agent/testing/shop.ts";
import { ean13 } from "../../drivers/codes/check-digit.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { freePort } from "../../sync/fixture/free-port.ts";
import { type Hub, startHub } from "../../sync/hub/hub.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";
import { publish } from "../../sync/publish/publish.ts";

const demo = join(import.meta.dirname, "../../demo/chain");
const PASTA = "8099010000102";
const cards = Array.from({ length: 2000 }, (_, n) => ean13(`26${String(n).padStart(10, "0")}`));
let shop: Shop;
let hub: Hub;
let agent: Agent;
let pos: PosClient;
const folder = (name: string) => join(shop.folder, name);
const openHub = (port: number) =>
  startHub({ dataDir: folder("hub"), releasesDir: folder("releases"), port, host: "127.0.0.1" });

beforeAll(async () => {
  shop = await openShop(null);
  initKeys(folder("keys"), { rootKeys: 1, rootThreshold: 1 });
  cpSync(demo, folder("chain"), { recursive: true });
  const balanceAt = "2026-11-01T00:00:00Z";
  const many = cards.map((number) => ({ number, tier: "gold", balances: { base: 1 }, balanceAt }));
  writeFileSync(folder("chain/cards.json"), JSON.stringify(many));
  await publish({ from: folder("chain"), to: folder("releases"), keys: folder("keys"), now: new Date() });
  mkdirSync(folder("data/trust"));
  copyFileSync(folder("keys/root.json"), folder("data/trust/root.json"));
  copyFileSync(folder("keys/chain.key"), folder("data/chain.key"));
  hub = await openHub(await freePort());
  enrolAt(folder("hub"), { store: "0042", till: "3" }, folder("data"));
  const hq = { url: hub.url, pollSeconds: 600 };
  agent = await shop.start({ hq });
  await agent.syncNow();
  await eventually(async () => expect((await agent.status()).release).toBe(1));
  await startAgain();
});
afterAll(async () => {
  await shop.close();
  await hub.close();
});

/** From then on the rows are in the file, and not in its log. */
async function startAgain(): Promise<void> {
  await agent.close();
  agent = await shop.start({ hq: { url: hub.url, pollSeconds: 600 } });
  pos = await shop.pos(agent);
}

type Answer = Record<string, unknown>;
const three = async (transactionId: string) => {
  await pos.call("transaction.begin", { transactionId });
  const line = { lineId: "1", article: PASTA, unitPriceCents: 119, quantity: "3" };
  return pos.call<Answer>("line.add", { transactionId, line });
};
const identified = (transactionId: string, card: string) =>
  pos.call<Answer>("customer.identify", { transactionId, card }).then(
    ({ customer }) => (customer as { tier: string } | undefined)?.tier ?? "nobody",
    () => "nobody",
  );
const told = (what: string) => shop.log.filter(({ event }) => event === what).length;
const asideTold = () => told("replica-set-aside");

/** All but the first page, and the log, in their place, while they are open. */
function destroy(file: string): void {
  for (const [name, from] of [
    [file, 4096],
    [`${file}-wal`, 0],
  ] as const) {
    if (!existsSync(name)) continue;
    const handle = openSync(name, "r+");
    const length = fstatSync(handle).size - from;
    if (length > 0) writeSync(handle, Buffer.alloc(length), 0, length, from);
    closeSync(handle);
  }
}

test("with HQ away promotions go on; when it is back the cards are known again, and no sale is lost", async () => {
  expect(await three("t1")).toMatchObject({ totalCents: 238, release: 1 });
  const port = Number(new URL(hub.url).port);
  await hub.close();
  destroy(shop.replicaPath);
  expect(await identified("t1", cards[1234]!)).toBe("nobody");
  await eventually(() => expect(asideTold()).toBe(1));
  expect(existsSync(`${shop.replicaPath}.broken`)).toBe(true);
  const fromMemory = async () => /promotions go on from memory/.test((await agent.status()).problems.join());
  expect(await fromMemory()).toBe(true);
  expect(await three("t2")).toMatchObject({ totalCents: 238, release: 1 });
  const evaluated = await pos.call<{ effects: { kind: string }[] }>("transaction.subtotal", {
    transactionId: "t2",
  });
  expect(evaluated).not.toHaveProperty("degraded");
  hub = await openHub(port);
  await agent.syncNow();
  await eventually(async () => {
    const transactionId = `n${Math.random()}`;
    await pos.call("transaction.begin", { transactionId });
    expect(await identified(transactionId, cards[1234]!)).toBe("gold");
  });
  expect(await three("t3")).toMatchObject({ totalCents: 238, release: 1 });
  expect(await fromMemory()).toBe(false);
  // Sales that were open all the while go on as they began.
  const sale = { transactionId: "t2", receipt: "R2", applied: [], totalCents: 357 };
  expect(await pos.call("transaction.complete", sale)).toMatchObject({ recorded: true });
  expect(await pos.call("transaction.subtotal", { transactionId: "t1" })).toMatchObject({
    release: 1,
    totalCents: 238,
  });
  await eventually(async () => expect((await agent.status()).journal.unsettled).toMatchObject({ sales: 0 }));
});

test("a row that was changed behind its back is found when somebody asks, and HQ's stands there again", async () => {
  const card = cards[77]!;
  await startAgain();
  expect(await askRepair(shop.replicaPath, "check", 20_000)).toEqual({ broken: null });
  const bytes = readFileSync(shop.replicaPath);
  bytes.write("bold", bytes.lastIndexOf("gold"));
  const handle = openSync(shop.replicaPath, "r+");
  writeSync(handle, bytes);
  closeSync(handle);
  expect(await askRepair(shop.replicaPath, "check", 20_000)).toEqual({
    broken: `${shop.replicaPath}.broken`,
  });
  await eventually(async () => expect((await agent.status()).problems).toEqual([]));
  await eventually(async () => {
    expect(await askRepair(shop.replicaPath, "check", 20_000)).toEqual({ broken: null });
    expect(readFileSync(shop.replicaPath).length).toBeGreaterThan(0);
  });
  await three("t4");
  expect(await identified("t4", card)).toBe("gold");
});

test("a whole one is made anew where somebody wants it", async () => {
  const [before, read] = [asideTold(), told("release-ready")];
  expect(await askRepair(shop.replicaPath, "rebuild", 20_000)).toEqual({
    broken: `${shop.replicaPath}.broken`,
  });
  await eventually(() => expect(asideTold()).toBe(before + 1));
  await agent.syncNow();
  // A thread that reads it still would come upon what the next test destroys.
  await eventually(() => expect(told("release-ready")).toBeGreaterThan(read));
  expect(await three("t5")).toMatchObject({ totalCents: 238, release: 1 });
});

/** `tillside repair` in this process: its exit code and what it says, as JSON. */
async function repair(...words: string[]): Promise<{ code: number; said: Said; plain: string }> {
  let out = "";
  const log = vi.spyOn(console, "log").mockImplementation((text: string) => {
    out = text;
  });
  const config = folder("data/config.json");
  try {
    const code = await verb.run(readArguments(verb, ["--config", config, "--json", ...words]));
    const said = JSON.parse(out);
    await verb.run(readArguments(verb, ["--config", config, "--check"]));
    return { code, said, plain: out };
  } finally {
    log.mockRestore();
  }
}
interface Said {
  readonly findings: readonly { readonly part: string; readonly state: string; readonly what: string }[];
  readonly replica?: object;
}
const brokenIn = ({ findings }: Said) =>
  findings.filter(({ state }) => state === "broken").map(({ part }) => part);

test("repair sees that all is well; of a running agent it lets that make a broken replica anew", async () => {
  const hq = { url: hub.url, pollSeconds: 600 };
  writeFileSync(
    folder("data/config.json"),
    JSON.stringify({ store: "0042", till: "3", pos: { port: 0 }, hq }),
  );
  const fine = await repair();
  expect([fine.code, brokenIn(fine.said), fine.said.replica]).toEqual([0, [], undefined]);
  expect(fine.plain).toMatch(/^ {2}disk {8}\d+ MB free\n {2}journal {5}whole: 1 sales/);
  expect(fine.plain).toMatch(/^ {2}enrolment {3}till 0042\/3, certificate to/m);
  const before = asideTold();
  destroy(shop.replicaPath);
  const looked = await repair("--check");
  expect([looked.code, brokenIn(looked.said)]).toEqual([1, ["replica"]]);
  const mended = await repair();
  // The agent may have run into it in the second before it was asked; then all is well again by the time it looks.
  const aside = `${shop.replicaPath}.broken`;
  expect([mended.code, mended.said.replica]).toEqual([
    0,
    { by: "agent", broken: expect.toBeOneOf([aside, null]) },
  ]);
  expect([asideTold(), existsSync(aside)]).toEqual([before + 1, true]);
  await eventually(async () => expect((await repair("--check")).code).toBe(0));
  expect(await three("t6")).toMatchObject({ totalCents: 238, release: 1 });
});

test("where no agent runs repair fills the replica from HQ itself, and the journal stays as it is, byte for byte", async () => {
  await agent.close();
  const journal = () => readFileSync(shop.journalPath);
  const before = journal();
  destroy(shop.replicaPath);
  expect((await repair("--check")).plain).toMatch(
    /\ntillside repair without --check mends the replica, also while the till sells\.$/,
  );
  const mended = await repair();
  expect([mended.code, mended.said.replica]).toEqual([
    0,
    { by: "here", broken: `${shop.replicaPath}.broken`, release: 1 },
  ]);
  expect(mended.plain).toMatch(/^ {2}replica {5}whole: release 1$/m);
  const port = Number(new URL(hub.url).port);
  await hub.close();
  const away = await repair("--rebuild");
  expect([away.code, away.said.replica]).toMatchObject([
    1,
    { release: 1, broken: null, putBack: true, problem: expect.stringContaining("can't be reached") },
  ]);
  // The whole one is not thrown away for nothing.
  expect(away.plain).toMatch(/^ {2}replica {5}whole: release 1$/m);
  destroy(shop.replicaPath);
  expect((await repair()).said.replica).toMatchObject({ release: 0, broken: `${shop.replicaPath}.broken` });
  hub = await openHub(port);
  expect(journal().equals(before)).toBe(true);
});

test("what only a person can mend is said with what to do, and left as it is", async () => {
  const journal = readFileSync(shop.journalPath);
  const damaged = Buffer.from(journal).fill(0, 8192, 20_000);
  writeFileSync(shop.journalPath, damaged);
  writeFileSync(folder("data/sessions.db"), "no database at all");
  writeFileSync(folder("data/trust/root.json"), "{}");
  for (const name of ["till.key", "chain.key"]) rmSync(folder(`data/${name}`));
  mkdirSync(folder("data/spool"), { recursive: true });
  const { code, said, plain } = await repair("--check");
  expect(code).toBe(1);
  expect(brokenIn(said)).toEqual(["journal", "open sales", "enrolment", "HQ's root", "chain key"]);
  expect(plain).toContain("Nothing here touches it: copy the file, and tell HQ");
  expect(plain).toContain("Enrol this till again: tillside enroll.");
  expect(readFileSync(shop.journalPath).equals(damaged)).toBe(true);
});
