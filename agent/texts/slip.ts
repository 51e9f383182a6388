/** The words of the slip that we print under the POS's receipt. */

import type { SlipWords } from "../../engine/answers/receipt.ts";
import type { Language } from "./language.ts";

export const slipWords: Readonly<Record<Language, SlipWords>> = {
  it: {
    language: "it",
    saved: "Hai risparmiato",
    points: "Punti di oggi",
    pointsUsed: "Punti usati",
    balance: "Saldo punti",
    stamps: "Bollini di oggi",
    stampsUsed: "Bollini usati",
    stampsBalance: "Saldo bollini",
    voucher: "Buono per la prossima spesa",
    percentOff: " % di sconto",
    validFrom: "Valido dal",
    validTo: "al",
    personal: "Personale: presentare la tessera",
    decimal: ",",
  },
  en: {
    language: "en",
    saved: "You saved",
    points: "Points today",
    pointsUsed: "Points used",
    balance: "Points balance",
    stamps: "Stamps today",
    stampsUsed: "Stamps used",
    stampsBalance: "Stamps balance",
    voucher: "Voucher for your next visit",
    percentOff: "% off",
    validFrom: "Valid from",
    validTo: "to",
    personal: "Personal: show your card",
    decimal: ".",
  },
};

/** What the slip belongs to: "Scontrino R-17 · 21/11/2026 10:31". Dates as the store writes them. */
export function slipReference(language: Language, receipt: string, date: string, time: string): string {
  const [year, month, day] = date.split("-");
  return `${{ it: "Scontrino", en: "Receipt" }[language]} ${receipt} · ${day}/${month}/${year} ${time.slice(0, 5)}`;
}

/** Under the balance: HQ reckoned it that day, the till has added what it knows of since. */
export function balanceAsOf(language: Language, at: string): string {
  const [year, month, day] = at.slice(0, 10).split("-");
  const date = `${day}/${month}/${year}`;
  return {
    it: `Saldo al ${date} più le spese seguenti`,
    en: `Balance of ${date} plus purchases since`,
  }[language];
}
