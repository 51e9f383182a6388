import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Told } from "../told.ts";
import { codecOf, type Message } from "./codec.ts";
import { loadProfiles } from "./load-profiles.ts";
import { detailText, MONEY, moneyWord } from "./number-style.ts";
import type { Profile } from "./profile.ts";

/** A vendor with everything that data can say otherwise; `pos` and `lineId` change places by a chain. */
const acme = {
  name: "acme",
  says: "Acme's tills.",
  framing: { kind: "stx", lrc: "none" },
  charset: "windows-1252",
  numbers: "comma",
  names: {
    calls: { "line.add": "ITEM", "line.void": "line.add" },
    fields: { lineId: "pos", line: "lineId", unitPriceCents: "prezzo", text: "attributes" },
    values: { state: { open: "APERTO", voided: "open" }, flags: { return: "RESO" } },
  },
  abilities: {},
};
const { profiles } = loadProfiles([{ from: "acme.json", value: acme }]);
const all = [...profiles.values()].filter(({ encoding }) => encoding === "json");
const utf8 = (bytes: Uint8Array) => Buffer.from(bytes).toString();

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("Caffè 1,20 €", "1,19", "1.19", "😀ß\u0000", "open"),
);
const cents = fc.maxSafeInteger().map((amount) => amount || 0);
const decimal = fc.stringMatching(/^\d{1,5}(\.\d{1,6})?$/);
const special = new Set([...MONEY, "field", "unitPrice", "quantity", "vatRate", "percent", "rate"]);
const anyField = fc
  .oneof(text, fc.constantFrom("lineId", "text", "state", "pos", "prezzo"))
  .filter((field) => !special.has(field) && !MONEY.has(field.replace(/Cents$/, "")));
/** What calls and answers are made of: money, arrays of it, quantities, fine prices, the chain's own words, and whatever else. */
const content = fc.letrec<{ value: unknown; object: object }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    text,
    fc.integer().map((n) => n || 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    tie("object"),
  ),
  object: fc
    .tuple(
      fc.record(
        {
          unitPriceCents: cents,
          amountCents: cents,
          unitsCents: fc.array(cents, { maxLength: 4 }),
          missing: fc.record({ amountCents: cents }),
          quantity: decimal,
          vatRate: decimal,
          state: fc.constantFrom("open", "voided", "subtotal", "APERTO"),
          flags: fc.array(fc.constantFrom("return", "deposit", "RESO"), { maxLength: 3 }),
          attributes: fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true }),
        },
        { requiredKeys: [], noNullPrototype: true },
      ),
      fc.dictionary(anyField, tie("value"), { maxKeys: 3, noNullPrototype: true }),
    )
    .map(([known, other]) => ({ ...other, ...known })),
})).object;
const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record(
    {
      jsonrpc: fc.constant("2.0" as const),
      id: fc.oneof(
        text,
        fc.maxSafeInteger().map((n) => n || 0),
      ),
      method: fc.oneof(text, fc.constantFrom("line.add", "line.void", "ITEM")),
      params: content,
    },
    { noNullPrototype: true },
  ),
  fc.record({ jsonrpc: fc.constant("2.0" as const), id: text, result: content }, { noNullPrototype: true }),
  fc.record(
    {
      jsonrpc: fc.constant("2.0" as const),
      id: fc.constant(null),
      error: fc.record(
        {
          code: fc.integer({ min: -40_000, max: -1 }),
          message: text,
          data: fc.record(
            {
              reason: text,
              field: fc.constantFrom("line.unitPriceCents", "lines.3.quantity", "amountCents"),
            },
            { noNullPrototype: true },
          ),
        },
        { noNullPrototype: true },
      ),
    },
    { noNullPrototype: true },
  ),
);

describe.each(all.map((profile) => [profile.name, profile] as const))("%s", (_, profile) => {
  test("what one side writes the other reads, however the bytes arrive", () => {
    const [agent, pos] = [codecOf(profile, "agent"), codecOf(profile, "pos")];
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 3 }),
        fc.array(fc.integer({ min: 1, max: 40 })),
        (messages, sizes) => {
          for (const [from, to] of [
            [agent, pos],
            [pos, agent],
          ] as const) {
            const stream = Buffer.concat(messages.map((one) => from.encode(one)));
            const reader = to.reader(1 << 20);
            const heard = chunksOf(stream, sizes).flatMap((chunk) => [...reader.push(chunk)]);
            expect(heard.map((one) => to.decode(one))).toEqual(messages);
          }
        },
      ),
    );
  });

  test("garbage is refused as what it is, whatever its bytes", () => {
    const agent = codecOf(profile, "agent");
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          for (const one of agent.reader(100).push(bytes)) agent.decode(one);
        } catch (error) {
          expect((error as { reason?: string }).reason).toMatch(/^(not-json|bad-text|bad-frame|too-large)$/);
        }
      }),
    );
  });
});

