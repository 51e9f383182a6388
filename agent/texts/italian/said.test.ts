import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { translator } from "../../../drivers/italian/in-italian.ts";
import { commandLine } from "./command-line.ts";
import { config } from "./config.ts";
import { files } from "./files.ts";
import { hq } from "./hq.ts";
import { publishing } from "./publishing.ts";
import { rules } from "./rules.ts";
import { pairs, said } from "./said.ts";
import { status } from "./status.ts";
import { system } from "./system.ts";

test("a field that is wrong is named in Italian, with what stands there and what to do", () => {
  expect(
    said("it", '/t/config.json: "pos.port": a number is expected, not "7710". Correct it and start again.'),
  ).toBe('/t/config.json: "pos.port": serve un numero, non "7710". Correggere e ripartire.');
  expect(
    said(
      "it",
      '/t/config.json: "printr": it is not known here; look at its spelling. Correct it and start again.',
    ),
  ).toBe('/t/config.json: "printr": qui non è conosciuto; guardare come è scritto. Correggere e ripartire.');
});

test("an agent that does not answer: which port, why, and how to start it", () => {
  const english =
    "no agent answers (127.0.0.1:7710: connect ECONNREFUSED 127.0.0.1:7710). Start it: tillside agent --config /t/config.json";
  expect(said("it", english)).toBe(
    "nessun agente risponde (127.0.0.1:7710: collegamento rifiutato da 127.0.0.1:7710). Avviarlo: tillside agent --config /t/config.json",
  );
  expect(said("en", english)).toBe(english);
});

test("a file of the chain folder: where, and what is wrong there", () => {
  expect(said("it", 'chain/articles.json: 3.priceCents: a whole number is expected, not "1.19"')).toBe(
    'chain/articles.json: 3.priceCents: serve un numero intero, non "1.19"',
  );
  expect(
    said("it", "chain/articles/nord.json: no store and no store group of config.json is called so"),
  ).toBe("chain/articles/nord.json: nessun negozio e nessun gruppo di negozi di config.json si chiama così");
});

test("a file on the disk and the line to HQ", () => {
  expect(said("it", "/t/journal.db is broken at event sales 7: it is missing, and all up to 9.")).toBe(
    "/t/journal.db è rotto a event sales 7: manca, e tutto fino a 9.",
  );
  expect(said("it", "HQ at http://hq:7720 can't be reached: connect ECONNREFUSED 10.0.0.1:7720")).toBe(
    "La sede a http://hq:7720 non è raggiungibile: collegamento rifiutato da 10.0.0.1:7720",
  );
});

test("what the operating system says, with its path or by its code alone", () => {
  expect(said("it", "rules.json cannot be read: ENOENT: no such file or directory, open 'rules.json'")).toBe(
    "rules.json non si può leggere: il file non c'è: rules.json",
  );
  expect(said("it", "/tmp cannot be read: EISDIR: illegal operation on a directory, read")).toBe(
    "/tmp non si può leggere: è una cartella",
  );
  expect(said("it", "cannot write r/head.json (EROFS): choose a folder that can be written")).toBe(
    "non si può scrivere r/head.json (il disco è di sola lettura): scegliere una cartella in cui si può scrivere",
  );
  expect(said("it", "ENOSPC: no space left on device, write")).toBe("il disco è pieno");
  expect(said("it", "HQ at http://hq:1 can't be reached: getaddrinfo ENOTFOUND hq.example")).toBe(
    "La sede a http://hq:1 non è raggiungibile: nessuno conosce il nome hq.example",
  );
});

test("what golden baskets get at a till, each basket and each difference", () => {
  const differing =
    'golden baskets differ: "Ten; euros": total 9.00 expected, 10.00 found; P1: 1.00 taken off expected, nothing found; "B": P2: nothing expected, 10 points (base) found';
  const differenti =
    'le spese campione danno altro: "Ten; euros": atteso totale 9.00, trovato 10.00; P1: atteso sconto di 1.00, trovato niente; "B": P2: atteso niente, trovato 10 punti (base)';
  expect(said("it", differing)).toBe(differenti);
  expect(said("it", `release 2: ${differing}; the till stays as it was`)).toBe(
    `rilascio 2: ${differenti}; la cassa resta com'era`,
  );
});

test("what a recorded sale expected and did not get", () => {
  expect(said("it", 'step 4 (add) refused: expected nothing, got "unknown-article"')).toBe(
    'passo 4 (add), rifiuto: atteso niente, ottenuto "unknown-article"',
  );
  expect(said("it", "modifiers.P02: expected 119, got nothing")).toBe(
    "modifiers.P02: atteso 119, ottenuto niente",
  );
});

test("each sentence is there once, in both languages, with the same places", () => {
  const all = [...commandLine, ...config, ...status, ...files, ...hq, ...publishing, ...rules, ...system];
  const places = (text: string) => text.split(/\{;?\}/).length;
  expect(all.filter(([en, it]) => places(en) !== places(it) || it.trim() === "")).toEqual([]);
  const english = all.map(([en]) => en);
  expect(english.filter((en, n) => english.indexOf(en) !== n)).toEqual([]);
});

