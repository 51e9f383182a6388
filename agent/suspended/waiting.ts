/** The sales that wait at this till, for whoever asks how it is. */

import type { OpenSale } from "../sale.ts";

export interface SuspendedSales {
  readonly count: number;
  /** How long the oldest has been waiting. Absent: none is. */
  readonly oldestMinutes?: number;
  /** Why other tills can't have them. */
  readonly onlyHere?: string;
  /** Sales that another till has too: resumed here while nobody could say so. */
  readonly alsoAt: readonly { readonly transactionId: string; readonly till: string }[];
}

const LONG_MINUTES = 4 * 60;

export function suspendedSales(
  sales: readonly OpenSale[],
  trouble: string | undefined,
  nowMs = Date.now(),
): SuspendedSales {
  // What is promised to another till goes on there.
  const waiting = sales.flatMap(({ session: { suspension, shared } }) =>
    suspension === undefined || shared?.promised !== undefined ? [] : [suspension],
  );
  const oldestMs = Math.min(...waiting.map(({ sinceMs = nowMs }) => sinceMs));
  return {
    count: waiting.length,
    ...(waiting.length === 0 ? {} : { oldestMinutes: Math.max(0, Math.floor((nowMs - oldestMs) / 60_000)) }),
    ...(trouble === undefined || waiting.length === 0 ? {} : { onlyHere: trouble }),
    alsoAt: sales.flatMap(({ session: { transactionId, shared } }) =>
      shared?.alsoAt === undefined ? [] : [{ transactionId, till: shared.alsoAt }],
    ),
  };
}

export function suspendedProblems({ count, oldestMinutes = 0, onlyHere, alsoAt }: SuspendedSales): string[] {
  const problems: string[] = [];
  if (oldestMinutes >= LONG_MINUTES)
    problems.push(
      `${count} suspended sales wait, the oldest for ${ageText(oldestMinutes)}: resume or cancel them; what still waits when the business day ends is given up.`,
    );
  if (onlyHere !== undefined)
    problems.push(`${count} suspended sales can be resumed at this till only: ${onlyHere}`);
  for (const { transactionId, till } of alsoAt)
    problems.push(
      `Sale ${transactionId} goes on here and at till ${till}: cancel it at the till where the customer is not.`,
    );
  return problems;
}

/** "12 min", "3 h 5 min" */
export function ageText(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}
