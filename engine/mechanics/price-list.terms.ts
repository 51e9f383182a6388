import { z } from "zod";
import type { Example } from "../example.ts";
import { exceptTerms, name, roundOnce } from "./shared.terms.ts";

export const priceListTerms = z
  .strictObject({
    list: name.describe(
      "Name of one of the rule set's `priceLists`: from article to the price of a piece, or of a whole measure of measured goods.",
    ),
    except: exceptTerms.optional().describe("Goods of the list that keep their price."),
    notYetCut: z
      .boolean()
      .optional()
      .describe("Only units that nothing has made cheaper yet.")
      .meta({ default: false }),
    round: roundOnce.optional(),
  })
  .meta({
    title: "Price list",
    description:
      "Another price for each article of a list, for staff, a club or a cluster of customers: who gets it is the promotion's `who`. A price of the list that is above what is left of the price is skipped. Like a group, a list does not name goods that stand outside by law.",
  });
export type PriceListTerms = z.infer<typeof priceListTerms>;

const priceLists = { staff: { coffee: 249, wine: 649, ham: 1500 } };
const layer = { stage: "price", mode: "best" } as const;

export const priceListExamples: readonly Example<PriceListTerms>[] = [
  {
    name: "staff pay 2.49 for coffee instead of 2.99",
    terms: { list: "staff" },
    rules: { priceLists },
    basket: "coffee/2/299 bread/1/199",
    saving: 100,
    layer,
  },
  {
    name: "a price of the list above the shelf's is skipped",
    terms: { list: "staff" },
    rules: { priceLists },
    basket: "wine/1/599",
    saving: 0,
    layer,
    reasons: [{ kind: "saves-nothing" }],
  },
  {
    name: "ham at 15.00 a kilo: 0.454 kg cost 9.03, the list takes 2.22 off",
    terms: { list: "staff" },
    rules: { priceLists },
    basket: "ham/0.454kg/1990",
    saving: 222,
    layer,
  },
  {
    name: "what is excepted keeps its price",
    terms: { list: "staff", except: [{ articles: ["coffee"] }] },
    rules: { priceLists },
    basket: "coffee/2/299",
    saving: 0,
    layer,
  },
  {
    name: "the coupon for the club's prices is there, and nothing of the list: one piece is short",
    terms: { list: "staff" },
    promotion: { requires: { kind: "coupon", series: "TEN" } },
    coupons: ["TEN"],
    rules: { priceLists },
    layer,
    basket: "milk/1/149",
    shelf: "coffee/1/299",
    saving: 0,
    reasons: [{ kind: "units-short", pieces: 1 }],
    missing: { pieces: 1 },
  },
];
