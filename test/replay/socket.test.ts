import { join } from "node:path";
import { expect, test } from "vitest";
import { play } from "../../agent/demo/play/play.ts";
import { playFiles } from "../../agent/demo/play/play-files.ts";
import { readPriceFile } from "../../agent/demo/play/price-file.ts";
import { readSales } from "../../agent/demo/play/read-sales.ts";
import { scannerOf } from "../../agent/demo/play/scanner.ts";
import { startVirtualScanner } from "../../agent/demo/virtual-scanner.ts";
import { readChain } from "../../sync/publish/chain-folder.ts";
import { readCapture } from "./captures.ts";
import { replayThroughSocket } from "./replay-through-socket.ts";
import { startTill } from "./till.ts";

const demo = join(import.meta.dirname, "..", "..", "demo");

test("the NCR receipts come out of the socket as they come out of the engine", async () => {
  const { different, exact } = await replayThroughSocket(readCapture.ncr!());
  expect({ different, exact }).toEqual({ different: [], exact: 22 });
});

test("loyalty prices come out of the socket, week by week", async () => {
  const { different, exact } = await replayThroughSocket(readCapture.completejourney!(), 60);
  expect({ different, exact }).toEqual({ different: [], exact: 60 });
});

test("the demonstration's three sales are played as written, the last without HQ", async () => {
  const till = await startTill(join(demo, "chain"), "0042");
  try {
    const { codes } = readChain(join(demo, "chain")).config;
    const prices = readPriceFile(join(demo, "chain", "articles.json"));
    const file = (name: string) => join(demo, "sales", name);
    const files = [file("1-plain.json"), file("2-card-and-coupon.json")];
    const played = await playFiles(till.client, files, { codes, prices });
    expect(played.results.map(({ differences }) => differences)).toEqual([[], []]);
    expect(played).toMatchObject({ sales: 2, exact: 2, exactShare: 1, lines: 14 });
    await till.closeHub();
    for (const sale of readSales(file("3-hq-unreachable.json"))) {
      const result = await play(till.client, sale, { codes, prices });
      expect(result.differences).toEqual([]);
      expect(result.completed?.totalCents).toBe(3539);
      expect(result.replies.at(-1)).toMatchObject({ recorded: true, totalCents: 3539 });
    }
  } finally {
    await till.close();
  }
});

test("a sale that comes out otherwise is told, value by value, and a coupon is good once", async () => {
  const till = await startTill(join(demo, "chain"), "0042");
  try {
    const { codes } = readChain(join(demo, "chain")).config;
    const prices = readPriceFile(join(demo, "chain", "articles.json"));
    const [sale] = readSales(join(demo, "sales", "2-card-and-coupon.json"));
    expect((await play(till.client, sale!, { codes, prices })).differences).toEqual([]);
    const again = await play(till.client, sale!, { codes, prices });
    expect(again.differences).toContainEqual({ what: "totalCents", expected: 1504, actual: 2004 });
    expect(again.differences).toContainEqual({ what: "modifiers.P13", expected: 500, actual: null });
    expect(again.differences).toContainEqual({
      what: "coupons.BENVENUTO5",
      expected: "accepted",
      actual: null,
    });
    const presented = again.replies.flatMap(({ coupon }) => (coupon === undefined ? [] : [coupon]));
    expect(presented).toMatchObject([
      { outcome: "accepted" },
      { outcome: "refused", reason: "already-used" },
    ]);
  } finally {
    await till.close();
  }
});

test("labels under the agent's own scanner become the same sale", async () => {
  const scanner = await startVirtualScanner();
  const till = await startTill(join(demo, "chain"), "0042", {
    scanner: { kind: "tcp", host: "127.0.0.1", port: scanner.port },
  });
  try {
    await scanner.connected();
    const prices = readPriceFile(join(demo, "chain", "articles.json"));
    const scan = scannerOf(till.client, scanner.scan);
    const [sale] = readSales(join(demo, "sales", "2-card-and-coupon.json"));
    expect((await play(till.client, sale!, { prices, scan })).differences).toEqual([]);
  } finally {
    await till.close();
    await scanner.close();
  }
});
