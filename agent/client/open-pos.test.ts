import { execFile } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import { afterAll, afterEach, beforeAll, expect, expectTypeOf, test } from "vitest";
import type { Evaluation } from "../../engine/effect.ts";
import { freePort } from "../../sync/fixture/free-port.ts";
import type { Agent } from "../main.ts";
import { appliedOf, CARD, line, openShop, PATIENT, type Shop } from "../testing/shop.ts";
import { openPos, type Pos, type PosOptions } from "./open-pos.ts";
import type { WholeCompletion } from "./queue.ts";

let shop: Shop;
let agent: Agent;
let folders = 0;
const opened: Pos[] = [];

beforeAll(async () => {
  shop = await openShop();
  agent = await shop.start();
});
afterEach(async () => {
  for (const pos of opened.splice(0)) await pos.close();
});
afterAll(() => shop.close());

const newFolder = () => {
  folders += 1;
  return join(shop.folder, `queue-${folders}`);
};
/** The completions of a queue's folder. */
const queued = (folder: string) => readdirSync(folder).filter((name) => name !== "queue.key");
async function open(options: Partial<PosOptions> = {}): Promise<Pos> {
  const pos = await openPos({
    port: agent.port,
    secretFile: join(shop.folder, "data", "pos.secret"),
    queueFolder: newFolder(),
    language: "en",
    timeouts: PATIENT,
    ...options,
  });
  opened.push(pos);
  return pos;
}

const at = "2026-11-21T10:31:00+01:00";
const pasta = [line("1"), line("2"), line("3")];
/** Three for two, as rung up without an agent: nothing was taken off. */
const paid = (transactionId: string): WholeCompletion => ({
  transactionId,
  receipt: `R-${transactionId}`,
  applied: [],
  totalCents: 357,
  basket: { lines: pasta, at, card: CARD },
});
/** This thread is busy until the call's time-out of no time at all is over: no answer can be read before. */
function unheard<Result>(asked: Promise<Result>): Promise<Result> {
  const until = performance.now() + 5;
  while (performance.now() < until);
  return asked;
}
test("a sale is rung up in typed calls, paid, and leaves nothing in the queue", async () => {
  const queueFolder = newFolder();
  const pos = await open({ queueFolder });
  const sale = { transactionId: "typed" };
  await pos.call("transaction.begin", { ...sale, at });
  for (const one of pasta) await pos.call("line.add", { ...sale, line: one });
  const offer = await pos.call("transaction.subtotal", sale);
  expectTypeOf(offer).toExtend<Evaluation>();
  expect(offer.texts.cashier).toEqual([]);
  const completion = { ...paid("typed"), applied: appliedOf(offer), totalCents: offer.totalCents };
  const answer = await pos.complete(completion);
  expect(answer).toMatchObject({ recorded: true, totalCents: 238 });
  // As rung up, not as told late.
  expect(answer).not.toHaveProperty("late");
  await expect.poll(() => pos.queue()).toEqual({ waiting: 0, refused: 0 });
  await expect.poll(() => queued(queueFolder)).toEqual([]);
  expect(pos.agent()).toMatchObject({ store: "0042", problems: [] });
});

test("the README's lines sell a sale", async () => {
  const readme = readFileSync(new URL("README.md", import.meta.url), "utf8");
  const [, example] = /```ts\n([\s\S]*?)```/.exec(readme)!;
  const script = join(shop.folder, "readme.ts");
  const replaced = example!
    .replace('"./agent/client/open-pos.ts"', JSON.stringify(new URL("open-pos.ts", import.meta.url).href))
    .replace('"shop/till/pos.secret"', JSON.stringify(join(shop.folder, "data", "pos.secret")))
    .replace('"pos/queue"', `${JSON.stringify(newFolder())}, timeouts: ${JSON.stringify(PATIENT)}`)
    .replace("7710", `${agent.port}`);
  writeFileSync(script, replaced);
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  expect(stdout).toBe("recorded, 238 cents\n");
});

