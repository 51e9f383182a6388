/** This till as one of its store: connections, its part in choosing the lead, its own questions. What the lead worker runs. */

import { existsSync, rmSync } from "node:fs";
import type { After, ClaimAnswer, ClaimCall } from "../../sync/claims/claims.ts";
import { leaseLeftMs, type Moment } from "../../sync/claims/lease-clock.ts";
import { type Clocks, every, thisMachine } from "../../sync/client/surroundings.ts";
import type { UsesQuestion } from "../../sync/customer-uses.ts";
import type { TillFiles } from "../../sync/enrol/till-files.ts";
import { type Lan, listOf } from "../../sync/lead/lan.ts";
import { holdersOf } from "../../sync/lead/members.ts";
import { type NotLead, tillOf } from "../../sync/lead/words.ts";
import type { HeldReceipt } from "../../sync/protocol.ts";
import type { UsesNeighbours } from "../allowances/elsewhere.ts";
import type { HomeStanding } from "../grants/lease-keeper.ts";
import type { Log } from "../log.ts";
import type { ReceiptAsk, ReceiptNeighbours } from "../returns/neighbours.ts";
import type { Neighbours, SaleAsk, SaleSaid } from "../suspended/neighbours.ts";
import { createFileAsking, type FileAsking } from "./ask-files.ts";
import { askedOthers } from "./ask-others.ts";
import { askForReceipt, receiptBody } from "./ask-receipts.ts";
import { answerOf, askForSale } from "./ask-sales.ts";
import { createAsking } from "./asking.ts";
import type { Connection } from "./connection.ts";
import { createGiving, type Giving } from "./give-files.ts";
import type { KeptFiles } from "./kept-files.ts";
import { type KeptLease, readLease, writeLease } from "./kept-lease.ts";
import { type StoreLan, startLan } from "./lan.ts";
import { moment as thisMoment } from "./moment.ts";
import { startRunner } from "./runner.ts";
import type { FileAsk, Said, SaleAnswer, UseHere } from "./said.ts";
import type { LeadStatus } from "./status.ts";
import { openLeadStore } from "./store.ts";

export interface MemberParts {
  readonly store: string;
  readonly till: string;
  /** `lead.db`. */
  readonly path: string;
  /** Made by `tillside lead take-over`: its being there is the word of somebody who knows. */
  readonly takeOverPath: string;
  files(): TillFiles;
  readonly log: Log;
  /** HQ's files as this till has them, and what is done when another waits for one that it has not. Absent: it has none. */
  readonly kept?: KeptFiles | undefined;
  wanted?(): void;
  /** Another till asks for a sale that may wait here. Absent: none does. */
  askedForSale?(from: string, ask: SaleAsk): Promise<SaleSaid>;
  /** Another till asks what is known here of a receipt. Absent: nothing. */
  askedForReceipt?(ask: ReceiptAsk): Promise<HeldReceipt | null>;
  /** Another till asks what a customer has used up here. Absent: nothing. */
  askedForUses?(question: UsesQuestion): Promise<readonly UseHere[]>;
  /** What else it is made of. Default: this machine's clocks, its disk, TLS. */
  readonly clocks?: Clocks;
  readonly moment?: () => Moment;
  readonly openStore?: typeof openLeadStore;
  readonly openLan?: typeof startLan;
}

export interface Member {
  /** HQ's row `lan` as it is now. */
  listed(lan: Lan): Promise<void>;
  ask(call: ClaimCall, deadlineMs: number): Promise<ClaimAnswer | undefined>;
  /** What HQ asks of the store's book, or has to say to it; this till only brings it to whoever leads. */
  askOfHq(call: ClaimCall, deadlineMs: number): Promise<ClaimAnswer | undefined>;
  /** In order. True: all of them are durable at the lead. */
  tell(owed: readonly After[], deadlineMs: number): Promise<boolean>;
  /** HQ's files, asked of the others. */
  readonly fileAsking: Pick<FileAsking, "ask" | "heads" | "which" | "refuse">;
  pulling: Giving["pulling"];
  /** Suspended sales, asked of the others. */
  readonly askForSale: Neighbours["ask"];
  readonly askForReceipt: ReceiptNeighbours["receipts"];
  readonly askForUses: UsesNeighbours["uses"];
  /** HQ has given the store its lease, or made it longer. */
  leased(lease: KeptLease): void;
  standing(): HomeStanding;
  status(): LeadStatus;
  close(): Promise<void>;
}

