/** What the examples in other languages must do, as programs against the real agent. Throw where they do otherwise. */

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { StoredSale } from "../../agent/store/stored-sale.ts";
import { openShop, type Shop } from "../../agent/testing/shop.ts";
import { freePort } from "../../sync/fixture/free-port.ts";

/** The program, and what it is called with before the address and the secret's file. */
export type Example = readonly [program: string, ...words: string[]];

const SECRET = "5e".repeat(32);
/** For an agent whose tests run beside others. */
const ANSWER_MS = 20_000;
/** For a program that starts a virtual machine on a busy one. */
const PATIENCE_MS = 50_000;

/** Three for two, recorded once although it was sent twice. */
export async function sellsOnce(example: Example): Promise<void> {
  const shop = await openShop();
  try {
    const agent = await shop.start();
    const run = start(example, agent.port, secretIn(shop));
    const told = await run.end();
    assert.match(told, /^line: total 119\nline: total 238\nline: total 238\nheard: display\n/);
    assert.match(
      told,
      /\ndiscount: Pasta 3 for 2 -119\nrecorded: [0-9a-f-]{36}, total 238\nsent again: the same\n$/,
    );
    const [sale, ...others] = salesIn(shop);
    assert.equal(others.length, 0);
    assert.equal(sale?.totalCents, 238);
    assert.deepEqual(
      sale?.applied.map(({ promotionId }) => promotionId),
      ["P1"],
    );
    assert.equal(sale?.late, undefined);
  } finally {
    await shop.close();
  }
}

/** Sold while nobody answered, and told whole when somebody does. */
export async function catchesUp(example: Example): Promise<void> {
  const shop = await openShop();
  const port = await freePort();
  const run = start(example, port, secretIn(shop));
  try {
    await run.says("nobody answers");
    await shop.start({ pos: { port } });
    const told = await run.end();
    assert.match(told, /^the sale goes on without promotions: /);
    assert.match(told, /\nrecorded: [0-9a-f-]{36}, total 357\nsent again: the same\n$/);
    const [sale, ...others] = salesIn(shop);
    assert.equal(others.length, 0);
    assert.deepEqual([sale?.totalCents, sale?.late, sale?.applied], [357, true, []]);
  } finally {
    run.kill();
    await shop.close();
  }
}

/** Who took the port hears a greeting, each time, and nothing of the sale. */
export async function tellsAStrangerNothing(example: Example): Promise<void> {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      heard.push(`${bytes}`);
      const result = { nonce: "00112233445566778899aabbccddeeff", proof: "5e".repeat(32) };
      socket.write(`${JSON.stringify({ jsonrpc: "2.0", id: 1, result })}\n`);
    });
  });
  const shop = await openShop();
  const run = start(example, await listening(server), secretIn(shop));
  try {
    // The sale's own connection, and the first of those that would complete it.
    await run.says("nobody answers");
    assert.equal(heard.length, 2);
    assert.deepEqual(
      heard.map((text) => JSON.parse(text).method),
      ["hello", "hello"],
    );
    assert.match(run.told(), /does not know this till's secret/);
  } finally {
    run.kill();
    server.close();
    await shop.close();
  }
}

interface Run {
  told(): string;
  /** Resolves when it has said that. */
  says(words: string): Promise<void>;
  /** What it said; rejects unless it ended well. */
  end(): Promise<string>;
  kill(): void;
}

function start([program, ...words]: Example, port: number, secretFile: string): Run {
  const child: ChildProcess = spawn(program, [...words, `127.0.0.1:${port}`, secretFile, `${ANSWER_MS}`]);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  let told = "";
  let news = Promise.withResolvers<void>();
  const hear = (bytes: Buffer) => {
    told += bytes;
    news.resolve();
    news = Promise.withResolvers<void>();
  };
  child.stdout!.on("data", hear);
  child.stderr!.on("data", hear);
  const ended = once(child, "close", { signal });
  ended.catch(() => {});
  return {
    told: () => told,
    async says(words) {
      while (!told.includes(words)) {
        const isOver = await Promise.race([news.promise.then(() => false), ended.then(() => true)]);
        assert(!isOver || told.includes(words), `it ended with: ${told}`);
      }
    },
    async end() {
      const [code] = await ended;
      assert.equal(code, 0, told);
      return told.replaceAll("\r\n", "\n");
    },
    kill: () => child.kill("SIGKILL"),
  };
}

/** Laid down before the agent's first start, so that a POS has it while the agent is away. */
function secretIn(shop: Shop): string {
  const file = join(shop.folder, "data", "pos.secret");
  mkdirSync(join(shop.folder, "data"), { recursive: true });
  try {
    writeFileSync(file, `${SECRET}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    // A running agent has made its own.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return file;
}

/** What the journal holds for HQ. */
function salesIn(shop: Shop): StoredSale[] {
  const db = new Database(shop.journalPath, { readonly: true });
  const bodies = db.prepare("SELECT body FROM outbox WHERE kind = 'sale'").pluck().all() as string[];
  db.close();
  return bodies.map((body) => JSON.parse(body));
}

async function listening(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