test("the compiler knows what each call takes and answers", () => {
  const calls = (pos: Pos) => ({
    difference: () =>
      pos.call("line.void", { transactionId: "1", lineId: "1", answer: { difference: "1#1" } }),
    whole: () => pos.call("line.void", { transactionId: "1", lineId: "1" }),
    // @ts-expect-error a line is voided by its id
    wrongField: () => pos.call("line.void", { transactionId: "1", line: "1" }),
    // @ts-expect-error no such call
    wrongName: () => pos.call("line.remove", { transactionId: "1" }),
    heard: () => pos.on("display", ({ totalCents }) => expectTypeOf(totalCents).toEqualTypeOf<number>()),
  });
  type Calls = ReturnType<typeof calls>;
  expectTypeOf<Awaited<ReturnType<Calls["whole"]>>>().toHaveProperty("effects");
  expectTypeOf<Awaited<ReturnType<Calls["difference"]>>>().not.toHaveProperty("effects");
  expect(calls).toBeTypeOf("function");
});

test("without an agent the sale does not wait, and what was paid reaches the next one, over the POS's own restart", async () => {
  const [port, queueFolder] = [await freePort(), newFolder()];
  const away = await open({ port, queueFolder });
  await expect(away.call("transaction.begin", { transactionId: "alone" })).rejects.toMatchObject({
    code: 0,
    reason: "connection-lost",
  });
  expect(await away.complete(paid("alone"))).toEqual({ queued: true, because: "connection-lost" });
  const [file] = queued(queueFolder);
  const kept = readFileSync(join(queueFolder, file!), "utf8");
  expect(JSON.parse(kept)).toMatchObject({ receipt: "R-alone", basket: { lines: pasta, at } });
  expect(kept).not.toContain(CARD);
  for (const name of readdirSync(queueFolder)) {
    expect(statSync(join(queueFolder, name)).mode & 0o077).toBe(0);
  }
  await away.close();

  const answers: unknown[] = [];
  const pos = await open({ queueFolder });
  pos.onRecorded((answer) => answers.push(answer));
  await expect.poll(() => answers, { timeout: 20_000 }).toHaveLength(1);
  expect(answers).toMatchObject([{ receipt: "R-alone", late: true, points: [{ points: 3 }] }]);
  expect(pos.queue()).toEqual({ waiting: 0, refused: 0 });
  expect(queued(queueFolder)).toEqual([]);
});

test("a completion whose answer was lost is sent again, and is recorded once", async () => {
  const queueFolder = newFolder();
  const hasty = await open({ queueFolder, timeouts: { ...PATIENT, completeMs: 0 } });
  const sale = { transactionId: "lost" };
  await hasty.call("transaction.begin", { ...sale, at });
  for (const one of pasta) await hasty.call("line.add", { ...sale, line: one });
  expect(await unheard(hasty.complete(paid("lost")))).toEqual({ queued: true, because: "no-answer" });
  const { call } = await open();
  await expect
    .poll(async () => (await call("transaction.resume", sale)).state, { timeout: 20_000 })
    .toBe("finalised");
  await hasty.close();

  const answers: unknown[] = [];
  const patient = await open({ queueFolder });
  patient.onRecorded((answer) => answers.push(answer));
  await expect.poll(() => answers, { timeout: 20_000 }).toHaveLength(1);
  // The very answer that was lost.
  expect(answers).toEqual([await patient.complete(paid("lost"))]);
});

test("a sale of which the agent has not heard everything is told whole when it is paid", async () => {
  const deaf = await open({ timeouts: { ...PATIENT, lookUpMs: 0 } });
  const sale = { transactionId: "half heard" };
  await deaf.call("transaction.begin", { ...sale, at });
  for (const one of pasta) await deaf.call("line.add", { ...sale, line: one });
  // Nobody knows whether the card is in the sale.
  const asked = unheard(deaf.call("customer.identify", { ...sale, card: CARD }));
  await expect(asked).rejects.toMatchObject({ reason: "no-answer" });
  expect(await deaf.complete(paid("half heard"))).toMatchObject({ late: true, points: [{ points: 3 }] });

  const pos = await open();
  const other = { transactionId: "misspelt" };
  await pos.call("transaction.begin", { ...other, at });
  const refused = pos.call("line.add", { ...other, line: { ...line("1"), quantity: "1.5" } });
  await expect(refused).rejects.toMatchObject({ field: "line.quantity" });
  expect(await pos.complete(paid("misspelt"))).toMatchObject({ late: true, totalCents: 357 });
});

