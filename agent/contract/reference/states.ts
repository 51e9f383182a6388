/** What may come when, as a POS sees it: the table of the session's states by call. */

import { type Cell, type Command, cellOf, type Standing, type StateRefusal } from "../../session/allowed.ts";
import type { CallName } from "../calls.ts";

/** The calls to a sale that was begun, and the command that each of them is. */
const COMMAND_OF: Readonly<Partial<Record<CallName, Command["kind"]>>> = {
  "line.add": "line.add",
  "line.change": "line.change",
  "line.void": "line.void",
  "customer.identify": "identify",
  "customer.forget": "forget",
  "coupon.present": "coupon.present",
  "coupon.withdraw": "coupon.withdraw",
  "reward.choose": "rewards",
  "transaction.subtotal": "subtotal",
  "tender.preview": "preview",
  "tender.add": "tender.add",
  "tender.void": "tender.void",
  "transaction.suspend": "suspend",
  "transaction.resume": "resume",
  "transaction.complete": "complete",
  "transaction.cancel": "cancel",
};

const TITLES: Readonly<Record<Standing, string>> = {
  open: "open",
  subtotal: "subtotal",
  tendering: "tendering",
  missed: "tendering, nothing confirmed",
  completing: "tendering, completion pending",
  suspended: "suspended",
  moved: "at another till",
  voided: "voided",
  finalised: "finalised",
};

const STANDINGS = Object.keys(TITLES) as Standing[];

/** What the till does beside the sale's own table. */
const BESIDE: Readonly<Partial<Record<CallName, Readonly<Partial<Record<Standing, string>>>>>> = {
  "transaction.complete": {
    completing: "**finalised**",
    moved: "`taken-elsewhere` · **finalised** with its basket",
    finalised: "the same answer",
  },
  "transaction.resume": { finalised: "the answer again" },
  "transaction.cancel": { voided: "the same answer" },
  "tender.void": { tendering: "= · **subtotal** after the last" },
};

/** Why a sale's state can refuse the call. */
export function stateRefusals(call: CallName): StateRefusal[] {
  const kind = COMMAND_OF[call];
  if (kind === undefined) return [];
  return STANDINGS.filter((standing) => BESIDE[call]?.[standing] === undefined).flatMap((standing) => {
    const cell = cellOf(standing, kind);
    return "refusal" in cell ? [cell.refusal] : [];
  });
}

/** A state that the sale is in afterwards is bold, `=` is the same one, anything else is the refusal. */
export function statesTable(): string[] {
  const rows = (Object.entries(COMMAND_OF) as [CallName, Command["kind"]][]).map(([call, kind]) => {
    const cells = STANDINGS.map(
      (standing) => BESIDE[call]?.[standing] ?? cellText(call, cellOf(standing, kind), standing),
    );
    return `| \`${call}\` | ${cells.join(" | ")} |`;
  });
  const titles = Object.values(TITLES);
  return [`| call | ${titles.join(" | ")} |`, `| --- |${" --- |".repeat(titles.length)}`, ...rows];
}

function cellText(call: CallName, cell: Cell, standing: Standing): string {
  if ("refusal" in cell) return `\`${cell.refusal}\``;
  if (call === "transaction.complete") return "**finalised**";
  return cell.to === "same" || cell.to === standing ? "=" : `**${cell.to}**`;
}
