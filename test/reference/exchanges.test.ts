import { expect, test } from "vitest";
import committed from "../../agent/contract/reference/examples.json" with { type: "json" };
import type { Examples } from "../../agent/contract/reference/examples.ts";
import { proofOf } from "../../agent/pos/handshake.ts";
import { EXAMPLE_ENDPOINT, EXAMPLE_SECRET, recordExchanges, withoutChance } from "./exchanges.ts";

test("the contract's examples are what a real agent says today", async () => {
  const recorded = await recordExchanges();
  expect(withoutChance(recorded), "the agent answers otherwise: run npm run reference").toEqual(
    withoutChance(committed),
  );
});

test("whoever implements the handshake can reckon the proofs of the example", () => {
  const { answered } = committed as unknown as Examples;
  const [hello, confirm] = ["hello", "hello.confirm"].map(
    (call) => answered.find((one) => one.call === call)!,
  );
  const { nonce, proof } = hello!.result as { nonce: string; proof: string };
  const { nonce: posNonce, role, version } = hello!.params as Record<string, string>;
  const terms = {
    posNonce: posNonce!,
    agentNonce: nonce,
    role: role!,
    endpoint: EXAMPLE_ENDPOINT,
    version: version!,
  };
  const secret = Buffer.from(EXAMPLE_SECRET, "hex");
  expect(proof).toBe(proofOf("agent", secret, terms));
  expect(confirm!.params).toEqual({ proof: proofOf("pos", secret, terms) });
});
