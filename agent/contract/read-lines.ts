/** The lines that a POS sent, read by the engine's own schema: the socket and files take the same ones. */

import { readBasket } from "../../engine/wire/read-basket.ts";
import { PosError } from "../pos/protocol.ts";
import { type FillField, fillFields, type SessionLine } from "../session/session.ts";
import { isKeepable, UNKEEPABLE } from "./fields.ts";

/** Characters. Every call that names a line takes so many: a longer one could not be voided, nor its discount be booked. */
export const LINE_ID_MAX = 64;
const TOO_LONG = `expected a text of at most ${LINE_ID_MAX} characters`;

/** One array for all lines that lack the same: it crosses to the worker once a message, not once a line. */
const fills = new Map<number, readonly FillField[]>();

function fillOf(sent: Readonly<Record<string, unknown>>): readonly FillField[] {
  let missing = 0;
  for (const [bit, field] of fillFields.entries()) if (sent[field] === undefined) missing |= 1 << bit;
  let fill = fills.get(missing);
  if (fill === undefined) {
    fill = fillFields.filter((_, bit) => missing & (1 << bit));
    fills.set(missing, fill);
  }
  return fill;
}

/**
 * The lines that a POS sent. Throws PosError naming the field.
 * @param path where they stand in the parameters, for errors: "lines", "basket.lines" or "line"
 */
export function readLines(
  lines: readonly object[],
  currencyCode: string,
  path: "lines" | "basket.lines" | "line",
): SessionLine[] {
  const fieldOf = (where: string) =>
    path === "line" ? where.replace(/^lines\.0/, "line") : where.replace(/^lines/, path);
  try {
    const basket = readBasket({ currency: currencyCode, lines });
    // Every call that names a line takes so much: a longer one could not be voided, and its discount not be booked.
    for (const [index, { lineId }] of basket.lines.entries()) {
      const detail = lineId.length > LINE_ID_MAX ? TOO_LONG : isKeepable(lineId) ? undefined : UNKEEPABLE;
      if (detail !== undefined)
        throw new PosError("bad-parameters", { field: fieldOf(`lines.${index}.lineId`), detail });
    }
    return basket.lines.map((item, index) => ({
      item,
      fill: fillOf(lines[index] as Record<string, unknown>),
    }));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "EngineInputError") throw error;
    const at = String((error as { path?: unknown }).path ?? "lines");
    const field = fieldOf(at.replace(/\[(\d+)\]/g, ".$1"));
    // Where it is wrong says the field, in the POS's own words.
    const detail = error.message.replace(/^basket: /, "").replace(` (at ${at})`, "");
    throw new PosError("bad-parameters", { field, detail, cause: error });
  }
}
