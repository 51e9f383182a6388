/** What store IT reads of a till that runs, whose link to HQ can't begin. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commandLine } from "../testing/command-line.ts";
import { openShop } from "../testing/shop.ts";

test("a till whose HQ's root is unusable does not say that it has no HQ: the file is named", async () => {
  const shop = await openShop();
  try {
    const dataDir = join(shop.folder, "data");
    mkdirSync(join(dataDir, "trust"));
    writeFileSync(join(dataDir, "trust", "root.json"), "{ half a ro");
    const hq = { url: "http://127.0.0.1:9" };
    const agent = await shop.start({ hq });
    const config = join(dataDir, "config.json");
    writeFileSync(config, JSON.stringify({ store: "0042", till: "3", hq, pos: { port: agent.port } }));
    const status = (language: string) =>
      commandLine(shop.folder)("status", "--config", config, "--lang", language);
    const { code, stdout } = await status("en");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^hq +configured, but this part of the agent does not answer: see what is said below/m,
    );
    expect(stdout).toMatch(/^journal +good; records waiting for HQ/m);
    expect(stdout).toMatch(/^! .*root\.json/m);
    expect((await status("it")).stdout).toMatch(
      /^sede +configurata, ma questa parte dell'agente non risponde/m,
    );
  } finally {
    await shop.close();
  }
});
