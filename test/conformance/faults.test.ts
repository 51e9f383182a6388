/** The kit itself is tried: something between it and the other side does one thing wrong, and is caught where it does it. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Departure, Outcome } from "../../agent/conformance/dialogue.ts";
import { type OwnAgent, startOwnAgent } from "../../agent/conformance/own-agent.ts";
import { type Relay, type RelayEvents, startRelay } from "../../agent/conformance/relay.ts";
import { jsonReport, junitReport } from "../../agent/conformance/report-files.ts";
import { table } from "../../agent/conformance/report-table.ts";
import type { Outgoing, Request } from "../../agent/pos/protocol.ts";
import { ENTRY } from "../../agent/testing/entry.ts";
import { asAgent, asPos, only, profileOf } from "./kit.ts";

const profile = profileOf("generic");
let agent: OwnAgent;
beforeAll(async () => {
  agent = await startOwnAgent(profile, "en", { program: ENTRY });
});
afterAll(() => agent.close());

const open: Relay[] = [];
const between = async (events: RelayEvents, to = () => agent.where) => {
  const at = { host: "127.0.0.1", port: 0 };
  const relay = await startRelay({ profile, secret: agent.secret, agent: to, at }, events);
  open.push(relay);
  return relay;
};
const closed = async () => {
  for (const relay of open.splice(0)) await relay.close();
};

// biome-ignore lint/suspicious/noExplicitAny: a fault reaches into whatever was answered
type Result = Record<string, any>;
/** The answer to one call, otherwise. */
const answerTo =
  (method: string, change: (result: Result) => unknown, nth = 1): RelayEvents["answered"] =>
  (_, message, of) => {
    if (of?.method !== method || !("result" in message)) return undefined;
    nth -= 1;
    return nth === 0
      ? [{ ...message, result: change(structuredClone(message.result) as Result) }]
      : undefined;
  };
const errorOf =
  (method: string, change: (error: Result) => unknown): RelayEvents["answered"] =>
  (_, message, of) =>
    of?.method === method && "error" in message
      ? [{ ...message, error: change(structuredClone(message.error)) } as Outgoing]
      : undefined;

