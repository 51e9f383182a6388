import { z } from "zod";
import type { Example } from "../example.ts";
import { texts } from "./shared.terms.ts";

export const messageTerms = z
  .strictObject({
    audience: z
      .enum(["receipt", "cashier", "customer"])
      .describe(
        "Who reads it: printed on the `receipt`, shown to the `cashier`, or on the `customer`'s display.",
      ),
    text: texts.describe("What it says."),
  })
  .meta({
    title: "Message",
    description:
      "A text and no value, shown when the promotion's conditions hold; beside other mechanics, when they gave something.",
  });
export type MessageTerms = z.infer<typeof messageTerms>;

export const messageExamples: readonly Example<MessageTerms>[] = [
  {
    name: "a message saves nothing and is shown when the promotion's conditions hold",
    terms: { audience: "receipt", text: { it: "Buone feste!", en: "Season's greetings!" } },
    basket: "bread/1/199",
    saving: 0,
    messages: ["receipt"],
    layer: { stage: "earn", mode: "stack" },
  },
  {
    name: "the cashier is told where wine is bought, and only there",
    terms: { audience: "cashier", text: { it: "Chiedere il documento", en: "Ask for identification" } },
    promotion: { requires: { kind: "items", select: { of: [{ articles: ["wine"] }] } } },
    basket: "wine/1/599",
    saving: 0,
    messages: ["cashier"],
    layer: { stage: "earn", mode: "stack" },
  },
];