function chunksOf(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let from = 0;
  for (const size of sizes) {
    chunks.push(bytes.subarray(from, from + size));
    from += size;
  }
  return [...chunks, bytes.subarray(from)];
}

const line = {
  jsonrpc: "2.0",
  id: 1,
  method: "line.add",
  params: { line: { lineId: "1", text: "Caffè €5 😀", unitPriceCents: 119, quantity: "0.454" } },
} as const;

test("the canonical contract is one line of JSON in UTF-8", () => {
  expect(utf8(codecOf(profile("generic"), "pos").encode(line))).toBe(`${JSON.stringify(line)}\n`);
});

test("uakari writes money as 1,19 in CP858, between STX and ETX with a checksum", () => {
  const bytes = codecOf(profile("uakari"), "pos").encode(line);
  expect([bytes[0], bytes.at(-2)]).toEqual([0x02, 0x03]);
  expect(bytes.slice(1).reduce((sum, byte) => sum ^ byte)).toBe(0);
  const body = Buffer.from(bytes.slice(1, -2)).toString("latin1");
  expect(body).toContain('"text":"Caff\x8a \xd55 \\ud83d\\ude00"');
  expect(body).toContain('"unitPrice":"1,19","quantity":"0,454"');
});

test("a vendor's own words stand in its bytes", () => {
  const bytes = utf8(codecOf(profile("acme"), "pos").encode(line));
  expect(bytes).toContain('"method":"ITEM","params":{"lineId":{"pos":"1"');
  expect(bytes).toContain('"prezzo":"1,19"');
});

test("system writes money as 1.19 in Windows-1252, after four bytes of length", () => {
  const bytes = codecOf(profile("system"), "pos").encode({
    ...line,
    params: { amountCents: -5, unitsCents: [100, 0], text: "€" },
  });
  expect(Buffer.from(bytes).readUInt32BE()).toBe(bytes.length - 4);
  expect(Buffer.from(bytes.slice(4)).toString("latin1")).toContain(
    '"params":{"amount":"-0.05","units":["1.00","0.00"],"text":"\x80"}',
  );
});

test("a price in a vendor's style that is none names the vendor's field when it is refused", () => {
  const agent = codecOf(profile("system"), "agent");
  const read = (value: unknown) => {
    const bytes = Buffer.from(JSON.stringify({ params: { unitPrice: value } }));
    return (agent.decode(bytes) as { params: object }).params;
  };
  expect(read("1.19")).toEqual({ unitPriceCents: 119 });
  expect(read("1.7990")).toEqual({ unitPrice: "1.7990" });
  // Cents or euro? Neither: text, which the contract refuses.
  expect([read(119), read("1,19"), read("119"), read("1.2")]).toEqual(
    ["the number 119", "1,19", "119", "1.2"].map((unitPriceCents) => ({ unitPriceCents })),
  );
  const refusal = {
    code: -32602,
    message: "",
    data: { reason: "bad-parameters", field: "line.unitPriceCents" },
  };
  expect(Buffer.from(agent.encode({ jsonrpc: "2.0", id: 1, error: refusal })).toString()).toContain(
    '"field":"line.unitPrice"',
  );
});

test("what is wrong is told in the words and figures of the POS that wrote it", () => {
  const words = (name: string) => codecOf(profile(name), "agent").fieldText("applied.0.amountCents");
  expect(["generic", "uakari", "system", "ncr"].map(words)).toEqual([
    "applied.0.amountCents",
    ...["applied.0.amount", "applied.0.amount", "applied.0.amount"],
  ]);
  expect(codecOf(profile("acme"), "agent").fieldText("line.unitPriceCents")).toBe("lineId.prezzo");

  const cents = "whole cents are expected as a number (119 is 1.19), not";
  const told = (detail: string) => (["minor", "point", "comma"] as const).map((to) => detailText(detail, to));
  expect(told(`${cents} "the number 119"`)[0]).toBe(`${cents} "the number 119"`);
  expect(told(`${cents} "1.19"`).slice(1)).toEqual([
    'money is expected as text with two decimals, such as "1.19", not "1.19"',
    'money is expected as text with two decimals, such as "1,19", not "1.19"',
  ]);
  expect(told("paidOutCents is missing; send a number")[2]).toBe(
    'paidOut is missing; send text with two decimals, such as "1,19"',
  );
  expect(told("send unitPriceCents, or unitPrice")[2]).toMatch(/^unitPrice is missing; send text/);
  expect(told('unknown field "discountCents"; check its spelling')[2]).toMatch(/"discount"/);
  expect(told('write it as a decimal string such as "0.454": digits, a point, up to six decimals')).toEqual([
    'write it as a decimal string such as "0.454": digits, a point, up to six decimals',
    'write it as a decimal string such as "0.454": digits, a point, up to six decimals',
    'write it as a decimal string such as "0,454": digits, a comma, up to six decimals',
  ]);
});