describe("an agent that does one thing wrong", () => {
  const faults: readonly [
    what: string,
    dialogue: string,
    answered: RelayEvents["answered"],
    caught: Partial<Departure>,
  ][] = [
    [
      "leaves a field out",
      "three for two",
      answerTo("line.add", ({ vat: _, ...rest }) => rest),
      { step: 2, of: "line.add", path: "vat", advice: "not-in-schema" },
    ],
    [
      "has a field that is none of the contract's",
      "one piece",
      answerTo("line.add", (result) => ({ ...result, total: "1.19" })),
      { step: 2, path: "total", advice: "not-in-schema" },
    ],
    [
      "says another state",
      "goods after the subtotal open the sale again",
      answerTo("line.add", (result) => ({ ...result, state: "subtotal" }), 2),
      { step: 4, of: "line.add", path: "state", expected: "open", actual: "subtotal" },
    ],
    [
      "is a cent out in one effect",
      "three for two",
      answerTo("line.add", (result) => {
        result.effects[0].amountCents += 1;
        return result;
      }),
      { step: 2, path: "discountCents", expected: 120, actual: 119, advice: "not-sound" },
    ],
    [
      "is a cent out everywhere alike",
      "three for two",
      answerTo("line.add", (result) => {
        const [effect] = result.effects;
        effect.amountCents -= 1;
        effect.shares[0].amountCents -= 1;
        effect.shares[0].unitsCents[0] -= 1;
        for (const sums of [result.lines[0], result.vat[0]]) {
          sums.discountCents -= 1;
          sums.netCents += 1;
        }
        return { ...result, discountCents: 118, totalCents: 239 };
      }),
      { step: 2, path: "discountCents", expected: 119, actual: 118, advice: "other-value" },
    ],
    [
      "has a slip in a text",
      "three for two",
      answerTo("line.add", (result) => {
        result.effects[0].text.en = "Pasta 2 for 3";
        return result;
      }),
      { step: 2, path: "effects.0.text.en", expected: "Pasta 3 for 2", actual: "Pasta 2 for 3" },
    ],
    [
      "answers twice",
      "a subtotal twice is the same twice",
      (_, message, of) => (of?.method === "transaction.subtotal" ? [message, message] : undefined),
      { step: 4, of: "transaction.subtotal", advice: "answered-twice" },
    ],
    [
      "does not answer in time",
      "a line is voided",
      (_, __, of) => (of?.method === "line.void" ? [] : undefined),
      { step: 4, of: "line.void", advice: "no-answer" },
    ],
    [
      "answers under another id",
      "another price of a line",
      (_, message, of) => (of?.method === "line.change" ? [{ ...message, id: 4711 } as Outgoing] : undefined),
      { step: 3, of: "line.change", path: "id", actual: 4711, advice: "other-id" },
    ],
    [
      "speaks of another sale",
      "a voucher is earned from 15 euro on, with a card",
      answerTo("customer.identify", (result) => ({ ...result, transactionId: "another" })),
      { step: 3, path: "transactionId", actual: "another", advice: "not-sound" },
    ],
    [
      "takes a coupon that has expired",
      "a coupon that has expired",
      answerTo("coupon.present", (result) => ({
        ...result,
        coupon: { couponId: "1", series: "OLD", outcome: "accepted", promotionIds: [] },
      })),
      { step: 2, of: "coupon.present", path: "coupon.outcome", expected: "refused", actual: "accepted" },
    ],
    [
      "refuses for another reason",
      "a blocked card is refused, and the sale goes on without it",
      errorOf("customer.identify", (error) => ({
        ...error,
        data: { ...error.data, reason: "unknown-card" },
      })),
      { step: 2, path: "error.data.reason", expected: "card-blocked", advice: "other-refusal" },
    ],
    [
      "has another number for a reason",
      "a line that is not there",
      errorOf("line.void", (error) => ({ ...error, code: -32000 })),
      { step: 2, path: "code", expected: -32002, actual: -32000 },
    ],
    [
      "speaks the other language",
      "errors are told in Italian to whoever asks for it",
      errorOf("line.void", (error) => ({ ...error, message: "Unknown transaction." })),
      { step: 2, path: "message", advice: "not-sound" },
    ],
    [
      "refuses what it should take",
      "a personal coupon needs its holder's card",
      (_, message, of) =>
        of?.method === "customer.identify" && "result" in message
          ? [
              {
                jsonrpc: "2.0",
                id: message.id,
                error: {
                  code: -32002,
                  message: "This card is blocked.",
                  data: { reason: "card-blocked", field: "card" },
                },
              },
            ]
          : undefined,
      { step: 7, of: "customer.identify", advice: "refused" },
    ],
    [
      "gives another answer to the same completion",
      "the same completion again has the same answer",
      answerTo("transaction.complete", (result) => ({ ...result, saleId: "another" }), 2),
      { step: 5, of: "transaction.complete", path: "saleId", advice: "other-value" },
    ],
    [
      "forgets a point",
      "what a sale earns is in the balance of the next one",
      answerTo("transaction.complete", (result) => {
        result.points[0].points = 9;
        return result;
      }),
      { step: 5, path: "points.0.points", expected: 10, actual: 9 },
    ],
    [
      "forgets a line of a sale that is resumed",
      "of a sale that does not wait resume says where it is",
      answerTo("transaction.resume", (result) => {
        result.sale.lines = [];
        return result;
      }),
      { step: 3, path: "sale.lines.0", advice: "other-value" },
    ],
    [
      "says nothing to the customer's display",
      "the customer's display hears of the subtotal",
      (_, message) => ("method" in message && message.method === "display" ? [] : undefined),
      { step: 5, of: "display", advice: "not-heard" },
    ],
    [
      "does not know the secret",
      "one piece",
      answerTo("hello", (result) => ({ ...result, proof: "00" })),
      { of: "hello", path: "proof", advice: "no-proof" },
    ],
  ];

  test.each(faults)("%s", async (_, name, answered, caught) => {
    const relay = await between({ ...(answered && { answered }) });
    try {
      const [outcome] = await asPos(profile, agent, only(name), {
        where: () => relay.where,
        // What does not come at all is missed after a while; everything else has a busy machine's time.
        slackMs: caught.advice === "no-answer" || caught.advice === "not-heard" ? 500 : 20_000,
      });
      expect(outcome).toMatchObject({ result: "departed", departure: caught });
    } finally {
      await closed();
    }
  });

  test("hangs up in the middle of a sale", async () => {
    const relay = await between({
      said: (_, call) => {
        if (call.method === "line.void") void relay.close();
        return undefined;
      },
    });
    const [outcome] = await asPos(profile, agent, only("a line is voided"), { where: () => relay.where });
    open.splice(0);
    expect(outcome).toMatchObject({ departure: { step: 4, of: "line.void", advice: "hung-up" } });
  });

  test("is left alone where it does nothing wrong", async () => {
    const relay = await between({ answered: (_, message) => [message] });
    const names = faults.map(([, name]) => name);
    const outcomes = await asPos(profile, agent, only(...new Set(names)), { where: () => relay.where });
    await closed();
    expect(outcomes.map(({ result }) => result)).toEqual(outcomes.map(() => "as-agreed"));
  });
});

