/** How the agent is, and what it tells when that changes. */

import { z } from "zod";

const message = z
  .string()
  .optional()
  .describe("What is wrong and what to do, in English; absent while all is well.");
const device = z.enum(["scanner", "printer"]);
const deviceState = z.strictObject({
  state: z.enum(["opening", "ready", "gone", "faulted", "closed", "unknown"]),
  message,
});
const journal = { usable: z.boolean(), message };
const fault = { code: z.string(), message: z.string() };
const way = {
  reached: z
    .boolean()
    .nullable()
    .describe("Whether HQ answered the last time it was asked; null before the first."),
  lastReachedMs: z.number().nullable().describe("Since 1970."),
  problem: z.strictObject(fault).nullable(),
};

export const status = {
  version: z.string().describe("The agent's."),
  contract: z.string(),
  store: z.string(),
  till: z.string(),
  release: z.int().describe("0 before the first release has reached the till."),
  promotions: z.int(),
  switchedOff: z
    .record(z.string(), z.string())
    .optional()
    .describe(
      "Promotions that headquarters has switched off, by id, with their reasons; absent where there are none.",
    ),
  openTransactions: z.int(),
  suspended: z
    .strictObject({
      count: z.int(),
      oldestMinutes: z.int().optional().describe("How long the oldest has been waiting."),
      onlyHere: z.string().optional().describe("Why other tills of the store can't have them now."),
      alsoAt: z
        .array(z.strictObject({ transactionId: z.string(), till: z.string() }))
        .describe("Sales that another till has too: claimed there, and resumed here while HQ was away."),
    })
    .describe("Sales that wait here to be resumed."),
  journal: z.strictObject({
    ...journal,
    unsettled: z
      .record(z.string(), z.int())
      .optional()
      .describe("Events by lane that HQ does not have yet; absent while the journal does not answer."),
  }),
  sessions: z
    .strictObject({ usable: z.boolean(), kept: z.boolean() })
    .describe("Whether open sales are on the disk, so that they outlive the agent."),
  hq: z
    .strictObject({
      down: z.strictObject({
        ...way,
        release: z.int().nullable(),
        files: z
          .strictObject({
            hqBytes: z.int(),
            keptBytes: z.int().describe("Fetched before, and still on this till's disk."),
            tillsBytes: z.record(z.string(), z.int()).describe("By the till of the store that gave them."),
          })
          .describe("Where HQ's files came from since the agent's start."),
        refusedTills: z
          .array(z.strictObject({ till: z.string(), ...fault }))
          .describe("Tills of the store that gave what is not HQ's, and nothing good since."),
      }),
      up: z.strictObject({ ...way, acknowledged: z.record(z.string(), z.int()) }),
      clockOffMs: z
        .int()
        .nullable()
        .describe(
          "How far this PC's clock is ahead of HQ's, below 0 behind; null: HQ has not said its time.",
        ),
    })
    .nullable()
    .describe("Null where there is no HQ, or it can't be asked."),
  lead: z
    .strictObject({
      role: z.enum(["lead", "follower", "candidate", "out-of-use"]).describe("This till's."),
      lead: z.string().nullable().describe("The till that leads; null: this one knows of none."),
      ready: z.boolean().describe("The lead grants, as far as this till can know."),
      voters: z.array(z.string()).describe("Tills that decide; empty until the first lead was chosen."),
      tills: z
        .array(z.string())
        .describe("Those that hold copies, or are to, by HQ's list; the first should rather lead."),
      connected: z.array(z.string()).describe("Those that this till has a connection with."),
      decided: z.int(),
      filesGivenBytes: z.int().describe("Of HQ's files, to the other tills since the agent's start."),
      lease: z
        .strictObject({
          number: z.int(),
          leftMs: z.int(),
          homed: z.int().describe("Coupons and customers whose home the store is."),
        })
        .nullable()
        .describe("HQ's lease, by which the store grants what is homed there also without HQ; null: none."),
      problem: z.string().optional(),
    })
    .nullable()
    .describe("The store's lead till; null where HQ does not list this till among the store's."),
  devices: z
    .strictObject({ scanner: deviceState.nullable(), printer: deviceState.nullable() })
    .describe("Null: not ours."),
  problems: z
    .array(z.string())
    .describe("What a person should look at, in English, with what to do. Empty: all is well."),
  memoryBytes: z.int(),
};

const hq = { way: z.enum(["down", "up"]) };

const slip = z
  .strictObject({
    transactionId: z.string(),
    printed: z
      .enum(["yes", "nothing-to-print", "no", "unknown"])
      .describe("`unknown`: it went wrong on the way; in no case are the lines sent again."),
  })
  .optional()
  .describe(
    "Only of a fiscal printer: this sale's lines are done with, and the POS can end its receipt. May come before the answer to `transaction.complete`.",
  );

/** One thing that has changed; `agent.status` says the rest. */
export const statusNews = z.union([
  z.strictObject({ device, ...deviceState.shape, slip }),
  z.strictObject({ journal: z.strictObject(journal) }),
  z.strictObject({ release: z.int() }),
  z.strictObject({
    hq: z.union([
      z.strictObject({ kind: z.literal("reached"), ...hq }),
      z.strictObject({ kind: z.enum(["unreachable", "rejected"]), ...hq, ...fault }),
    ]),
  }),
]);
