/** Rules that change their currency leave every till whose POS goes on in the old one without promotions. */

import type { Finding } from "../../engine/lint/index.ts";
import type { Release } from "../release/metadata.ts";
import { contentOf } from "./published.ts";
import { rulesOfRows } from "./rules-of-rows.ts";

/** A warning where the rules of `before` name another currency; none where there is no release yet. Throws SyncError. */
export async function currencyChange(
  rules: unknown,
  before: Release | undefined,
  to: string,
): Promise<Finding[]> {
  const entry = before?.channels.find(({ channel }) => channel === "rules");
  if (entry === undefined) return [];
  const was = rulesOfRows(await contentOf(to, entry)).currency;
  const is = (rules as { currency?: unknown } | null)?.currency;
  if (typeof was !== "string" || was === is) return [];
  const text = {
    it: `Le regole di prima erano in ${was}, queste sono in ${is}: le casse che vendono ancora in ${was} non danno più nessuna promozione.`,
    en: `The rules of before were in ${was}, these are in ${is}: tills that still sell in ${was} give no promotion at all.`,
  };
  return [{ severity: "warning", code: "currency-changed", promotionIds: [], text }];
}
