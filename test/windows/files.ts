/** What Windows does otherwise with files: nobody renames one that is open; editors put marks in front; pipes are no sockets. */

import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { ended, equal } from "./expect.ts";
import type { Setting } from "./section.ts";
import type { Till } from "./shop.ts";

const PAGE = 4096;
const LINE = { lineId: "1", article: "8099100000012", unitPriceCents: 119, quantity: "3" };

export async function files({ pc, shop, tally }: Setting): Promise<undefined> {
  const till = await shop.till("files");
  till.configure({});
  const about = ["--config", till.config];
  await tally.check("a configuration from Notepad, with a byte order mark and CRLF, is read", async () => {
    const text = readFileSync(till.file("config.json"), "utf8").replaceAll(",", ",\r\n");
    writeFileSync(till.file("config.json"), `\uFEFF${text}`);
    const agent = await till.start();
    await agent.kill();
  });
  await tally.check("the data folder is the configuration's own, whatever is in its name", () =>
    equal("journal.db", existsSync(till.file("journal.db")), true),
  );
  let agent = await till.start();
  await tally.check("a replica is made anew while the agent has it open and sells", async () => {
    const pos = await till.connect(agent);
    const transactionId = "open";
    await pos.call("transaction.begin", { transactionId });
    const before = await pos.call("line.add", { transactionId, line: LINE });
    ended(
      await pc.tillside("repair", "--rebuild", ...about),
      0,
      /Mended: the old replica is .*replica\.db\.broken/,
    );
    const line = { ...LINE, lineId: "2", article: "8099100000029", unitPriceCents: 450, quantity: "1" };
    const after = await pos.call("line.add", { transactionId, line });
    equal("what the sale saves", [before.discountCents, after.discountCents], [119, 119 + 45]);
    await pos.call("transaction.cancel", { transactionId });
    await pos.close();
    await hasRelease(pc, about);
    equal("what was set aside", statSync(till.file("replica.db.broken")).size > PAGE, true);
  });
  await tally.check("damaged rows are found while the agent runs, set aside and filled again", async () => {
    await agent.kill();
    hurt(till, 3);
    agent = await till.start();
    await hasRelease(pc, about);
    await agent.kill();
    agent = await till.start();
    hurt(till, 4);
    ended(await pc.tillside("repair", ...about), 0, /Mended/);
    await hasRelease(pc, about);
  });
  await tally.check("a replica whose first page is gone is filled again at the next start", async () => {
    await agent.kill();
    hurt(till, 0);
    agent = await till.start();
    await hasRelease(pc, about);
  });
  await tally.check("open sales that are damaged are set aside", async () => {
    await agent.kill();
    // What is in its log would heal it.
    for (const name of ["sessions.db-wal", "sessions.db-shm"]) rmSync(till.file(name), { force: true });
    writeFileSync(till.file("sessions.db"), Buffer.alloc(2 * PAGE, "damaged"));
    agent = await till.start();
    equal("sessions.db.broken", existsSync(till.file("sessions.db.broken")), true);
  });
  await agent.kill();
  await tally.check(
    "a socket's file in the configuration: the fault says what a pipe is called",
    async () => {
      till.configure({ pos: { path: "pos.sock" } });
      ended(
        await pc.tillside("agent", ...about),
        1,
        /Windows has no socket files\. Write "\\\\\.\\pipe\\tillside"/,
      );
    },
  );
  return undefined;
}

/** Overwrites a page. */
function hurt(till: Till, page: number): void {
  const file = openSync(till.file("replica.db"), "r+");
  writeSync(file, Buffer.alloc(PAGE, 0x55), 0, PAGE, page * PAGE);
  closeSync(file);
}

/** HQ's answer has filled it. */
async function hasRelease(pc: Setting["pc"], about: readonly string[]): Promise<void> {
  let said = "";
  for (let tries = 0; tries < 15; tries += 1) {
    ({ said } = await pc.tillside("repair", "--check", ...about));
    if (/replica +whole: release 1/.test(said)) return;
    await sleep(1000);
  }
  throw new Error(`the replica was not filled again: ${said}`);
}
