/** What HQ's people see when they block something: real processes, on a chain that is published. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sampleChain, writeChain } from "../../sync/fixture/chain.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";
import { publish } from "../../sync/publish/publish.ts";
import { commandLine } from "../testing/command-line.ts";

const folder = mkdtempSync(join(tmpdir(), "tillside-block-"));
const [from, to, keys] = ["chain", "releases", "keys"].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
const where = ["--to", to, "--keys", keys];
const tillside = commandLine(folder);
const block = (...words: string[]) => tillside("block", ...words, ...where, "--lang", "en");

beforeAll(async () => {
  initKeys(keys);
  const [promotion] = sampleChain.rules.promotions;
  const ofVoucher = { ...promotion, id: "P2", requires: { kind: "coupon", series: "NEXT" } };
  writeChain(from, { rules: { ...sampleChain.rules, promotions: [promotion, ofVoucher] } });
  // Cards and coupons in shards, as a large chain has them.
  await publish({ from, to, keys, now: new Date(), wholeMax: 0 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a card, a coupon or a series that HQ's files do not know is blocked, and HQ is told that they do not know it", async () => {
  const { code, stdout, stderr } = await block(
    "--card",
    "999",
    "--series",
    "NIX",
    "--coupon",
    "9912345678999",
  );
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^card +…999 .*\n.*…8999 .*\n.*NIX /)]);
  const warning = (what: string) =>
    `warning: no release in use has a ${what}. It is blocked all the same, since it may be newer than the release: look whether it is written so; --off takes it off the list.\n`;
  expect(stderr).toBe(["card 999", "coupon 9912345678999", "series NIX"].map(warning).join(""));
  const italian = await tillside("block", "--card", "999", ...where, "--lang", "it");
  expect(italian.stderr).toBe(
    "avviso: nessun rilascio in uso ha una tessera 999. Il blocco vale lo stesso, perché può essere qualcosa di più recente del rilascio: controllare che sia scritto così; --off lo toglie dall'elenco.\n",
  );
  expect(await block("--card", "999", "--series", "NIX", "--coupon", "9912345678999", "--off")).toMatchObject(
    {
      code: 0,
      stderr: "",
    },
  );
});

test("what HQ's files know is blocked without a word, vouchers' series among it", async () => {
  const known = ["--card", "2600000000017", "--coupon", "9912345678901", "--series", "SPRING5"];
  expect(await block(...known, "--series", "NEXT")).toMatchObject({ code: 0, stderr: "" });
});

test("what can be no card's number is not blocked", async () => {
  for (const number of ["26O0000000017", "", "2".repeat(33)]) {
    const { code, stdout, stderr } = await block("--card", number);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe(`tillside: --card ${number}: a card's number is up to 32 digits\n`);
  }
  const italian = await tillside("block", "--card", "x", ...where, "--lang", "it");
  expect(italian.stderr).toBe("tillside: --card x: il numero di una tessera ha fino a 32 cifre\n");
});

test("the list of what is blocked is Italian from its first word on", async () => {
  const words = ["--card", "2600000000017", "--series", "SPRING5", "--vouchers", "earlier", "--by", "Anna"];
  const till = ["--till", "0042/3", "--key", "ab", "--from", "2026-11-22T18:00:00Z", "--by", "Anna"];
  await block(...words, "--reason", "persa");
  const { stdout } = await tillside("block", ...till, ...where, "--lang", "it");
  expect(
    stdout
      .replaceAll(/2\d{3}-\d\d-\d\dT(?!18)[\d:.]+Z/g, "ORA")
      .split("\n")
      .slice(-6),
  ).toEqual([
    "tessera   …0017  da ORA, di Anna: persa",
    "serie     SPRING5  da ORA, di Anna: persa",
    "buoni     earlier  da ORA, di Anna: persa",
    "cassa     0042/3 (chiave ab), ciò che ha emesso da 2026-11-22T18:00:00.000Z in poi  da ORA, di Anna",
    expect.stringMatching(/^La testa \d+ è firmata\./),
    "",
  ]);
  const off = await tillside("block", "--card", "2600000000024", "--off", ...where, "--lang", "it");
  expect(off.stderr).toBe("tillside: la tessera …0024 non è bloccata\n");
});
