/** The shop in miniature as a newcomer starts it: processes of their own, the real socket, HQ really stopped. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { connectPos } from "../agent/client/connect.ts";
import { ENTRY } from "../agent/testing/entry.ts";

const root = resolve(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "tillside-journey-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Running {
  readonly child: ChildProcess;
  said(): string;
  /** Resolves with the first match of what it says. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  ended: Promise<number | null>;
}

function tillside(...words: string[]): Running {
  const child = spawn(process.execPath, [ENTRY, ...words], {
    cwd: folder,
    // A group of its own, as a terminal gives it, so that a test can press Ctrl-C for the whole group.
    detached: true,
  });
  let said = "";
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
      for (const look of [...waiting]) look();
    });
  const ended = once(child, "close").then(() => child.exitCode);
  return {
    child,
    said: () => said,
    until: (pattern) =>
      new Promise((found, missed) => {
        const look = () => {
          const match = pattern.exec(said);
          if (match === null) return;
          waiting.delete(look);
          found(match);
        };
        waiting.add(look);
        look();
        void ended.then(() => missed(new Error(`it ended without saying ${pattern}:\n${said}`)));
      }),
    ended,
  };
}

/** Of the third sale, as the POS numbered it. */
let receipt = "";

const config = join(folder, "demo/till/config.json");
const secret = () => readFileSync(join(folder, "demo/till/pos.secret"), "utf8");
const demo = (...words: string[]) =>
  tillside("demo", "--data", join(folder, "demo"), "--port", "0", "--lang", "it", ...words);

test("three customers come through, one without HQ, and HQ has all three sales in the end", async () => {
  const shop = demo("--once");
  expect([await shop.ended, shop.said()]).toEqual([
    0,
    expect.stringContaining("la sede ha tutte le vendite"),
  ]);
  for (const total of ["9,86", "15,04", "35,39"])
    expect(shop.said()).toMatch(new RegExp(`totale ${total}\\s€`));
  expect(shop.said()).toContain("la linea con la sede cade");
  expect(shop.said()).toContain("la vendita aspetta la sede, al sicuro nel giornale");
  for (const said of ["Hai risparmiato", "Menù: pasta e 2 passate a 2,50 €", "1 bollino", "Saldo bollini"])
    expect(shop.said()).toContain(said);
  receipt = / · (\S+) +35,39/.exec(shop.said())?.[1] ?? "";
});

/** A shop that stays open for the tests up to the one that closes it. */
let open: { readonly shop: Running; readonly port: number };

test("a second start finds its data, sells under new receipt numbers with new coupons, and stays open for a POS", async () => {
  const shop = demo();
  const [, port] = await shop.until(/resta aperta per un POS: 127\.0\.0\.1:(\d+)/);
  open = { shop, port: Number(port) };
  expect(shop.said()).toContain("pubblicato il rilascio 2");
  expect(shop.said()).toContain("buono BENVENUTO5 accettato");

  const pos = await connectPos({ port: open.port, secret: secret() });
  await pos.call("transaction.begin", { transactionId: "from-outside" });
  const line = { lineId: "1", article: "8099010000102", unitPriceCents: 119, quantity: "3" };
  const reply = await pos.call("line.add", { transactionId: "from-outside", line });
  expect(reply.discountCents).toBe(119);
  await pos.close();
});

test("recorded sales are played, and a wrong file is named at once, without a stack and with the agent still there", async () => {
  const empty = join(folder, "empty.json");
  writeFileSync(empty, "");
  const sale = join(root, "demo/sales/1-plain.json");
  const prices = join(root, "demo/chain/articles.json");
  const chain = join(root, "demo/chain/config.json");
  const played = async (file: string, priceFile: string, chainFile: string) => {
    const words = ["--config", config, "--port", `${open.port}`, "--prices", priceFile, "--chain", chainFile];
    const running = tillside("play", file, ...words);
    return [await running.ended, running.said()];
  };
  for (const files of [
    [empty, prices, chain] as const,
    [sale, empty, chain] as const,
    [sale, prices, empty] as const,
  ])
    expect(await played(...files)).toEqual([1, expect.stringMatching(/^tillside: \S*empty\.json .*\n$/)]);
  expect(await played(sale, prices, chain)).toEqual([0, expect.stringContaining("1 vendite su 1 esatte")]);
});

test("a second shop on the same port is told which port is taken and what to do", async () => {
  const words = ["--data", join(folder, "second"), "--port", `${open.port}`, "--once"];
  const second = tillside("demo", ...words);
  expect([await second.ended, second.said()]).toEqual([1, expect.stringContaining(`${open.port}`)]);
  expect(second.said()).toMatch(/another program has it/);
});

test("a shop that is asked to end closes in order, and its port is free", async () => {
  const { shop, port } = open;
  shop.child.kill("SIGTERM");
  expect([await shop.ended, shop.said()]).toEqual([0, expect.stringContaining("La bottega è chiusa.")]);
  await expect(connectPos({ port, secret: secret() })).rejects.toThrow();
});

test("a receipt of that day can be explained and replayed from the journal, byte for byte", async () => {
  const reader = tillside("explain", "nothing-like-it", "--config", config);
  // The shop was opened in Italian, and its configuration says so.
  expect([await reader.ended, reader.said()]).toEqual([1, expect.stringContaining("non è in")]);

  const replayed = tillside("replay", receipt, "--config", config, "--json");
  expect(await replayed.ended).toBe(0);
  expect(JSON.parse(replayed.said())).toMatchObject({ differences: [], appliedOtherwise: [] });

  const explained = tillside("explain", receipt, "--config", config, "--lang", "en");
  expect(await explained.ended).toBe(0);
  expect(explained.said()).toMatch(/P13 .* yes, 1 ×: €5\.00/);
});

test("Ctrl-C in the middle of a sale reaches the demo alone, which closes the shop in order", async () => {
  const shop = demo();
  await shop.until(/Vendita 1/);
  process.kill(-shop.child.pid!, "SIGINT");
  expect([await shop.ended, shop.said()]).toEqual([0, expect.stringMatching(/La bottega è chiusa\.\n$/)]);
  expect(shop.said()).not.toContain("tillside:");
});

test("a shop with a damaged journal says so at once, and how to begin anew", async () => {
  const journal = join(folder, "demo/till/journal.db");
  for (const left of ["-wal", "-shm"]) rmSync(journal + left, { force: true });
  writeFileSync(journal, "no journal".repeat(1000));
  const shop = demo("--once");
  expect([await shop.ended, shop.said()]).toEqual([1, expect.stringContaining("journal.db")]);
  expect(shop.said()).toMatch(/ricomincia da capo/);
  expect(shop.said()).not.toMatch(/\n +at /);
  rmSync(join(folder, "demo"), { recursive: true });
});

test("a folder that can't be made is named, with another way", async () => {
  const shop = tillside("demo", "--once", "--data", join(root, "package.json/shop"));
  expect([await shop.ended, shop.said()]).toEqual([
    1,
    expect.stringMatching(/data folder.*package\.json.*\n.*--data/),
  ]);
});