const LOOK_MS = 500;

export function startMember(parts: MemberParts): Member {
  const { store, till, path, takeOverPath, files, log } = parts;
  const { moment = thisMoment } = parts;
  const leasePath = `${path}.lease`;
  let lease = readLease(leasePath);
  const { clocks = thisMachine, openStore = openLeadStore, openLan = startLan } = parts;
  let lan:
    | { readonly wanted: string; readonly tills: readonly string[]; readonly line: StoreLan }
    | undefined;
  let trouble: string | undefined;
  /** One after another: a list that comes while the last one is being taken up waits. */
  let listing: Promise<void> = Promise.resolve();

  const reached = () => lan?.line.reached() ?? [];
  const say = (to: string, said: Said) => lan?.line.say(to, said) ?? false;
  const runner = startRunner({
    till,
    open() {
      const opened = openStore(path, { store, till });
      if (opened.broken !== undefined) log.error("lead-file-set-aside", { file: opened.broken });
      return opened;
    },
    send: (to, message) => void say(to, { kind: "among", message }),
    trouble(error) {
      if (error !== undefined && trouble === undefined) log.error("lead-file", { message: error.message });
      trouble = error?.message;
    },
    clocks,
  });
  const asking = createAsking({
    till,
    tills: () => lan?.tills ?? [],
    lead: () => runner.standing().lead,
    askHere: (call) => answered(till, call),
    say,
    doubt: (other) => lan?.line.doubt(other),
    clocks,
  });
  const fileAsking = createFileAsking({
    till,
    fetcher: () => runner.standing().lead ?? asking.lead() ?? lan?.tills[0],
    reached,
    say,
    doubt: (other) => lan?.line.doubt(other),
    clocks,
  });
  const salesAsked = askedOthers<SaleAnswer>(reached, clocks);
  const receiptsAsked = askedOthers<string | null>(reached, clocks);
  const usesAsked = askedOthers<readonly UseHere[]>(reached, clocks);
  const giving = parts.kept && createGiving({ kept: parts.kept, clocks, wanted: parts.wanted ?? (() => {}) });
  const look = () => {
    if (!existsSync(takeOverPath)) return;
    rmSync(takeOverPath, { force: true });
    log.warning("lead-taken-over", {});
    runner.takeOver();
  };
  const stopLooking = every(clocks, look, LOOK_MS);

  function heard(said: Said, from: Connection): void {
    switch (said.kind) {
      case "among":
        // Nobody speaks for another till.
        if (tillOf(said.message.from) === from.till) runner.hear(said.message);
        break;
      case "ask":
        void answer(said, from);
        break;
      case "answer":
        asking.answered(from.till, said.id, said.answer);
        break;
      case "file-ask":
        void reply(from, fileAnswer(said));
        break;
      case "files-ask": {
        const names = said.names.filter((name) => parts.kept?.has(name));
        from.say({ kind: "files-answer", id: said.id, names });
        break;
      }
      case "files-answer":
        fileAsking.answered(from.till, said.id, { kind: "names", names: said.names });
        break;
      case "sale-ask":
        void reply(from, saleAnswer(said, from.till));
        break;
      case "sale-answer":
        salesAsked.answered(from.till, said.id, said.answer);
        break;
      case "receipt-ask":
        void reply(from, receiptAnswer(said));
        break;
      case "receipt-answer":
        receiptsAsked.answered(from.till, said.id, said.body);
        break;
      case "uses-ask":
        void reply(from, usesAnswer(said));
        break;
      case "uses-answer":
        usesAsked.answered(from.till, said.id, said.uses);
        break;
      case "file-answer":
        fileAsking.answered(from.till, said.id, said.answer);
        break;
      default:
        said satisfies never;
    }
  }

  function leaseNow(): LeadStatus["lease"] {
    const leftMs = Math.floor(leaseLeftMs(lease, moment()));
    return lease === undefined || leftMs === 0 ? null : { number: lease.number, leftMs, homed: lease.homed };
  }

  async function answered(asker: string, call: ClaimCall): Promise<ClaimAnswer | NotLead | undefined> {
    const told = await runner.ask(call.call === "claim" ? call.till : asker, call);
    // After it is decided: what HQ grants elsewhere from now on it has asked the book for.
    const isOwn = call.call === "claim" && call.what.home === store && leaseLeftMs(lease, moment()) > 0;
    return told?.kind === "granted" && isOwn ? { ...told, atHome: true } : told;
  }

  async function answer({ id, call, ofHq }: Extract<Said, { kind: "ask" }>, from: Connection): Promise<void> {
    // HQ's own claims, for a till of any store, come by whichever till it said them to.
    if (call.call === "claim" && call.till !== from.till && !ofHq && !call.till.includes("/")) return;
    const told = await answered(from.till, call);
    if (told !== undefined) from.say({ kind: "answer", id, answer: told });
  }

  /** Whoever is of this store may read all that its tills read. */
  async function fileAnswer(ask: FileAsk): Promise<Said> {
    return { kind: "file-answer", id: ask.id, answer: (await giving?.answer(ask)) ?? { kind: "none" } };
  }

  /** What this till knows, said to whoever asks. */
  async function reply(from: Connection, answer: Promise<Said>): Promise<void> {
    from.say(await answer);
  }

  async function saleAnswer({ id, ask }: Extract<Said, { kind: "sale-ask" }>, from: string): Promise<Said> {
    const said = (await parts.askedForSale?.(from, ask)) ?? { kind: "unknown" };
    return { kind: "sale-answer", id, answer: await answerOf(said) };
  }

  async function receiptAnswer({ id, ask }: Extract<Said, { kind: "receipt-ask" }>): Promise<Said> {
    const held = (await parts.askedForReceipt?.(ask)) ?? null;
    return { kind: "receipt-answer", id, body: await receiptBody(held) };
  }

  async function usesAnswer({ id, question }: Extract<Said, { kind: "uses-ask" }>): Promise<Said> {
    return { kind: "uses-answer", id, uses: (await parts.askedForUses?.(question)) ?? [] };
  }

  async function take(next: Lan): Promise<void> {
    const wanted = JSON.stringify(next);
    if (lan?.wanted === wanted) return;
    await lan?.line.close();
    const list = listOf(next);
    lan = { wanted, tills: holdersOf(list), line: await openLan({ till, lan: next, files, heard, log }) };
    runner.list(list);
  }

  return {
    listed(next) {
      listing = listing
        .then(() => take(next))
        .catch((error: Error) => {
          trouble = error.message;
          log.error("lan", { message: error.message });
        });
      return listing;
    },
    ask: (call, deadlineMs) => asking.ask(call, deadlineMs),
    askOfHq: (call, deadlineMs) => asking.ask(call, deadlineMs, true),
    async tell(owed, deadlineMs) {
      const until = clocks.steadyMs() + deadlineMs;
      for (const call of owed)
        if ((await asking.ask(call, until - clocks.steadyMs())) === undefined) return false;
      return true;
    },
    fileAsking,
    askForSale: (ask, other) => askForSale(salesAsked, say, ask, other),
    askForReceipt: (ask) => askForReceipt(receiptsAsked, say, ask),
    async askForUses({ withinMs, ...question }) {
      const said = await usesAsked.ask((to, id) => say(to, { kind: "uses-ask", id, question }), withinMs);
      const uses = said.flatMap(({ from, answer }) =>
        answer.map((use) => ({ store, till: from, own: true, ...use })),
      );
      return { tills: said.map(({ from }) => from), uses };
    },
    pulling: (now) => giving?.pulling(now),
    leased(given) {
      lease = given;
      writeLease(leasePath, given);
    },
    standing() {
      const { role, ready, voters, line } = runner.standing();
      return { votes: voters.includes(till), leads: role === "lead" && ready, line };
    },
    status() {
      const { role, lead, ready, voters, decided } = runner.standing();
      const connected = reached();
      const tills = lan?.tills ?? [];
      // Who holds no copy knows only whom it asked.
      const asked = tills.includes(till) ? undefined : asking.lead();
      const known = { lead: lead ?? asked ?? null, ready: ready || asked !== undefined };
      const problem = trouble ?? lan?.line.problem();
      return {
        role,
        ...known,
        voters,
        tills,
        connected,
        decided,
        filesGivenBytes: giving?.givenBytes() ?? 0,
        lease: leaseNow(),
        ...(problem && { problem }),
      };
    },
    async close() {
      stopLooking();
      asking.close();
      await listing;
      await lan?.line.close();
      runner.close();
    },
  };
}
