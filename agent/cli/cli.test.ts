/** The command line as people and scripts meet it: real processes, exit codes, what goes to stdout and what to stderr. */

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { initKeys } from "../../sync/publish/init-keys.ts";
import { publish } from "../../sync/publish/publish.ts";
import { commandLine } from "../testing/command-line.ts";
import { loadVerb, verbs } from "./verbs.ts";

const root = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "tillside-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tillside = commandLine(folder);

function file(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
  return path;
}

const rules = join(root, "demo/chain/rules.json");
const pasta = (context: object = {}) => ({
  basket: {
    currency: "EUR",
    lines: [{ lineId: "1", article: "8099010000102", unitPriceCents: 119, quantity: "3" }],
  },
  context: { store: "0042", till: "1", ...context },
});

describe("help", () => {
  test("without words the verbs are listed", async () => {
    const { code, stdout } = await tillside();
    expect(code).toBe(2);
    for (const name of Object.keys(verbs)) expect(stdout).toContain(name);
  });

  test("a verb's own help goes to stdout", async () => {
    const { code, stdout, stderr } = await tillside("status", "--help");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^Usage: tillside status/);
  });

  // A process for each, only to see a text, would be five seconds.
  test.each(Object.keys(verbs))("the help of tillside %s shows its usage and an example", async (name) => {
    const { help } = (await loadVerb(name))!;
    expect(help).toContain(`Usage: tillside ${name}`);
    expect(help).toContain("Example:");
  });

  test("a verb that there isn't is named, with those that there are", async () => {
    const { code, stderr } = await tillside("publisch");
    expect(code).toBe(2);
    expect(stderr).toMatch(/"publisch".*publish/);
  });

  test("a word that nobody asked for is named, not passed over", async () => {
    const { code, stderr } = await tillside("demo", "once");
    expect([code, stderr]).toEqual([2, expect.stringContaining('"once"')]);
  });

  test("its version is the package's", async () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(await tillside("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("a misspelt option is named", async () => {
    const { code, stderr } = await tillside("evaluate", "--rule", rules);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--rule")]);
  });
});

describe("evaluate", () => {
  test("writes the whole evaluation as JSON to stdout, and nothing else", async () => {
    const basket = file("pasta.json", pasta());
    const { code, stdout, stderr } = await tillside("evaluate", "--rules", rules, "--basket", basket);
    expect([code, stderr]).toEqual([0, ""]);
    expect(JSON.parse(stdout)).toMatchObject({ grossCents: 357, discountCents: 119, totalCents: 238 });
  });

  test("the basket of the README saves on pasta and on apples", async () => {
    const basket = join(root, "demo/basket.json");
    const { code, stdout } = await tillside("evaluate", "--rules", rules, "--basket", basket);
    expect(code).toBe(0);
    const saved = JSON.parse(stdout)
      .effects.filter(({ kind }: { kind: string }) => kind === "price-modifier")
      .map(({ promotionId, amountCents }: Record<string, unknown>) => [promotionId, amountCents]);
    expect(saved).toEqual([
      ["P02", 119],
      ["P05", 124],
    ]);
  });

  test("a context that is no object is refused, not left out", async () => {
    const basket = file("no-context.json", { ...pasta(), context: "gold card" });
    const { code, stdout, stderr } = await tillside("evaluate", "--rules", rules, "--basket", basket);
    expect([code, stdout, stderr]).toEqual([1, "", expect.stringContaining("no-context.json")]);
  });

  test("a misspelt field of the question is named: it would be an answer to another one", async () => {
    const context = { customer: { id: "card-1", teir: "gold" } };
    const said = await Promise.all(
      [
        { ...pasta(), context },
        { ...pasta(), contxt: context },
      ].map((question, index) =>
        tillside("evaluate", "--rules", rules, "--basket", file(`misspelt-${index}.json`, question)),
      ),
    );
    expect(said.map(({ code, stdout }) => [code, stdout])).toEqual([
      [1, ""],
      [1, ""],
    ]);
    expect(said[0]!.stderr).toContain('unknown field "teir"');
    expect(said[1]!.stderr).toContain('unknown field "contxt"');
  });

  test("a mistake in the basket is named by its place, and stdout stays empty", async () => {
    const wrong = {
      basket: { lines: [{ lineId: "1", article: "80", unitPriceCents: 1.19, quantity: "1" }] },
    };
    const { code, stdout, stderr } = await tillside(
      "evaluate",
      "--rules",
      rules,
      "--basket",
      file("wrong.json", wrong),
    );
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/wrong\.json: .*lines\[0\]\.unitPriceCents/);
    expect(stderr).not.toMatch(/\n +at /);
  });

  test("a file that is not JSON, or not there, is named", async () => {
    const broken = await tillside("evaluate", "--rules", file("broken.json", "{"), "--basket", "x");
    expect([broken.code, broken.stderr]).toEqual([1, expect.stringContaining("broken.json is not JSON")]);
    const missing = await tillside("evaluate", "--rules", "nowhere.json", "--basket", "x");
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining("nowhere.json")]);
  });
});

describe("explain", () => {
  test("says of every promotion that touches the basket whether it applied, or why not", async () => {
    const basket = file("explained.json", pasta());
    const words = ["explain", "--rules", rules, "--basket", basket, "--lang"];
    const english = await tillside(...words, "en");
    expect([english.code, english.stdout]).toEqual([0, expect.stringMatching(/P02 .*yes, 1 ×: €1\.19/)]);
    expect(english.stdout).toMatch(/P12 .*no: needs a card/);
    const italian = await tillside(...words, "it");
    expect(italian.stdout).toMatch(/P02 .*sì, 1 ×: 1,19\s€/);
    expect(italian.stdout).toMatch(/P12 .*no: serve la tessera/);
  });
});