describe("a POS that does one thing wrong", () => {
  const said =
    (method: string, change: (params: Result) => unknown, nth = 1): RelayEvents["said"] =>
    (_, call) => {
      if (call.method !== method) return undefined;
      nth -= 1;
      return nth === 0
        ? [{ ...call, params: change(structuredClone(call.params) as Result) } as Request]
        : undefined;
    };
  const faults: readonly [string, string, RelayEvents["said"], Partial<Departure>][] = [
    [
      "has another price",
      "three for two",
      said("line.add", (params) => ({ ...params, line: { ...params.line, unitPriceCents: 118 } }), 2),
      {
        step: 2,
        of: "line.add",
        path: "line.unitPriceCents",
        expected: 119,
        actual: 118,
        advice: "pos-other-goods",
      },
    ],
    [
      "rings up one too many",
      "three for two",
      said("line.add", (params) => ({ ...params, line: { ...params.line, quantity: "2" } }), 3),
      { step: 2, path: "line.quantity", expected: 3, actual: 4, advice: "pos-other-goods" },
    ],
    [
      "does not apply what it was offered",
      "a sale is paid in cash and recorded",
      said("transaction.complete", (params) => ({ ...params, applied: [] })),
      {
        step: 4,
        of: "transaction.complete",
        path: "applied.PASTA-3X2",
        expected: 119,
        advice: "pos-other-value",
      },
    ],
    [
      "is a cent out in its total",
      "a sale is paid in cash and recorded",
      said("transaction.complete", (params) => ({ ...params, totalCents: 239 })),
      { step: 4, path: "totalCents", expected: 238, actual: 239 },
    ],
    [
      "sends something else when it sends again",
      "what could not be recorded is sent again until it is",
      said("transaction.complete", (params) => ({ ...params, receipt: "S-99" }), 2),
      { step: 8, of: "transaction.complete", path: "receipt", actual: "S-99", advice: "pos-not-the-same" },
    ],
    [
      "does not tell the agent of a card",
      "a card: tier, balances and their date",
      (_, call) => (call.method === "customer.identify" ? [] : undefined),
      { step: 2, of: "customer.identify", advice: "pos-nothing-came" },
    ],
    [
      "sends another call",
      "a line is voided",
      (_, call) => (call.method === "line.void" ? [{ ...call, method: "transaction.cancel" }] : undefined),
      { step: 4, of: "line.void", path: "method", advice: "pos-other-call" },
    ],
    [
      "names a field wrong",
      "a coupon is accepted",
      said("coupon.present", ({ code, ...params }) => ({ ...params, coupon: code })),
      { step: 3, of: "coupon.present", path: "code", advice: "pos-other-value" },
    ],
    [
      "sends what the agent must refuse",
      "one piece",
      said("line.add", (params) => ({ ...params, line: { ...params.line, flags: ["none-such"] } })),
      { step: 2, of: "line.add", path: "line.flags.0", advice: "pos-refused" },
    ],
    [
      "pays with a tender of another name",
      "a tender is confirmed, with what it saves",
      said("tender.add", (params) => ({ ...params, tender: "card of the store" })),
      { step: 4, of: "tender.add", path: "tender", expected: "store-card" },
    ],
  ];

  test.each(faults)("%s", async (_, name, wrong, caught) => {
    const { outcomes } = await asAgent(profile, agent, only(name), {
      patienceMs: caught.advice === "pos-nothing-came" ? 1500 : 60_000,
      between: async (watch) => (await between({ ...(wrong && { said: wrong }) }, () => watch.where)).where,
    });
    await closed();
    expect(outcomes[0]).toMatchObject({ result: "departed", departure: caught });
  });
});

test("no report has a card number in it, the kit's or anybody's", async () => {
  const relay = await between({
    answered: answerTo("customer.identify", (result) => ({
      ...result,
      card: "2600000090018",
      note: "4111 1111 1111 1111",
      customer: { ...result.customer, id: "2600000090018" },
    })),
  });
  const names = [
    "a card: tier, balances and their date",
    "the members' price comes with the card and goes with it",
  ];
  const groups = only(...names);
  const outcomes: readonly Outcome[] = await asPos(profile, agent, groups, { where: () => relay.where });
  await closed();
  expect(outcomes[0]).toMatchObject({ result: "departed" });
  const facts = { profile: "generic", side: "pos", ms: 1 } as const;
  const departure = {
    step: 2,
    of: "customer.identify",
    path: "card",
    expected: { card: "2600000090018" },
    actual: "the card 2600000090018, or 4111 1111 1111 1111",
    advice: "other-value" as const,
  };
  for (const shown of [
    outcomes,
    outcomes.map((one) => ({ ...one, result: "departed" as const, departure })),
  ]) {
    const rows = table(groups, { language: "en", columns: 100, colour: false });
    const all = [
      ...shown.flatMap((outcome) => rows.row(outcome)),
      junitReport(shown, facts),
      JSON.stringify(jsonReport(shown, facts)),
    ].join("\n");
    expect(all).not.toMatch(/2600000090018|4111/);
    expect(all).toContain("customer.identify");
  }
});
