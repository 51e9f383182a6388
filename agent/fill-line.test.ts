import { expect, test } from "vitest";
import { readLines } from "./contract/read-lines.ts";
import { fillLine } from "./fill-line.ts";
import type { Article } from "./store/replica-reader.ts";
import { line } from "./testing/shop.ts";

const article: Article = {
  article: "8076809513753",
  text: "Spaghetti n.5",
  department: "10/1020",
  brand: "Barilla",
  supplier: null,
  vatRate: "4",
  priceCents: 119,
  regularPriceCents: 149,
  flags: ["no-points"],
  attributes: { bio: "yes" },
};
const fill = (sent: object) => fillLine(readLines([sent], "EUR", "line")[0]!, article);

test("what the POS left out comes from the article master", () => {
  expect(fill(line("1"))).toMatchObject({
    text: "Spaghetti n.5",
    department: "10/1020",
    supplier: "",
    regularPriceCents: 149,
    flags: ["no-points"],
    attributes: { bio: "yes" },
  });
});

test("what the POS sent wins, also when it is empty", () => {
  const sent = { ...line("1"), text: "SPAGH.", department: "", flags: [], regularPriceCents: 119 };
  expect(fill(sent)).toMatchObject({
    text: "SPAGH.",
    department: "",
    flags: [],
    regularPriceCents: 119,
    brand: "Barilla",
  });
});

test("a price above the shelf's is no cut, and an article HQ does not know stays as it was sent", () => {
  expect(fill(line("1", undefined, 199)).regularPriceCents).toBe(199);
  const [unknown] = readLines([line("1")], "EUR", "line");
  expect(fillLine(unknown!, undefined)).toBe(unknown!.item);
});
