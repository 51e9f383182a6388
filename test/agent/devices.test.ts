import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startVirtualScanner } from "../../agent/demo/virtual-scanner.ts";
import { eventually } from "../../agent/testing/patience.ts";
import { appliedOf, CARD, COUPON, line, openShop, PASTA, type Shop } from "../../agent/testing/shop.ts";
import { startPrinterEmulator } from "../../drivers/printers/emulator/printer-emulator.ts";

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

const t1 = { transactionId: "t1" };
const begin = { ...t1, at: "2026-11-21T10:31:00+01:00" };

test("what is scanned reaches the POS with the open sale, payment cards reach nobody", async () => {
  const scanner = await startVirtualScanner();
  const agent = await shop.start({ scanner: { kind: "tcp", host: "127.0.0.1", port: scanner.port } });
  const [idle, selling] = [await shop.pos(agent), await shop.pos(agent)];
  const idleHeard = vi.fn();
  const heard = vi.fn();
  idle.on("scan", idleHeard);
  selling.on("scan", heard);
  await selling.call("transaction.begin", begin);
  await scanner.connected();
  for (const label of ["4111111111111111", PASTA, CARD, COUPON]) scanner.scan(label);
  await eventually(() => expect(heard).toHaveBeenCalledTimes(3));
  expect(heard.mock.calls.flat()).toEqual([
    { kind: "gtin", gtin: PASTA },
    { kind: "card", number: CARD },
    { kind: "coupon", code: COUPON },
  ]);
  expect(idleHeard).not.toHaveBeenCalled();

  // Swiped at a card reader on the same cable: told each time, and no problem of the scanner's.
  const told = vi.fn();
  selling.on("status", told);
  for (let swipe = 1; swipe <= 2; swipe++) scanner.scan(";4111111111111111=30011010000000000000?");
  const swiped = expect.objectContaining({ message: expect.stringContaining("payment card was swiped") });
  await eventually(() => expect(told.mock.calls).toEqual([[swiped], [swiped]]));
  const { problems } = await selling.call<{ problems: readonly string[] }>("agent.status");
  expect(problems.join()).not.toContain("card");
  expect(heard).toHaveBeenCalledTimes(3);
  expect(JSON.stringify(shop.log)).not.toMatch(/41111111|2600000|30011010/);
  await scanner.close();
});

test("a coupon that is over by its own label is refused, though the POS presents its number alone", async () => {
  const scanner = await startVirtualScanner();
  const agent = await shop.start({ scanner: { kind: "tcp", host: "127.0.0.1", port: scanner.port } });
  const pos = await shop.pos(agent);
  const heard = vi.fn();
  pos.on("scan", heard);
  await pos.call("transaction.begin", begin);
  await scanner.connected();
  const code = "8001234567897000042";
  const presented = async (expiry: string, expiresOn: string) => {
    scanner.scan(`]C117${expiry}255${code}`);
    const read = expect.objectContaining({ kind: "coupon", code, expiresOn });
    await eventually(() => expect(heard).toHaveBeenLastCalledWith(read));
    return (await pos.call("coupon.present", { ...t1, code })).coupon;
  };
  expect(await presented("261120", "2026-11-20")).toMatchObject({ outcome: "refused", reason: "expired" });
  // Until the end of the month, by its label; HQ knows nothing of it.
  expect(await presented("261100", "2026-11-30")).toMatchObject({ outcome: "refused", reason: "unknown" });
  await scanner.close();
});

test("a HID scanner that is missing is told with what to do; one that can't be meant is refused at the start", async () => {
  await expect(shop.start({ scanner: { kind: "hid-keyboard", vendorId: "05f9" } })).rejects.toThrow(
    /"scanner": a scanner that plays a keyboard must be named/,
  );
  const agent = await shop.start({ scanner: { kind: "hid-pos" } });
  const pos = await shop.pos(agent);
  await eventually(async () => {
    const { problems } = await pos.call<{ problems: readonly string[] }>("agent.status");
    expect(problems.join()).toMatch(/No HID POS scanner is plugged in|Install the package/);
  });
});

