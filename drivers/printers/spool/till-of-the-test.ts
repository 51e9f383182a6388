/**
 * For tests: a till that spools numbered receipts without end, to be killed at any moment. Arguments: folder, port,
 * number of the first receipt. It says each thing on a line of its own, after it has happened.
 */
import { writeSync } from "node:fs";
import { openTcpPrinter } from "../tcp.ts";
import { openSpool } from "./spool.ts";

const [folder = "", port = "", first = ""] = process.argv.slice(2);
const say = (what: string): void => void writeSync(1, `${what}\n`);

const link = openTcpPrinter({
  host: "127.0.0.1",
  port: Number(port),
  answers: "yes",
  completion: "process-id",
  statusTimeoutMs: 5000,
});
const spool = await openSpool({ folder, lookMs: 20 }, link, {
  state: (fault) => say(`state ${fault?.code ?? "prints"}`),
  held: (_job, title) => say(`held ${title}`),
});
say("ready");
for (let number = Number(first); ; number += 1) {
  const receipt = `\x1b@BEGIN ${number}.\n${"- ".repeat(21)}\n`.padEnd(400, "x");
  await spool.add(Buffer.from(`${receipt}\nEND ${number}.\n\x1dV0`, "latin1"), String(number));
  say(`added ${number}`);
  await new Promise((resolve) => setTimeout(resolve, 15));
}
