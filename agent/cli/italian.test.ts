/** A store in Italy: whatever store IT reads on the command line is Italian, word for word. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sampleChain, sampleGolden, writeChain } from "../../sync/fixture/chain.ts";
import { commandLine } from "../testing/command-line.ts";
import { openShop, type Shop } from "../testing/shop.ts";
import { italianHelp } from "../texts/italian/help.ts";
import { verbs } from "./verbs.ts";

let shop: Shop;
let tillside: ReturnType<typeof commandLine>;
beforeAll(async () => {
  shop = await openShop();
  tillside = commandLine(shop.folder);
});
afterAll(() => shop.close());

/** A configuration that says Italian: the machine of the test speaks whatever it likes. */
function configuration(name: string, fields: object): string {
  writeFileSync(
    join(shop.folder, name),
    JSON.stringify({ store: "0042", till: "3", dataDir: "data", language: "it", ...fields }),
  );
  return name;
}

test("how the till is: each line, and what is wrong with what to do", async () => {
  const scanner = { kind: "serial", path: "/dev/ttyNONE" };
  const agent = await shop.start({ scanner });
  const { code, stdout } = await tillside(
    "status",
    ...["--config", configuration("status.json", {}), "--port", String(agent.port)],
  );
  expect(code).toBe(1);
  expect(stdout.replace(/Tillside \S+/, "Tillside V").replace(/\d+ MiB/, "N MiB")).toBe(`\
cassa          0042/3, Tillside V
rilascio       1, 3 promozioni
giornale       a posto
sede           nessuna in configurazione: la cassa lavora da sola
file di sede   nessuno
guida          nessuna: la sede non elenca questa cassa
scanner        assente
stampante      non in uso
vendite aperte 0
sospese        0
memoria        N MiB
! La porta /dev/ttyNONE non c'è. Collegare lo scanner, o correggere il percorso.
`);
  await agent.close();
});

test("what is wrong with words, configuration, agent and files", async () => {
  const pos = { port: 9 };
  writeFileSync(join(shop.folder, "secret"), "0".repeat(64));
  const runs = [
    ["status", "--lang", "it"],
    ["status", "--config", configuration("port.json", { pos: { port: "7710" } })],
    ["print-test", "--config", configuration("kind.json", { printer: { kind: "usbb" } })],
    ["status", "--config", configuration("off.json", { pos, paths: { secret: "../secret" } })],
    ["repair", "--check", "--config", configuration("new.json", { dataDir: "new" })],
  ];
  const said = await Promise.all(runs.map((words) => tillside(...words)));
  expect(said.map(({ code, stdout, stderr }) => `${code} ${stdout}${stderr}`)).toEqual([
    "2 tillside: manca --config. Vedere: tillside status --help\n",
    '1 tillside: port.json: "pos.port": serve un numero, non "7710". Correggere e ripartire.\n',
    '1 tillside: "printer.kind": serve uno fra "tcp", "usb", "serial", "windows-share", "epson-fiscal", "custom-fiscal", "rch-fiscal", non "usbb". "tillside devices" mostra le parole per ciò che è collegato.\n',
    "1 tillside: nessun agente risponde (127.0.0.1:9: collegamento rifiutato da 127.0.0.1:9). Avviarlo: tillside agent --config off.json\n",
    "0   disco           la cartella non c'è ancora: la crea il primo avvio dell'agente\n  giornale        ancora nessuno: lo fa il primo avvio dell'agente\n  replica         ancora nessuna: la prossima risposta della sede ne riempie una\n  vendite aperte  ancora nessuno\n  tagliandi       nessuno in attesa\n",
  ]);
});

test("--lang comes before the configuration, and the configuration before the machine", async () => {
  const config = configuration("port.json", { pos: { port: "7710" } });
  const { stderr } = await tillside("status", "--config", config, "--lang", "en");
  expect(stderr).toBe(
    'tillside: port.json: "pos.port": a number is expected, not "7710". Correct it and start again.\n',
  );
});

