import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openReplica } from "../store/replica.ts";
import { openReplicaReader, type ReplicaReader } from "../store/replica-reader.ts";
import { shopFiles, snapshot } from "../testing/shop.ts";
import { assortmentOf } from "./assortment.ts";

let folder: string;
let reader: ReplicaReader;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tillside-assortment-"));
  const path = join(folder, "replica.db");
  const replica = openReplica(path, "0042");
  const row = (article: string, department: string, price_cents: number | null, brand = "Rossi") => ({
    article,
    text: `article ${article}`,
    department,
    brand,
    supplier: "S",
    vat_rate: "22",
    price_cents,
    regular_price_cents: null,
    flags: "[]",
    attributes: "{}",
  });
  const wines = Array.from({ length: 100 }, (_, n) => row(`w${n}`, "10/20/1", 500 + n));
  const articles = snapshot("articles/0042", 1, {
    article: [
      ...wines,
      row("cellar", "10/20", 450, "Bianchi"),
      row("corks", "10/200", 90),
      row("none", "10/20", null),
    ],
  });
  const rest = shopFiles().filter(({ channel }) => channel !== "articles/0042");
  await replica.activate(1, [...rest, articles]);
  replica.close();
  reader = openReplicaReader(path);
});
afterEach(() => {
  reader.close();
  rmSync(folder, { recursive: true, force: true });
});

const shop = () => assortmentOf(reader.article, reader.articlesOf);
const codes = (known: readonly { article: string }[] | undefined) => known?.map(({ article }) => article);

test("of a department and all below it, a few articles from a price on, the cheapest first", () => {
  const { some } = shop();
  expect(codes(some?.({ department: "10/20" }, 1))?.slice(0, 3)).toEqual(["cellar", "w1", "w4"]);
  expect(codes(some?.({ department: "10/20" }, 1))).toHaveLength(12);
  expect(codes(some?.({ department: "10/20" }, 590))).toEqual(["w92", "w94", "w97"]);
  expect(codes(some?.({ department: "10/20", brand: "Bianchi" }, 1))).toEqual(["cellar"]);
});

test("an article without a price can't be suggested, and of everything nothing in particular is", () => {
  const { some, article } = shop();
  expect(article("none")).toBeUndefined();
  expect(article("corks")).toMatchObject({ unitPriceCents: 90, department: "10/200" });
  expect(some?.({ everything: true }, 1)).toEqual([]);
});