test("what the journal could not take is queued, and recorded when it can", async () => {
  const till = await openShop();
  const quick = { pos: { deadlines: { ...PATIENT, completeMs: 300 } } };
  const { port } = await till.start(quick);
  const pos = await open({ port, secretFile: join(till.folder, "data", "pos.secret") });
  const answers: unknown[] = [];
  pos.onRecorded((answer) => answers.push(answer));
  const journal = new Database(till.journalPath);
  journal.exec("BEGIN IMMEDIATE");
  expect(await pos.complete(paid("locked"))).toEqual({ queued: true, because: "not-recorded" });
  journal.exec("ROLLBACK");
  journal.close();
  await expect.poll(() => answers, { timeout: 20_000 }).toHaveLength(1);
  expect(answers).toMatchObject([{ recorded: true, points: [{ points: 3 }] }]);
  await pos.close();
  await till.close();
});

test("what no repetition mends is told at once, and kept for somebody to look at", async () => {
  const queueFolder = newFolder();
  const pos = await open({ queueFolder });
  const wrong = { ...paid("wrong"), applied: [{ promotionId: "P1", amountCents: 9, shares: [] }] };
  await expect(pos.complete(wrong)).rejects.toMatchObject({ field: "applied.0.amountCents" });
  await expect.poll(() => pos.queue()).toEqual({ waiting: 0, refused: 1 });
  const [file] = queued(queueFolder);
  expect(file).toMatch(/\.refused$/);
  const kept = readFileSync(join(queueFolder, file!), "utf8");
  expect(JSON.parse(kept)).toMatchObject({
    transactionId: "wrong",
    refused: { reason: "bad-parameters", field: "applied.0.amountCents" },
  });
  expect(kept).not.toContain(CARD);
});

test("a file that is broken is set aside, and the others are sent", async () => {
  const [port, queueFolder] = [await freePort(), newFolder()];
  const away = await open({ port, queueFolder });
  await away.complete(paid("behind"));
  await away.close();
  writeFileSync(join(queueFolder, "000000000000-0000000000000000.json"), '{"transac');
  const pos = await open({ queueFolder });
  expect(pos.queue()).toEqual({ waiting: 1, refused: 1 });
  await expect.poll(() => pos.queue().waiting, { timeout: 20_000 }).toBe(0);
});

test("a queue of another till's key is not guessed at: its files are set aside", async () => {
  const [port, queueFolder] = [await freePort(), newFolder()];
  const away = await open({ port, queueFolder });
  await away.complete(paid("foreign"));
  await away.close();
  writeFileSync(join(queueFolder, "queue.key"), "00".repeat(32));
  const pos = await open({ port, queueFolder });
  expect(pos.queue()).toEqual({ waiting: 0, refused: 1 });
  await pos.close();
  writeFileSync(join(queueFolder, "queue.key"), "no key");
  await expect(open({ port, queueFolder })).rejects.toThrow("queue.key is no key of 32 bytes");
});

test("when the agent comes back the POS is connected again by itself, and hears what it asked for", async () => {
  const till = await openShop();
  const pos = { port: await freePort() };
  const first = await till.start({ pos });
  const client = await open({ ...pos, secretFile: join(till.folder, "data", "pos.secret") });
  const totals: number[] = [];
  client.on("display", ({ totalCents }) => totals.push(totalCents));
  const sale = { transactionId: "over the restart" };
  await client.call("transaction.begin", { ...sale, at });
  await client.call("line.add", { ...sale, line: line("1") });
  await first.close();
  await expect.poll(() => client.trouble()?.reason).toBe("connection-lost");
  expect(client.agent()).toBeUndefined();
  await till.start({ pos });
  await expect.poll(() => client.trouble(), { timeout: 20_000 }).toBeUndefined();
  await client.call("transaction.subtotal", sale);
  await expect.poll(() => totals).toEqual([119]);
  await client.close();
  await till.close();
});

test("a program that took the agent's port is told nothing but the greeting", async () => {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      heard.push(`${bytes}`);
      socket.write(
        '{"jsonrpc":"2.0","id":1,"result":{"nonce":"00112233445566778899aabbccddeeff","proof":"00"}}\n',
      );
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const pos = await open({ port: (server.address() as AddressInfo).port });
  expect(pos.trouble()).toMatchObject({ reason: "wrong-agent" });
  expect(await pos.complete(paid("stolen"))).toMatchObject({ queued: true });
  await pos.close();
  server.close();
  expect(heard.length).toBeGreaterThan(0);
  expect(heard.map((text) => JSON.parse(text).method)).toEqual(heard.map(() => "hello"));
});
