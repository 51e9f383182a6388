import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { JsonSchema } from "../../../engine/reference/json-schema.ts";
import { type AnsweredCall, answeredByAmount } from "../answered-calls.ts";
import { CALLS, isCall } from "../calls.ts";
import { type NotificationName, notifications } from "../notifications.ts";
import type { Examples } from "./examples.ts";
import { contractFiles } from "./index.ts";
import { contractJsonSchema, differsByAmount, documented } from "./json-schema.ts";

const read = (name: string) => readFileSync(join(import.meta.dirname, name), "utf8");
const examples: Examples = JSON.parse(read("examples.json"));
const { answered, refused, notified } = examples;

test.each(contractFiles(examples))("$name is what the schemas say", ({ name, text }) => {
  const committed = read(`../${name}`);
  expect(committed === text, `agent/contract/${name} is out of date: run npm run reference`).toBe(true);
});

test("every call has an example, and every notification that needs no device", () => {
  expect(new Set(answered.map(({ call }) => call))).toEqual(new Set(["hello", "hello.confirm", ...CALLS]));
  expect(notified.map(({ name }) => name).sort()).toEqual(["display", "suggestion"]);
});

describe("the JSON Schema", () => {
  const { $defs = {} } = contractJsonSchema();
  const readers = new Map(
    Object.entries($defs).map(([name, schema]) => {
      const whole = JSON.parse(JSON.stringify({ ...schema, $defs }));
      return [name, z.fromJSONSchema(whole)];
    }),
  );
  const issues = (name: string, value: unknown) => {
    const result = readers.get(name)!.safeParse(value);
    return result.success ? [] : result.error.issues;
  };

  test.each(answered)("takes what happened: $says", ({ call, params, result, byAmount }) => {
    const variant = (name: string) => (byAmount && differsByAmount(name) ? `${name}.by-amount` : name);
    expect(issues(variant(`${call}.params`), params)).toEqual([]);
    expect(issues(variant(`${call}.result`), result)).toEqual([]);
    const entry: Pick<AnsweredCall, "params" | "result"> =
      byAmount && isCall(call) ? answeredByAmount[call] : documented[call]!;
    entry.params.parse(params);
    entry.result.parse(result);
  });

  test("takes what was told unasked, and the data of every error", () => {
    for (const { name, params } of notified) {
      expect(issues(`${name}.notification`, params), name).toEqual([]);
      notifications[name as NotificationName].params.parse(params);
    }
    for (const { error } of refused)
      expect(issues("error-data", (error as { data: unknown }).data)).toEqual([]);
  });

  const sale = { transactionId: "1" };
  const line = { lineId: "1", article: "2", unitPriceCents: 1, quantity: "1" };
  test.each([
    ["a misspelt parameter", "line.add", { ...sale, lien: line, line }],
    ["a line without its id", "line.add", { ...sale, line: { ...line, lineId: undefined } }],
    ["a quantity as a number", "line.add", { ...sale, line: { ...line, quantity: 1 } }],
    ["half a cent", "transaction.complete", { ...sale, receipt: "R", applied: [], totalCents: 0.5 }],
    [
      "a tender and a reward at once",
      "tender.add",
      { ...sale, tenderId: "1", tender: "cash", amountCents: 1, reward: "R" },
    ],
    ["a time without its offset", "transaction.begin", { ...sale, at: "2026-11-21T10:31:00" }],
    ["no sale at all", "transaction.subtotal", {}],
  ])("refuses %s", (_, call, params) => {
    const sent = JSON.parse(JSON.stringify(params));
    expect(issues(`${call}.params`, sent)).not.toEqual([]);
  });

  test("lets fields pass that a later agent adds to an answer, and none that a POS misspells", () => {
    const { result, params } = answered.find(({ call }) => call === "transaction.cancel")!;
    expect(issues("transaction.cancel.result", { ...(result as object), later: 1 })).toEqual([]);
    expect(issues("transaction.cancel.params", { ...params, later: 1 })).not.toEqual([]);
  });

  test("refers only to definitions that it has", () => {
    const used = [...JSON.stringify($defs).matchAll(/"#\/\$defs\/([^"]+)"/g)].map(([, name]) => name!);
    expect(used.filter((name) => !(name in $defs))).toEqual([]);
  });

  test("tells of what a POS sends what it means, but for what its name says", () => {
    const plain = new Set(
      "transactionId lineId line channel operator supervisor reason kind amountCents receipt lines card coupons tenders rewards promotionId times shares brand supplier flags vatRate training suggestions language".split(
        " ",
      ),
    );
    const silent: string[] = [];
    for (const [name, one] of Object.entries($defs)) {
      if (!name.includes(".params") && !["line", "basket", "applied", "override"].includes(name)) continue;
      for (const shape of [one, ...((one as JsonSchema).anyOf ?? [])])
        for (const [field, { description, $ref }] of Object.entries(shape.properties ?? {}))
          if (description === undefined && $ref === undefined && !plain.has(field))
            silent.push(`${name}.${field}`);
    }
    expect(silent).toEqual([]);
  });
});

test("the page links to headings that it has", () => {
  const page = read("../CALLS.md");
  const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^a-z0-9 -]/g, "")
      .replaceAll(" ", "-"),
  );
  const links = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, to]) => to!.toLowerCase());
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter((to) => !headings.includes(to))).toEqual([]);
});