test("a scanner that vanishes in mid-scan is told, the sale goes on, and it comes back by itself", async () => {
  let cable: import("node:net").Socket | undefined;
  const server = createServer((socket) => {
    cable = socket;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const agent = await shop.start({ scanner: { kind: "tcp", host: "127.0.0.1", port, reopenMinMs: 20 } });
  const pos = await shop.pos(agent);
  const told = vi.fn();
  const scanned = vi.fn();
  pos.on("status", told);
  pos.on("scan", scanned);
  await pos.call("transaction.begin", begin);
  await eventually(() => expect(cable).toBeDefined());
  const first = cable!;
  first.write("80768095");
  first.destroy();
  await eventually(() =>
    expect(told).toHaveBeenCalledWith(expect.objectContaining({ device: "scanner", state: "gone" })),
  );
  expect(await pos.call("line.add", { ...t1, line: line("1") })).toMatchObject({ totalCents: 119 });
  await eventually(() => expect(cable).not.toBe(first));
  cable!.write(`${PASTA}\r`);
  await eventually(() => expect(scanned).toHaveBeenCalledWith({ kind: "gtin", gtin: PASTA }));
  expect(scanned).toHaveBeenCalledTimes(1);
  cable!.destroy();
  server.close();
});

test("a sale's slip waits for a new roll, through a restart too, and comes out once", async () => {
  const printed: string[] = [];
  const printer = await startPrinterEmulator({
    columns: 48,
    onReceipt: ({ text }) => void printed.push(text),
  });
  printer.misbehave({ fault: "paper-end" });
  const config = { printer: { kind: "tcp", host: "127.0.0.1", port: printer.port } } as const;
  const agent = await shop.start(config);
  const pos = await shop.pos(agent, { language: "it" });
  await pos.call("transaction.begin", begin);
  for (const id of ["1", "2", "3"]) await pos.call("line.add", { ...t1, line: line(id) });
  const subtotal = await pos.call<{ effects: object[]; totalCents: number }>("transaction.subtotal", t1);
  const { totalCents } = subtotal;
  await pos.call("transaction.complete", { ...t1, receipt: "R1", applied: appliedOf(subtotal), totalCents });
  await eventually(async () =>
    expect((await agent.status()).devices.printer).toMatchObject({
      state: "faulted",
      message: expect.stringContaining("Put in a new roll"),
    }),
  );
  await agent.close();
  expect(printed).toEqual([]);
  printer.misbehave();
  const after = await shop.start(config);
  await eventually(() => expect(printed).toHaveLength(1));
  expect(printed[0]).toMatch(/Pasta 3x2 +-1,19 €/);
  await eventually(async () => expect((await after.status()).devices.printer).toEqual({ state: "ready" }));
  await printer.close();
});

test("a printer that is not there is told, and the sale is recorded all the same", async () => {
  const agent = await shop.start({ printer: { kind: "tcp", host: "127.0.0.1", port: 1 } });
  const pos = await shop.pos(agent);
  await pos.call("transaction.begin", begin);
  for (const id of ["1", "2", "3"]) await pos.call("line.add", { ...t1, line: line(id) });
  const subtotal = await pos.call<{ effects: object[]; totalCents: number }>("transaction.subtotal", t1);
  const complete = { ...t1, receipt: "R1", applied: appliedOf(subtotal), totalCents: subtotal.totalCents };
  expect(await pos.call("transaction.complete", complete)).toMatchObject({ recorded: true });
  await eventually(async () => {
    const { devices, problems } = await agent.status();
    expect(devices.printer?.state).toMatch(/gone|faulted/);
    expect(problems.join(" ")).toContain("127.0.0.1:1");
  });
});
