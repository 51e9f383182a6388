import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { PosClient } from "../../agent/client/connect.ts";
import { ConfigError, readConfig } from "../../agent/config.ts";
import type { Told } from "../../agent/contract/notifications.ts";
import { openDevices } from "../../agent/devices.ts";
import { jsonLog } from "../../agent/log.ts";
import { loadProfiles } from "../../agent/pos/load-profiles.ts";
import { held } from "../../agent/testing/held.ts";
import { eventually } from "../../agent/testing/patience.ts";
import { type AgentProcess, agentProcess } from "../../agent/testing/process.ts";
import { appliedOf, COFFEE, line, openShop, type Shop } from "../../agent/testing/shop.ts";
import { defaultCodeRules } from "../../drivers/codes/code-rules.ts";
import { startEpson } from "../../drivers/printers/fiscal/emulators/epson.ts";
import { epsonPos, type FiscalPos } from "../../drivers/printers/fiscal/emulators/pos.ts";
import type { FiscalEmulator } from "../../drivers/printers/fiscal/emulators/service.ts";

let shop: Shop;
let printer: FiscalEmulator;
let till: FiscalPos;
let agent: AgentProcess;
let pos: PosClient;
let slips: { transactionId: string; printed: string }[];
let sales = 0;
const setting = () => ({
  kind: "epson-fiscal",
  host: "127.0.0.1",
  port: printer.port,
  deadlineMs: 2000,
});
const quiet = jsonLog(() => {});

beforeAll(async () => {
  shop = await openShop();
  printer = await startEpson();
  till = epsonPos(printer.port);
  agent = agentProcess(shop, { printer: setting() });
  pos = held(await agent.start(), loadProfiles().profiles.get("generic")!);
  pos.on("status", (params) => {
    const { slip } = params as Extract<Told<"status">, { device: string }>;
    if (slip !== undefined) slips.push(slip);
  });
});
afterAll(async () => {
  await pos.close();
  await agent.kill();
  await printer.close();
  await shop.close();
});
beforeEach(() => {
  slips = [];
  printer.misbehave();
});

/** Sells and completes; the printer is the POS's own affair. */
async function sold(articles: readonly ReturnType<typeof line>[]): Promise<string> {
  sales += 1;
  const transactionId = `t${sales}`;
  await pos.call("transaction.begin", { transactionId, at: "2026-11-21T10:31:00+01:00" });
  for (const article of articles) await pos.call("line.add", { transactionId, line: article });
  const subtotal = await pos.call<{ effects: object[]; totalCents: number }>("transaction.subtotal", {
    transactionId,
  });
  const { totalCents } = subtotal;
  const complete = { transactionId, receipt: `R${sales}`, applied: appliedOf(subtotal), totalCents };
  expect(await pos.call("transaction.complete", complete)).toMatchObject({ recorded: true });
  return transactionId;
}
const threeForTwo = [line("1"), line("2"), line("3")];
const paper = () => printer.paper.printed.at(-1)!;

test("what a sale saved stands on the POS's own receipt, before its bar code", async () => {
  await till.sell();
  await till.pay();
  const transactionId = await sold(threeForTwo);
  await eventually(() => expect(slips).toEqual([{ transactionId, printed: "yes" }]));
  await till.end();
  expect(paper()).toMatch(/CASSA 3\n[^|]*Pasta 3 for 2 +-1\.19 €\nYou saved +1\.19 €\n\|\|\|/);
});

test("a printer that hangs costs the sale nothing, and the lines are given up", async () => {
  await till.sell();
  await till.pay();
  printer.misbehave({ fault: "silent" });
  const transactionId = await sold(threeForTwo);
  expect(slips).toEqual([]);
  // The next customer is served meanwhile.
  expect(await pos.call("transaction.begin", { transactionId: "next" })).toMatchObject({ state: "open" });
  await eventually(() => expect(slips).toEqual([{ transactionId, printed: "no" }]));
  const { problems } = await pos.call<{ problems: string[] }>("agent.status");
  expect(problems.join()).toMatch(/did not answer in time.*The lines were dropped\./);
  await till.end();
  expect(paper()).not.toContain("You saved");
});

test("a POS that has ended its receipt is told that its lines were dropped, and the next customer gets none", async () => {
  await till.sell();
  await till.pay();
  await till.end();
  const transactionId = await sold(threeForTwo);
  await eventually(() => expect(slips).toEqual([{ transactionId, printed: "no" }]));
  const { devices } = await pos.call<{ devices: { printer: object } }>("agent.status");
  expect(devices.printer).toMatchObject({
    state: "faulted",
    message: expect.stringContaining("The POS must leave its receipt open"),
  });
  await till.sell();
  await till.pay();
  await till.end();
  expect(paper()).not.toContain("You saved");
});

test("a sale with nothing to say keeps no receipt open", async () => {
  const asked = printer.requests.length;
  const transactionId = await sold([line("1", COFFEE, 450)]);
  await eventually(() => expect(slips).toEqual([{ transactionId, printed: "nothing-to-print" }]));
  expect(printer.requests).toHaveLength(asked);
});

test("the slip of a sale that was recorded late is not given to whoever's receipt is open by then", async () => {
  await till.sell();
  await till.pay();
  const changed = vi.fn();
  const config = readConfig({ store: "0042", till: "3", dataDir: shop.folder, printer: setting() });
  const devices = await openDevices(config, { codeRules: () => defaultCodeRules, code() {}, changed }, quiet);
  const blocks = [{ kind: "text", text: "You saved" }] as const;
  devices.print({ transactionId: "late", blocks, isLate: true });
  devices.print({ transactionId: "now", blocks, isLate: false });
  await eventually(() => {
    const outcomes = changed.mock.calls.map(([, , slip]) => slip);
    expect(outcomes).toContainEqual({ transactionId: "late", printed: "no" });
    expect(outcomes).toContainEqual({ transactionId: "now", printed: "yes" });
  });
  await devices.close();
  await till.end();
  expect(paper().match(/You saved/g)).toHaveLength(1);
});

test("settings of a fiscal printer that are wrong are named before anything is sold", async () => {
  const config = readConfig({
    store: "0042",
    till: "3",
    dataDir: shop.folder,
    printer: { kind: "custom-fiscal", host: "10.0.0.9" },
  });
  const events = { codeRules: () => defaultCodeRules, code() {}, changed() {} };
  const opening = openDevices(config, events, quiet);
  await expect(opening).rejects.toThrow(ConfigError);
  await expect(opening).rejects.toThrow('"printer.fiscalId"');
});