test("help: every verb's, with the same options and an example", async () => {
  expect(Object.keys(italianHelp).sort()).toEqual(Object.keys(verbs).sort());
  const options = (text: string) => [...new Set(text.match(/--[a-z-]+/g))].sort();
  for (const [name, { load }] of Object.entries(verbs)) {
    const { help } = italianHelp[name]!;
    expect({ name, options: options(help) }).toEqual({ name, options: options((await load()).verb.help) });
    expect(help).toMatch(/^\nUso: tillside /);
    expect(help).toContain("\nEsempio: ");
    for (const line of help.split("\n"))
      if (!/tillside/.test(line)) expect(line.length, line).toBeLessThan(140);
  }
  expect(await tillside("--help", "--lang", "it")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("controllare, firmare e scrivere un rilascio"),
  });
  expect(await tillside("lead", "--help", "--lang", "it")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Uso: tillside lead take-over/),
  });
  expect(await tillside("lead", "--help", "--lang", "en")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Usage: tillside lead take-over/),
  });
});

test("HQ: what the linter says, what is published, which keys there are, and what is switched off", async () => {
  const it = ["--lang", "it"];
  const at = ["--to", "releases", "--keys", "keys"];
  expect((await tillside("publish", "--init-keys", "keys", ...it)).stdout).toMatch(
    /^Le chiavi sono in keys\. Mettere /,
  );
  writeChain(join(shop.folder, "chain"), {
    rules: { ...sampleChain.rules, promotions: [{ ...sampleChain.rules.promotions[0]!, layer: "nowhere" }] },
  });
  const refused = await tillside("publish", "--from", "chain", ...at, ...it);
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^tillside: non è stato pubblicato nulla, .* ha errori:\n {2}unknown-layer .*livello "nowhere", che non esiste/,
    ),
  });
  writeChain(join(shop.folder, "chain"));
  const preview = await tillside("publish", "--from", "chain", ...at, "--dry-run", ...it);
  expect(preview.stdout).toMatch(
    /^Non è stato scritto nulla\. Sarebbe il primo rilascio:\n(.*\n)*Si pubblicherebbe\.\n$/,
  );
  const published = await tillside("publish", "--from", "chain", ...at, ...it);
  expect(published.stdout).toMatch(/Il rilascio 1 è pubblicato; cambiato: /);
  expect((await tillside("keys", ...at, ...it)).stdout).toMatch(
    /^Radice 1\nroot {5}2 di 3 devono firmare quali chiavi possono firmare che cosa\n/,
  );
  expect((await tillside("block", "--list", ...at, ...it)).stdout).toBe("Nulla è bloccato.\n");
  const words = await tillside("revoke", "foo", "--data", "hub", ...it);
  expect(words).toMatchObject({
    code: 2,
    stderr: 'tillside: "foo" non è una cassa: NEGOZIO/CASSA, come 0042/3. Vedere: tillside revoke --help\n',
  });
});

test("golden baskets: an article that nobody knows, one that gets something else, and what is written anew", async () => {
  const it = ["--lang", "it"];
  const golden = (change: object) =>
    writeChain(join(shop.folder, "golden"), {
      golden: [{ ...sampleGolden, name: "Menu: pasta", ...change }],
    });
  await tillside("publish", "--init-keys", "golden-keys");
  const publish = () =>
    tillside("publish", "--from", "golden", "--to", "golden-out", "--keys", "golden-keys", ...it);
  golden({ basket: { lines: [{ article: "404", quantity: "1" }] } });
  expect((await publish()).stderr).toBe(
    'tillside: golden/golden.json: "Menu: pasta", riga 1: articles.json non ha un articolo 404: correggere il numero, o dire unitPriceCents\n',
  );
  golden({
    expected: { totalCents: 357, gets: { P2: { vouchers: { V: { pieces: 1, cents: 500 } }, messages: 1 } } },
  });
  expect((await publish()).stderr).toBe(`\
tillside: non è stato pubblicato nulla, una spesa campione ottiene altro:
  "Menu: pasta": totale 3.57 atteso, 2.38 trovato; P1: atteso niente, trovato sconto di 1.19; P2: atteso 1 buoni V da 5.00 + 1 messaggi, trovato niente
`);
  const written = await tillside("publish", "--golden-write", "--from", "golden", ...it);
  expect(written.stdout).toMatch(
    /^cambiata "Menu: pasta": totale 3\.57 atteso, 2\.38 trovato; P1: atteso niente, /,
  );
  golden({ expected: undefined });
  expect((await publish()).stderr).toBe(
    'tillside: golden/golden.json: "Menu: pasta" non ha "expected": lo riempie tillside publish --golden-write --from FOLDER\n',
  );
});
