/** Where a sale is, for a POS that has lost its memory. */

import { deadlineIn } from "../deadline.ts";
import { PosError } from "../pos/protocol.ts";
import type { OpenSale } from "../sale.ts";
import type { Session, SessionLine } from "../session/session.ts";
import type { CallError } from "../workers/call.ts";
import type { TillCalls, Work } from "./parts.ts";

export function suspendCalls(work: Work): TillCalls<"transaction.resume"> {
  const { sales, journal, deadlines, answered } = work;
  return {
    "transaction.resume": async ({ transactionId }, caller) => {
      const sale = sales.get(transactionId);
      if (sale === undefined) return finalised(transactionId);
      return sale.inTurn(caller.owner, () =>
        answered(
          sale,
          deadlineIn(deadlines.lookUpMs),
          {},
          { revision: revisionOf(sale), sale: told(sale.session) },
        ),
      );
    },
  };

  /** A sale that is paid has nothing to go on with; its answer may have been lost on its way. */
  async function finalised(transactionId: string): Promise<object> {
    const asked = journal("answerOf", transactionId, { deadlineMs: deadlines.lookUpMs });
    const answer = await asked.catch((cause: CallError) => {
      throw new PosError("transaction-busy", { detail: cause.message, cause });
    });
    if (answer === null) throw new PosError("unknown-transaction", { field: "transactionId" });
    return { ...answer, transactionId, state: "finalised" };
  }
}

function revisionOf({ keeping }: OpenSale): number {
  return keeping?.revision ?? 0;
}

/** All that was said of the sale, so that a POS without memory can rebuild its screen. */
function told(session: Session): object {
  const {
    begun,
    operator,
    currency,
    lines,
    customer,
    coupons,
    confirmed,
    rewards = [],
    completing,
  } = session;
  return {
    at: begun.at,
    channel: begun.channel,
    operator,
    currency,
    lines: lines.map(lineTold),
    ...(customer === undefined ? {} : { customer }),
    coupons: coupons.map(({ presented: { couponId, series } }) => ({ couponId, series })),
    tenders: confirmed,
    rewards,
    ...(completing ? { completing } : {}),
  };
}

/** A line as it came, without what the article master fills in. */
function lineTold({ item, fill }: SessionLine): object {
  const { pieces, measureThousandths, ...line } = item;
  const quantity =
    measureThousandths === undefined
      ? { quantity: `${pieces}` }
      : { quantity: decimal(measureThousandths), measured: true };
  const said = Object.entries(line).filter(([field]) => !(fill as readonly string[]).includes(field));
  return { ...Object.fromEntries(said), ...quantity };
}

function decimal(thousandths: number): string {
  const [whole, part] = [Math.trunc(thousandths / 1000), `${thousandths % 1000}`.padStart(3, "0")];
  return `${whole}.${part}`;
}