test("a full stamp card and half a menu are explained", async () => {
  const basket = join(root, "demo/stamp-card.json");
  const { code, stdout } = await tillside("explain", "--rules", rules, "--basket", basket, "--lang", "en");
  expect(code).toBe(0);
  expect(stdout).toMatch(/P21 .*yes, 1 ×: €4\.59/);
  expect(stdout).toMatch(/P20 .*yes, 1 ×: 2 stamps/);
  expect(stdout).toMatch(/P19 .*no: 1 more piece needed \(part 1 of the set\)/);
});

describe("publish and hub", () => {
  test("keys are made once, a chain is published, and publishing it again only renews the head", async () => {
    const chain = join(root, "demo/chain");
    expect(await tillside("publish", "--init-keys", "keys")).toMatchObject({ code: 0 });
    expect(await tillside("publish", "--init-keys", "keys")).toMatchObject({ code: 1, stdout: "" });
    const words = ["publish", "--from", chain, "--to", "releases", "--keys", "keys"];
    const first = await tillside(...words, "--json");
    expect([first.code, JSON.parse(first.stdout).release]).toEqual([0, 1]);
    const second = await tillside(...words);
    expect([second.code, second.stdout]).toEqual([0, expect.stringContaining("the head was renewed")]);
    const forced = await tillside(...words, "--force");
    expect([forced.code, forced.stdout]).toEqual([0, expect.stringMatching(/^Release 2 .* but its number/m)]);
  });

  test("code ranges that every till would refuse with their release are refused at HQ, with the tills' own reason", async () => {
    const [chain, keys, to] = ["range", "range-keys", "range-releases"].map((name) => join(folder, name));
    cpSync(join(root, "demo/chain"), chain!, { recursive: true });
    initKeys(keys!);
    const config = JSON.parse(readFileSync(join(chain!, "config.json"), "utf8"));
    config.codes.measures = [{ prefix: "20", item: 4, value: 5, kind: "price" }];
    file("range/config.json", config);
    const words = ["publish", "--from", chain!, "--to", to!, "--keys", keys!];
    for (const dry of [["--dry-run"], []]) {
      const { code, stderr } = await tillside(...words, ...dry);
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/config\.json: codes\.measures\.0: .* 12 digits/),
      ]);
    }
  });

  test("a dry run tells what would change, golden baskets are written anew, and a release is undone", async () => {
    const [chain, keys, to] = ["chain", "own-keys", "own-releases"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    cpSync(join(root, "demo/chain"), chain, { recursive: true });
    initKeys(keys);
    await publish({ from: chain, to, keys, now: new Date() });
    const was = readFileSync(join(chain, "rules.json"), "utf8");
    file("chain/rules.json", was.replace('"reward": {"priceCents": 250}', '"reward": {"priceCents": 240}'));
    const dry = await tillside("publish", "--from", chain, "--to", to, "--keys", keys, "--dry-run");
    expect([dry.code, dry.stdout]).toEqual([
      1,
      expect.stringMatching(/changed {2}P19 "Menu.*": mechanics$/m),
    ]);
    expect(dry.stdout).toMatch(
      /^ {2}2\.50 -> 2\.40 +"A menu: pasta and two passata" DIFFERS: total 2\.50 expected/m,
    );
    expect(dry.stdout).toMatch(/^ {2}2 with the total of before$/m);
    expect(dry.stdout).toMatch(/^ {2}rules +rows: 0 new, 1 changed, 0 gone; \d+ bytes$/m);
    expect(dry.stdout).toMatch(/It would NOT be published/);

    const golden = await tillside("publish", "--golden-write", "--from", chain);
    expect(golden.stdout).toMatch(
      /^changed {2}"A menu: pasta and two passata": total 2\.50 expected, 2\.40 found/,
    );
    await publish({ from: chain, to, keys, now: new Date() });
    const undone = await tillside("publish", "--undo", "1", "--to", to, "--keys", keys);
    expect([undone.code, undone.stdout]).toEqual([
      0,
      expect.stringMatching(
        /^Release 3 is published; changed: rules, config\.\nIt holds what release 1 held/m,
      ),
    ]);
    const wrong = await tillside("publish", "--undo", "last", "--to", to, "--keys", keys);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("--undo last")]);
  });

  test("the token of HQ's own people is printed", async () => {
    const good = await tillside("hub", "--data", "hub", "--operator-token");
    expect([good.code, good.stdout]).toEqual([0, expect.stringMatching(/^[0-9a-f]{64}\n$/)]);
    const nowhere = await tillside("hub", "--data", join(rules, "hub"), "--operator-token");
    expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining("--data")]);
  });
});

describe("status", () => {
  test("a till whose agent doesn't run is told apart from a till that never ran", async () => {
    const config = file("config.json", { store: "0042", till: "1", pos: { port: 1 } });
    const never = await tillside("status", "--config", config);
    expect([never.code, never.stderr]).toEqual([1, expect.stringContaining("start the agent once")]);
    file("pos.secret", "5e".repeat(32));
    const down = await tillside("status", "--config", config);
    expect([down.code, down.stderr]).toEqual([1, expect.stringContaining("127.0.0.1:1")]);
  });
});