/** Who says something to a person at a till; what stands between quotes there, comments and manuals taken out. */
const root = join(import.meta.dirname, "../../..");
const SAYS = [
  "agent/{config,devices,enrol,secret,status,port-profile}.ts",
  "agent/cli/{agent,at-hub,block,demo,device-setting,enroll,enroll-code,evaluate,explain,fleet,hub,journal,keys,lead,main,past-sale,play,publish,publish-report,read-json,repair,replay,revoke,slips,status,till-client,token,verb,vouchers}.ts",
  "agent/client/connect.ts",
  "agent/demo/play/{labels,play,play-files,pos,price-file,read-sales,recorded-sale,scanner}.ts",
  "agent/lead/{lan,lead,status}.ts",
  "agent/pos/{endpoint,load-profiles}.ts",
  "agent/panel/server.ts",
  "agent/repair/*.ts",
  "agent/store/{backup,check-meaning,kept-replica,open,put-aside,replica,verify}.ts",
  "agent/suspended/waiting.ts",
  "sync/issue-text.ts",
  "sync/{claims,golden,rollout}/*.ts",
  "sync/publish/*.ts",
  "agent/workers/{hq,journal}.ts",
  "sync/client/{files,heads,http,operator,pull,push}.ts",
  "sync/enrol/{enrol,post,revoked,till-files,till-key,upkeep,words}.ts",
  "sync/hub/{authority,hub,token}.ts",
  "sync/hub/database/{postgres,sqlite}.ts",
  "sync/release/{channel-file,envelope,keys,token}.ts",
];
/** Tests, and the linter's findings, which stand in both languages where they arise. */
const IN_BOTH = ["**/*.test.ts", "**/{currency-change,files-lost,head-lost,stores-gone,till-codes}.ts"];
/** Four words in a row, or a sentence of them. */
const sentence = /[a-z']{2,} [a-z']+ [a-z']+|[a-z]{2,} [^ ]+ [a-z']{2,} /;

const notForPeople = /\b(SELECT|UPDATE|INSERT|DELETE)\b|\\n/;

test("every sentence for a person at a till is there in Italian", () => {
  const sources = SAYS.flatMap((glob) => globSync(glob, { cwd: root, exclude: IN_BOTH }));
  const missing = sources.flatMap((file) =>
    saidIn(readFileSync(join(root, file), "utf8"))
      .filter((text) => sentence.test(text) && !notForPeople.test(text) && !isKnown(text))
      .map((text) => `${file}: ${text}`),
  );
  expect(missing).toEqual([]);
  expect(sources.length).toBeGreaterThan(50);
});

test("what the engine finds wrong in a rule set is there in Italian, and where it stands", () => {
  const english =
    'chain/rules.json: rule set: promotion "P14": unknown field "percnt"; check its spelling (at promotions[12].mechanics[0])';
  expect(said("it", english)).toBe(
    'chain/rules.json: regole: promozione "P14": campo "percnt" sconosciuto; controllare come è scritto (in promotions[12].mechanics[0])',
  );
  expect(said("it", "rules.json: rule set: layers is missing; send a list [ … ] (at layers)")).toBe(
    "rules.json: regole: manca layers; scrivere una lista [ … ] (in layers)",
  );
  const refusals = globSync("engine/{mechanics/*.terms,wire/*}.ts", { cwd: root, exclude: ["**/*.test.ts"] })
    .flatMap((file) => saidIn(lastArguments(readFileSync(join(root, file), "utf8"))))
    .filter((text) => sentence.test(text));
  expect(refusals.filter((text) => !isKnown(text))).toEqual([]);
  expect(refusals.length).toBeGreaterThan(40);
});

/** Texts with which a call ends, one a line: what a schema says of what it does not take. Descriptions are left out. */
function lastArguments(source: string): string {
  const ends = source.matchAll(/(?<!describe\(\s*)(["`])((?:(?!\1)[^\\\n]|\\.)+)\1,?\s*\)/g);
  return [...ends].map(([, quote, text]) => `${quote}${text}${quote}`).join("\n");
}

/** Texts of a source, each place an X. */
function saidIn(source: string): string[] {
  let code = source
    .replaceAll(/\/\*.*?\*\/|^\s*\/\/.*$/gms, "")
    .replaceAll(/help: `[^`]*`/g, "")
    .replaceAll(/^import .*$/gm, "");
  for (let before = ""; before !== code; ) {
    before = code;
    code = code.replaceAll(/\$\{[^{}]*\}/g, "X");
  }
  // A long one is written in two.
  code = code.replaceAll(/([`"])\s*\+\s*\1/g, "");
  return [...code.matchAll(/"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)].map(
    ([, double, single, template]) => (double ?? single ?? template ?? "").replaceAll(/\\(["'\\])/g, "$1"),
  );
}

/** "{}: {}" fits too much to prove anything. */
const { translated } = translator(pairs.filter(([en]) => en !== "{}: {}"));

/** Alone, or behind the name of what it is said of; an X at a word's end is that of several. */
function isKnown(text: string): boolean {
  const forms = [
    text.trim(),
    text.replace(".X ", ". "),
    text.trim().replaceAll(/(?<=[a-z])X/g, ""),
    text.trim().replace(/^(X: )+/, ""),
  ];
  return forms.some((form) => translated(form) !== undefined);
}
