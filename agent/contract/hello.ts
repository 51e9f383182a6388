/** The two calls that come before all others. What is under the proofs is in `agent/pos/handshake.ts`. */

import { z } from "zod";
import { profileSchema } from "../pos/profile.ts";
import { CONTRACT_VERSION } from "../pos/protocol.ts";

const greeting = {
  role: z.enum(["pos", "monitor"]).describe("`pos` sells; `monitor` only asks."),
  profile: z.string().max(40).describe("The one that this port is configured for."),
  version: z.string().max(20).describe(`Of the contract: "${CONTRACT_VERSION}".`),
  language: z
    .enum(["it", "en"])
    .optional()
    .describe("Of texts for the cashier; the configuration's, if absent."),
};

export const helloParams = z.strictObject({
  nonce: z
    .string()
    .regex(/^[0-9a-f]{32,128}$/, "16 to 64 random bytes in hex")
    .describe("Fresh for every connection: 16 to 64 random bytes in hex."),
  ...greeting,
});

/** Of a page in a browser: it can't keep the secret, and brings a cookie, or its token. */
export const pageHelloParams = z.strictObject({
  ...greeting,
  token: z
    .string()
    .max(200)
    .optional()
    .describe("One-time, from the page's address; not where it has its cookie."),
});

export const helloAnswer = z.strictObject({
  nonce: z.string().describe("The agent's."),
  proof: z.string().describe("That it knows the till's secret. Check it before anything else is sent."),
});

export const confirmParams = z.strictObject({
  proof: z.string().max(200).describe("That the POS knows the till's secret."),
});

export const about = z.strictObject({
  agent: z.string().describe("The agent's version."),
  contract: z.string(),
  store: z.string(),
  till: z.string(),
  release: z.int().describe("Of the promotions; 0 before the first has reached the till."),
  promotions: z.int(),
  abilities: z
    .strictObject({ ...profileSchema.shape.abilities.shape, columns: z.int() })
    .describe("What the profile says that the POS is able to do."),
  problems: z
    .array(z.string())
    .describe(
      "The agent's health: what a person should look at, as far as it is known at once. Empty: all is well.",
    ),
});
