/** The kit as a vendor runs it: `tillside conformance`, its table, its reports and its exit codes. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verb } from "../../agent/cli/conformance.ts";
import { readArguments, UsageError } from "../../agent/cli/verb.ts";
import { type OwnAgent, startOwnAgent } from "../../agent/conformance/own-agent.ts";
import { startRelay } from "../../agent/conformance/relay.ts";
import { elementsOf } from "../../agent/pos/ncr/xml.ts";
import { readXml } from "../../agent/pos/ncr/xml-reader.ts";
import { ENTRY } from "../../agent/testing/entry.ts";
import { cashier } from "./cashier.ts";
import { profileOf } from "./kit.ts";

let folder: string;
let agent: OwnAgent;
let port: number;
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tillside-kit-"));
  agent = await startOwnAgent(profileOf("generic"), "en", { program: ENTRY });
  port = (agent.where as { port: number }).port;
});
afterAll(async () => {
  await agent.close();
  rmSync(folder, { recursive: true, force: true });
});

function started(words: readonly string[], columns = 100): { child: ChildProcess; ended: Promise<Ended> } {
  const env = { ...process.env, COLUMNS: String(columns) };
  const child = spawn(process.execPath, [ENTRY, "conformance", ...words], { env });
  const out = { stdout: "", stderr: "" };
  child.stdout!.setEncoding("utf8").on("data", (text: string) => (out.stdout += text));
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (out.stderr += text));
  const ended = new Promise<Ended>((resolve) => child.on("close", (code) => resolve({ code, ...out })));
  return { child, ended };
}
interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
const run = (...words: string[]) => started(words).ended;
const connected = (where = port) => [
  "--connect",
  `127.0.0.1:${where}`,
  "--secret",
  agent.secretFile,
  "--lang",
  "en",
];

test("as it stands it starts an agent of its own, and all is as agreed", async () => {
  const { code, stdout, stderr } = await run("--only", "explain", "--lang", "it", "--profile", "uakari");
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("il kit è la cassa, profilo uakari, un agente avviato dal kit");
  expect(stdout).toMatch(/ {2}explain {2}✓ perché una promozione vale per una vendita aperta +conforme/);
  expect(stdout).toMatch(/✓ 5 conforme {4}[\d,]+ s\n$/);
});

test("an agent that is there is played as often as one likes, and what it can't be asked for is shown", async () => {
  for (let times = 0; times < 2; times += 1) {
    const { code, stdout } = await run(...connected(), "--only", "complete");
    expect(stdout).toMatch(/– what could not be recorded is sent again until it is +not in this run/);
    expect(stdout).toContain("needs an agent that the kit has started");
    expect([code, stdout.match(/✓ \d+ as agreed/)?.[0]]).toEqual([0, "✓ 16 as agreed"]);
  }
});

describe("at a departure", () => {
  let wrong: number;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const relay = await startRelay(
      {
        profile: profileOf("generic"),
        secret: agent.secret,
        agent: () => agent.where,
        at: { host: "127.0.0.1", port: 0 },
      },
      {
        answered: (_, message, of) =>
          of?.method === "explain" && "result" in message
            ? [{ ...message, result: { ...(message.result as object), explanations: [] } }]
            : undefined,
      },
    );
    wrong = (relay.where as { port: number }).port;
    close = relay.close;
  });
  afterAll(() => close());

  test("it ends with 1, the table with that row, and the reports say the rest was not played", async () => {
    const [junit, json] = [file("out/junit.xml"), file("out.json")];
    const words = [...connected(wrong), "--only", "explain", "--junit", junit, "--json", json];
    const { code, stdout } = await run(...words);
    expect(code).toBe(1);
    const rows = stdout.split("\n");
    const at = rows.findIndex((row) => row.includes("✗ why a promotion applies to an open sale"));
    expect(rows.slice(at + 2, at + 6).map((row) => row.trim())).toEqual([
      "step        3, explain",
      "path        explanations",
      'expected    {"promotionId":"PASTA-3X2","applied":true,"amountCents":119}',
      "actual      []",
    ]);
    expect(stdout).toMatch(/· 4 not played {4}[\d.]+ s\n.*--all plays the other dialogues too\.\n$/);
    expect(rows.filter((row) => row.length > 100)).toEqual([]);

    const suites = readXml(readFileSync(junit, "utf8"));
    expect(suites).toMatchObject({
      name: "testsuites",
      attributes: { tests: "5", failures: "1", skipped: "4" },
    });
    const [suite] = elementsOf(suites);
    const cases = elementsOf(suite!);
    expect(suite!.attributes.name).toBe("explain");
    expect(cases.map(({ attributes }) => attributes.classname)).toEqual(
      cases.map(() => "conformance.generic.pos.explain"),
    );
    const [failure] = elementsOf(cases[0]!);
    expect(failure).toMatchObject({
      name: "failure",
      attributes: { message: "step 3, explain, explanations", type: "other-value" },
    });
    expect(elementsOf(cases[1]!)[0]).toMatchObject({
      name: "skipped",
      attributes: { message: "not played" },
    });
    expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject({
      profile: "generic",
      kitIs: "pos",
      counts: { departed: 1, "not-played": 4 },
      dialogues: [
        { group: "explain", result: "departed", departure: { step: 3, of: "explain" } },
        {},
        {},
        {},
        {},
      ],
    });
  });

  test("with --all it goes on, and JSON alone is on stdout where no file is named", async () => {
    const { code, stdout, stderr } = await run(...connected(wrong), "--only", "explain", "--all", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ counts: { departed: 3, "as-agreed": 2 } });
    expect(stderr).toContain("✗ why one does not");
  });
});

test("with --listen it is the agent: says where, asks, judges, and knows a POS that does what it is asked", async () => {
  const secretFile = file("own.secret");
  const secret = "5e".repeat(32);
  writeFileSync(secretFile, secret);
  const words = ["--listen", "--port", "0", "--secret", secretFile, "--only", "lines", "--lang", "en"];
  const { child, ended } = started([...words, "--profile", "system"]);
  let seen = 0;
  let text = "";
  let who: ReturnType<typeof cashier> | undefined;
  let turn = Promise.resolve();
  child.stdout!.on("data", (chunk: string) => {
    text += chunk;
    const at = /agent's address: 127\.0\.0\.1:(\d+)\n/.exec(text)?.[1];
    who ??= at ? cashier({ host: "127.0.0.1", port: Number(at) }, secret, profileOf("system")) : undefined;
    const asked = [...text.matchAll(/^ +→ (.*)\n/gm)].map(([, sentence]) => sentence!);
    for (const sentence of asked.slice(seen)) turn = turn.then(() => who?.does(sentence)).catch(() => {});
    seen = asked.length;
  });
  const { code, stdout } = await ended;
  await who?.close();
  expect(stdout).toContain("Ring up 3 × Spaghetti 500 g (8099100000012) at €1.19.");
  expect(stdout).toContain(`file of the secret: ${secretFile}`);
  expect(stdout).toMatch(/2 of 6 {2}lines: three for two\n.*\n.*\n.*\n {2}✓ as agreed\n/);
  expect(code).toBe(0);
});

test("with --listen a POS that does nothing departs when the patience is over", async () => {
  const words = ["--listen", "--port", "0", "--patience", "0.2", "--only", "begin", "--lang", "it"];
  const { code, stdout } = await run(...words);
  expect(code).toBe(1);
  expect(stdout).toContain("→ Iniziare una vendita.");
  expect(stdout).toContain("Dalla cassa non è arrivato nulla in tempo.");
});

test("a vendor's own profile is a file, and is tried like the others", async () => {
  const acme = {
    name: "acme",
    says: "Acme's tills.",
    framing: { kind: "stx", lrc: "none" },
    charset: "cp858",
    numbers: "comma",
    names: {
      calls: { "line.add": "ITEM" },
      fields: { lineId: "pos" },
      values: { state: { open: "APERTO" } },
    },
    abilities: { modifiers: "transaction" },
  };
  writeFileSync(file("acme.json"), JSON.stringify(acme));
  const { code, stdout } = await run("--profile", file("acme.json"), "--only", "lines", "--lang", "en");
  expect([code, stdout.match(/profile acme/)?.[0]]).toEqual([0, "profile acme"]);
  writeFileSync(file("bad.json"), JSON.stringify({ ...acme, numbers: "roman" }));
  const bad = await run("--profile", file("bad.json"));
  expect([bad.code, bad.stderr]).toEqual([1, expect.stringContaining('"numbers"')]);
});

test("wrong words end with 2 before anything starts", async () => {
  const { code, stdout, stderr } = await run("--profile", "nobody");
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain("generic, ncr, system, uakari");
});

// A process for each would be three seconds.
test.each([
  ["a group that is not there", ["--only", "lines,nothing"], "connect, begin, lines"],
  ["a POS and an agent at once", ["--connect", "127.0.0.1:1", "--secret", "x", "--listen"], "one of them"],
  ["an agent without its secret", ["--connect", "127.0.0.1:1"], "--secret"],
  ["an address that is none", ["--connect", "here", "--secret", "x"], "HOST:PORT"],
  ["a port that nobody waits at", ["--port", "1"], "--listen"],
  ["a word too many", ["out.json"], "one word too many"],
  ["no patience", ["--listen", "--patience", "0"], "--patience"],
])("so do these: %s", async (_, words, says) => {
  const run = async () => verb.run(readArguments(verb, words));
  const error = await run().catch((error: unknown) => error);
  expect(error).toBeInstanceOf(UsageError);
  expect((error as UsageError).message).toContain(says);
});

test("a report that has no place to go is told before anything is played", async () => {
  const run = async () => verb.run(readArguments(verb, ["--junit", join(agent.secretFile, "report.xml")]));
  await expect(run()).rejects.toThrow("report.xml can't be written");
});

test("an agent behind a Unix socket is played like one behind a port", async () => {
  const at = { path: file("pos.sock") };
  const setting = { profile: profileOf("generic"), secret: agent.secret, agent: () => agent.where, at };
  const relay = await startRelay(setting, {});
  const words = ["--connect", at.path, "--secret", agent.secretFile, "--only", "evaluate,explain"];
  const { code, stdout } = await run(...words, "--lang", "en");
  await relay.close();
  expect([code, stdout.match(/✓ \d+ as agreed/)?.[0]]).toEqual([0, "✓ 12 as agreed"]);
});

test("an agent that is not there, and one of another secret, are told in a sentence", async () => {
  const gone = await run("--connect", "127.0.0.1:9", "--secret", agent.secretFile);
  expect([gone.code, gone.stderr]).toEqual([
    1,
    expect.stringMatching(/no agent answers \(127\.0\.0\.1:9: .*\): start it/),
  ]);
  writeFileSync(file("other.secret"), "00".repeat(32));
  const other = await run("--connect", `127.0.0.1:${port}`, "--secret", file("other.secret"));
  expect([other.code, other.stderr]).toEqual([
    1,
    expect.stringContaining("does not know this till's secret"),
  ]);
  expect(other.stderr).not.toContain("    at ");
});
