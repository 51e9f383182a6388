import { z } from "zod";
import type { Example } from "../example.ts";
import { texts } from "./shared.terms.ts";

export const messageTerms = z.strictObject({
  audience: z.enum(["receipt", "cashier", "customer"]),
  text: texts,
});
export type MessageTerms = z.infer<typeof messageTerms>;

export const messageExamples: readonly Example<MessageTerms>[] = [
  {
    name: "a message saves nothing and is shown when the promotion's conditions hold",
    terms: { audience: "receipt", text: { it: "Buone feste!", en: "Season's greetings!" } },
    basket: "bread/1/199",
    saving: 0,
    layer: { stage: "earn", mode: "stack" },
  },
];
