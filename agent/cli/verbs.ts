/** The verbs of `tillside`: one file and one line each. A verb's code is loaded only when it is asked for. */

import type { Verb } from "./verb.ts";

interface VerbEntry {
  /** One line for `tillside --help`. */
  readonly summary: string;
  readonly load: () => Promise<{ readonly verb: Verb }>;
}

export const verbs: Readonly<Record<string, VerbEntry>> = {
  demo: {
    summary: "sell in a shop in miniature: HQ, till, scanner and printer",
    load: () => import("./demo.ts"),
  },
  agent: { summary: "run the till's agent", load: () => import("./agent.ts") },
  hub: { summary: "run HQ's hub: serves releases, takes receipts", load: () => import("./hub.ts") },
  publish: { summary: "check, sign and write a release", load: () => import("./publish.ts") },
  "enroll-code": {
    summary: "make a code with which a PC becomes a till",
    load: () => import("./enroll-code.ts"),
  },
  enroll: { summary: "make this PC a till, with HQ's code", load: () => import("./enroll.ts") },
  revoke: { summary: "a till's key does not count any more", load: () => import("./revoke.ts") },
  block: {
    summary: "cards, coupons, tills' vouchers that no till takes any more",
    load: () => import("./block.ts"),
  },
  vouchers: {
    summary: "vouchers issued and used, and used ones that nobody issued",
    load: () => import("./vouchers.ts"),
  },
  rollout: {
    summary: "give a release to ring after ring of stores, or stop it",
    load: () => import("./rollout.ts"),
  },
  keys: { summary: "list a chain's keys, or exchange them", load: () => import("./keys.ts") },
  fleet: { summary: "ask the hub which till is on which release", load: () => import("./fleet.ts") },
  evaluate: { summary: "evaluate a basket from a file, as JSON", load: () => import("./evaluate.ts") },
  explain: { summary: "say why promotions did or did not apply", load: () => import("./explain.ts") },
  lead: { summary: "let this till lead its store, by hand", load: () => import("./lead.ts") },
  status: { summary: "ask a running agent how it is", load: () => import("./status.ts") },
  devices: {
    summary: "list scanners and printers, and how they are",
    load: () => import("./devices.ts"),
  },
  "scan-test": { summary: "scan something and see what it is", load: () => import("./scan-test.ts") },
  "print-test": { summary: "print a test slip", load: () => import("./print-test.ts") },
  slips: {
    summary: "list slips that are not printed, release or drop them",
    load: () => import("./slips.ts"),
  },
  token: { summary: "let a POS in a browser in", load: () => import("./token.ts") },
  play: { summary: "play recorded sales through the socket and compare", load: () => import("./play.ts") },
  conformance: {
    summary: "prove a POS against the contract, from either side",
    load: () => import("./conformance.ts"),
  },
  replay: { summary: "evaluate a past receipt again and compare", load: () => import("./replay.ts") },
  repair: { summary: "look at a till's files, mend what can be", load: () => import("./repair.ts") },
  journal: { summary: "check that a till's journal is whole", load: () => import("./journal.ts") },
};

/** The verb of that name, or undefined. */
export async function loadVerb(name: string): Promise<Verb | undefined> {
  return Object.hasOwn(verbs, name) ? (await verbs[name]!.load()).verb : undefined;
}