test("a byte order mark before a message is called by its name", () => {
  const agent = codecOf(profile("generic"), "agent");
  const reason = "not-json";
  expect(() => agent.decode(Buffer.from("\ufeff{}"))).toThrow(
    expect.objectContaining({ reason, detail: expect.stringContaining("byte order mark") }),
  );
  expect(() => agent.decode(Buffer.from("{"))).toThrow(
    expect.objectContaining({ reason, detail: "one JSON object a message is expected" }),
  );
});

test("a message nested out of all measure is left alone, to be refused behind the door", () => {
  const deep = Buffer.from(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
  for (const profile of all) expect(codecOf(profile, "agent").decode(deep)).toBeInstanceOf(Array);
});

test("a wrong checksum, a message without STX and one without bytes end the stream", () => {
  const push = (name: string, bytes: number[]) => () =>
    codecOf(profile(name), "agent").reader(100).push(Uint8Array.from(bytes));
  const bad = expect.objectContaining({ reason: "bad-frame" });
  expect(push("uakari", [0x02, 0x7b, 0x7d, 0x03, 0x00])).toThrow(bad);
  expect(push("uakari", [0x7b])).toThrow(bad);
  expect(push("uakari", [0x02, 0x03, 0x03])).toThrow(bad);
  expect(push("system", [0, 0, 0, 0])).toThrow(bad);
  const large = expect.objectContaining({ reason: "too-large" });
  expect(push("system", [0, 0, 0, 101])).toThrow(large);
  expect(push("system", [0x47, 0x45, 0x54, 0x20])).toThrow(large);
});

test("a question mark stands for what the set lacks, where the vendor wants no escapes", () => {
  const plain = { ...profile("uakari"), unwritable: "question-mark" } satisfies Profile;
  expect(utf8(codecOf(plain, "agent").encode({ ...line, params: { text: "日本" } }))).toContain(
    '"text":"??"',
  );
});

test("every amount of the contract is known to the number styles", () => {
  const sources = [
    ...[
      "answers",
      "basket-calls",
      "effects",
      "explanation",
      "fields",
      "label",
      "notifications",
      "other-calls",
      "return-calls",
      "sale-calls",
      "status",
      "tender-calls",
    ].map((name) => `../contract/${name}.ts`),
    "../answers.ts",
    "../../engine/effect.ts",
    "../../engine/wire/basket-schema.ts",
  ];
  const amounts = sources.flatMap((file) => [
    ...readFileSync(new URL(file, import.meta.url), "utf8").matchAll(/\b([a-z]\w*)Cents\??:/g),
  ]);
  expect(amounts.length).toBeGreaterThan(20);
  expect(amounts.map(([, base]) => base).filter((base) => !MONEY.has(base!))).toEqual([]);
});

test("a sum that has the name of a list beside it has another word where money is text", () => {
  const result = { withheldCents: 80, withheld: [{ promotionId: "P1", amountCents: 80 }] };
  const answer = { jsonrpc: "2.0" as const, id: 1, result };
  for (const name of ["system", "uakari", "ncr"]) {
    const [message] = codecOf(profile(name), "pos")
      .reader(10_000)
      .push(codecOf(profile(name), "agent").encode(answer));
    expect(codecOf(profile(name), "pos").decode(message!), name).toEqual(answer);
  }
});

test("every amount of the contract has a word of its own where money is text", () => {
  expect(new Set([...MONEY].map(moneyWord)).size).toBe(MONEY.size);
});

test("a POS is told more than it may say: the reading of an answer has no bound of values", () => {
  const values = Array.from({ length: 70_000 }, () => "1");
  const answer = { jsonrpc: "2.0" as const, id: 1, result: { values } };
  for (const name of ["generic", "ncr"]) {
    const [message] = codecOf(profile(name), "pos")
      .reader(10_000_000)
      .push(codecOf(profile(name), "agent").encode(answer));
    expect(codecOf(profile(name), "pos").decode(message!), name).toEqual(answer);
  }
});

function profile(name: string): Profile {
  return profiles.get(name)!;
}

test("an answer that another thread has written says in every vendor's words what it would say read", () => {
  const result = {
    transactionId: "1",
    state: "open",
    totalCents: 119,
    lines: [{ lineId: "1", netCents: 119 }],
  };
  const { transactionId, state, ...rest } = result;
  const told = new Told({ transactionId, state }, JSON.stringify(rest));
  for (const profile of all) {
    const bytes = (answer: object) =>
      utf8(codecOf(profile, "agent").encode({ jsonrpc: "2.0", id: "ä1", result: answer }));
    expect(bytes(told), profile.name).toBe(bytes(result));
    const { text } = codecOf(profile, "agent");
    if (text !== undefined) expect(text({ jsonrpc: "2.0", id: "ä1", result: told })).toBe(bytes(result));
  }
});
