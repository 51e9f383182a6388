/**
 * What HQ says of numbers before tills meet them. Which range a number is in, tills decide (drivers/codes), and this
 * folder may not import them: whoever publishes hands their reading in.
 */

import { join } from "node:path";
import type { Finding } from "../../engine/lint/index.ts";
import { invalid } from "./chain-file.ts";
import type { Chain } from "./chain-folder.ts";

/** How tills read what is scanned. */
export interface TillCodes {
  /** Why they would refuse the `codes` of config.json, place and reason; undefined: they take them. */
  readonly whyRefused: (codes: unknown) => readonly [path: string, reason: string] | undefined;
  /** With `codes` that they take: what a scanned number is to them, "card", "coupon", "gtin" or another kind. */
  readonly reader: (codes: unknown) => (number: string) => string;
  /** With such `codes`: the ISO 4217 number of the currency that prices on labels are in. */
  readonly labelCurrency: (codes: unknown) => string;
}

/** ISO 4217: the euro's number. Of other currencies only a rule set's name is known here. */
const EURO = "978";

/**
 * Warnings: coupons and cards that no scanner takes for such, labels in another currency than the rules.
 * Throws SyncError `invalid-chain` for codes that would stop every till.
 */
export function codeFindings(chain: Chain, from: string, tills: TillCodes): Finding[] {
  const { codes } = chain.config;
  const refused = tills.whyRefused(codes);
  if (refused !== undefined)
    throw invalid(join(from, "config.json"), ["codes", refused[0]].filter(Boolean).join("."), refused[1]);
  const kindOf = tills.reader(codes);
  return [
    ...unreadCoupons(chain, kindOf),
    ...unreadCards(chain, kindOf),
    ...otherCurrency(chain, tills.labelCurrency(codes)),
  ];
}

function unreadCoupons({ coupons }: Chain, kindOf: (number: string) => string): Finding[] {
  const all = new Map<string, string[]>(
    coupons.series.map(({ series, code }) => [series, code ? [code] : []]),
  );
  for (const { series, code, status } of coupons.codes) if (status === "issued") all.get(series)?.push(code);
  return [...all].flatMap(([series, codes]) => {
    const unread = codes.filter((code) => kindOf(code) !== "coupon");
    const isNone = unread.length === codes.length;
    return notRead("coupons", unread, {
      it: isNone
        ? `Nessun codice della serie ${series} è un coupon`
        : `${unread.length} dei ${codes.length} codici della serie ${series} non sono coupon`,
      en: isNone
        ? `No code of the series ${series} is a coupon`
        : `${unread.length} of the ${codes.length} codes of the series ${series} are no coupons`,
    });
  });
}

function unreadCards({ cards }: Chain, kindOf: (number: string) => string): Finding[] {
  const active = cards.filter(({ status }) => status === "active");
  const unread = active.map(({ number }) => number).filter((number) => kindOf(number) !== "card");
  const isNone = unread.length === active.length;
  return notRead("cards", unread, {
    it: isNone
      ? "Nessuna carta attiva è una carta"
      : `${unread.length} delle ${active.length} carte attive non sono carte`,
    en: isNone
      ? "No active card is a card"
      : `${unread.length} of the ${active.length} active cards are no cards`,
  });
}

/** Names the first by its beginning and length: a code is worth money and a card is a person. */
function notRead(
  what: "coupons" | "cards",
  [first, ...more]: readonly string[],
  said: Finding["text"],
): Finding[] {
  if (first === undefined) return [];
  const begins = first.slice(0, Math.min(4, first.length >> 1));
  const [uno, one] = more.length === 0 ? ["ha", "it has"] : ["il primo ha", "the first has"];
  return warning(`${what}-not-read`, {
    it: `${said.it} per gli scanner delle casse (${uno} ${first.length} caratteri e comincia con ${begins}): aggiungere il prefisso a codes.${what} di config.json, o correggere la cifra di controllo.`,
    en: `${said.en} to tills' scanners (${one} ${first.length} characters and begins with ${begins}): add the prefix to codes.${what} of config.json, or put the check digit right.`,
  });
}

function otherCurrency({ rules }: Chain, labels: string): Finding[] {
  const currency = (rules as { currency?: unknown } | null)?.currency;
  if (typeof currency !== "string" || (currency === "EUR") === (labels === EURO)) return [];
  return warning("label-currency", {
    it: `Le regole sono in ${currency}, ma codes.currency di config.json dice che le etichette sono nella valuta ${labels} (se non dice nulla, 978: euro): scrivere lì il numero ISO 4217 di ${currency}.`,
    en: `The rules are in ${currency}, but by codes.currency of config.json labels are in currency ${labels} (where nothing is said 978, the euro): write the ISO 4217 number of ${currency} there.`,
  });
}

function warning(code: string, text: Finding["text"]): Finding[] {
  return [{ severity: "warning", code, promotionIds: [], text }];
}
