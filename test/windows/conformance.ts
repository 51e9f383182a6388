/** The vendors' kit against agents on Windows: through a named pipe from inside, over TCP from outside, and with its own agents. */

import { execFile } from "node:child_process";
import { join } from "node:path";
import { ended } from "./expect.ts";
import type { Ended } from "./machine.ts";
import type { Setting } from "./section.ts";
import { PATIENT } from "./shop.ts";

const PIPE = "\\\\.\\pipe\\Tillside";
const PROFILES = ["generic", "ncr", "uakari", "system"];

export async function conformance({ pc, shop, tally, quick }: Setting): Promise<string | undefined> {
  const piped = await shop.till("pipe");
  piped.configure({ pos: { path: PIPE, deadlines: PATIENT } });
  const agent = await piped.start();
  let dialogues: string | undefined;
  await tally.check(
    "every dialogue through the named pipe, whose name has capitals on one side only",
    async () => {
      const secret = `${piped.config.slice(0, -"config.json".length)}pos.secret`;
      const kit = await pc.tillside(
        ...["conformance", "--connect", PIPE.toLowerCase(), "--secret", secret, "--all", "--lang", "en"],
      );
      agreed(kit);
      dialogues = `${/✓ (\d+) as agreed/.exec(kit.said)?.[1]} dialogues through the pipe`;
    },
  );
  await agent.kill();

  for (const profile of quick ? PROFILES.slice(0, 1) : PROFILES) {
    const till = await shop.till(profile);
    till.configure({ pos: { port: 0, profile, deadlines: PATIENT } });
    const served = await till.start();
    await tally.check(`every dialogue from a Linux POS, profile ${profile}`, async () => {
      const [, port] = await served.says(/The agent answers the POS at 127\.0\.0\.1:(\d+)/);
      const where = ["--connect", `127.0.0.1:${port}`, "--secret", till.file("pos.secret")];
      agreed(await fromLinux("conformance", "--profile", profile, ...where, "--all", "--lang", "en"));
    });
    if (profile === "generic")
      await tally.check("a second agent at the same port is told that another program has it", async () => {
        const [, port] = await served.says(/The agent answers the POS at 127\.0\.0\.1:(\d+)/);
        piped.configure({ pos: { port: Number(port) } });
        const second = await pc.tillside("agent", "--config", piped.config);
        ended(second, 1, /can't be opened: another program has it/);
      });
    await served.kill();
  }

  await tally.check(
    "the kit's own agents on Windows: ended in a sale, resumed, suspended, told late",
    async () => {
      const groups = quick ? "crash" : "crash,suspend,late,notifications";
      agreed(await pc.tillside("conformance", "--only", groups, "--all", "--lang", "en"));
    },
  );
  return dialogues;
}

/** Throws the first dialogue that departed, with its step. */
function agreed({ code, said }: Ended): void {
  if (code === 0 && /✓ \d+ as agreed/.test(said)) return;
  const departure = /✗ .*departs\n[\s\S]{0,500}/.exec(said);
  throw new Error(`ended with ${code}: ${departure?.[0] ?? said.slice(-500)}`);
}

const entry = join(import.meta.dirname, "../../tillside.js");

function fromLinux(...words: readonly string[]): Promise<Ended> {
  return new Promise((done) => {
    execFile(process.execPath, [entry, ...words], { maxBuffer: 1 << 24 }, (error, stdout, stderr) =>
      done({ code: typeof error?.code === "number" ? error.code : error ? -1 : 0, said: stdout + stderr }),
    );
  });
}
