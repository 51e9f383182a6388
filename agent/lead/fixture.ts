/** For tests: tills of a store on this machine's loopback, enrolled before (`sync/fixture/enrolled.ts`). */

import { join } from "node:path";
import { readTillFiles } from "../../sync/enrol/till-files.ts";
import { freePort } from "../../sync/fixture/free-port.ts";
import type { Lan } from "../../sync/lead/lan.ts";
import { jsonLog } from "../log.ts";
import { type Member, startMember } from "./member.ts";

/** A list of these tills on free ports of this machine. */
export async function lanOf(tills: readonly string[]): Promise<Lan> {
  const members: Lan["members"] = [];
  for (const [priority, till] of tills.entries())
    members.push({ till, host: "127.0.0.1", port: await freePort(), priority });
  return { members };
}

export function memberIn(folder: string, till: string, store = "0042"): Member {
  return startMember({
    store,
    till,
    path: join(folder, "lead.db"),
    takeOverPath: join(folder, "lead.take-over"),
    files: () => readTillFiles(folder),
    log: jsonLog(() => {}),
  });
}
