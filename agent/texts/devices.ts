/** What store IT is told of scanners and printers by `devices`, `scan-test` and `print-test`. */

import { DeviceError, type DeviceState } from "../../drivers/device.ts";
import { said } from "./italian/said.ts";
import type { InBoth, Language } from "./language.ts";

/** A device's fault, if it comes to that, in this language. */
export async function toldIn<Result>(language: Language, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    throw new DeviceError(error.code, said(language, error.message), { cause: error });
  }
}

const states: Readonly<Record<DeviceState | "unknown", string>> = {
  opening: "in apertura",
  ready: "pronto",
  gone: "assente",
  faulted: "guasto",
  closed: "chiuso",
  unknown: "sconosciuto",
};

/** "lo scanner è pronto", "la stampante è pronta". */
export function stateIn(
  language: Language,
  state: DeviceState | "unknown",
  device: "scanner" | "printer" = "scanner",
): string {
  if (language === "en") return state;
  return device === "printer" ? states[state].replace(/o$/, "a") : states[state];
}

export const deviceWords = {
  scanner: { it: "scanner", en: "scanner" },
  printer: { it: "stampante", en: "printer" },
  "card reader": { it: "lettore", en: "card reader" },
  usbPrinter: { it: "Stampante USB", en: "USB printer" },
  thisTill: { it: "la cassa", en: "this till" },
  none: { it: "non in uso", en: "not in use" },
  nothing: {
    it: "Non è collegato nulla che sembri uno scanner o una stampante USB.",
    en: "Nothing is plugged in that looks like a scanner or a USB printer.",
  },
  unknownModel: {
    it: "Nessuno ha ancora descritto questo modello: provarlo con tillside print-test.",
    en: "Nobody has written this model down: try it with tillside print-test.",
  },
  label: { it: "un'etichetta", en: "a label" },
} as const satisfies Readonly<Record<string, InBoth>>;

/** Of `scan-test`. */
export const scanWords: Readonly<Record<Language, ScanWords>> = {
  it: {
    article: (gtin, issue) => `articolo ${gtin}${issue ? `, numero ${issue}` : ""}`,
    weighed: (article, grams, cents) =>
      `merce pesata ${article}${grams === undefined ? "" : `, ${grams} g`}${cents === undefined ? "" : `, per ${euro(cents).replace(".", ",")}`}`,
    card: (last) => `tessera della catena, finisce con ${last}`,
    coupon: (code) => `buono ${code}`,
    refund: (number) => `scontrino di rimborso ${number}`,
    unknown: (text) => `letto bene, ma non è un articolo, una tessera o un buono di questa catena: ${text}`,
    until: (day) => `, fino al ${day}`,
    unknownAis: (ais) => `, con dati GS1 sconosciuti: ${ais}`,
    scanNow: (seconds) => `Ora leggere un codice (${seconds} secondi; Ctrl-C finisce prima).`,
    nothing:
      "Non è arrivato nulla. Se lo scanner suona e legge, invia altrove: per una porta seriale confrontare la velocità (baudRate), per USB la modalità nel suo manuale.",
    counts: (read, dropped, refused) => `${read} letti, ${dropped} scartati, ${refused} rifiutati`,
    noRules: (why) => `Le tessere e i buoni della catena qui non sono ancora noti: ${why}`,
  },
  en: {
    article: (gtin, issue) => `article ${gtin}${issue ? `, issue ${issue}` : ""}`,
    weighed: (article, grams, cents) =>
      `weighed goods ${article}${grams === undefined ? "" : `, ${grams} g`}${cents === undefined ? "" : `, for ${euro(cents)}`}`,
    card: (last) => `the chain's card, ending in ${last}`,
    coupon: (code) => `coupon ${code}`,
    refund: (number) => `refund receipt ${number}`,
    unknown: (text) => `read well, and no article, card or coupon of this chain: ${text}`,
    until: (day) => `, until ${day}`,
    unknownAis: (ais) => `, with GS1 data that are not known: ${ais}`,
    scanNow: (seconds) => `Scan something now (${seconds} seconds; Ctrl-C ends it before).`,
    nothing:
      "Nothing has come. If the scanner beeps, it sends elsewhere: on a serial port compare the speed (baudRate), on USB the mode in its manual.",
    counts: (read, dropped, refused) => `${read} read, ${dropped} dropped, ${refused} refused`,
    noRules: (why) => `The chain's own cards and coupons are not known here yet: ${why}`,
  },
};

export interface ScanWords {
  article(gtin: string, issue: string | undefined): string;
  weighed(article: string, grams: number | undefined, cents: number | undefined): string;
  card(lastDigits: string): string;
  coupon(code: string): string;
  refund(number: string): string;
  unknown(text: string): string;
  until(day: string): string;
  unknownAis(ais: string): string;
  scanNow(seconds: number): string;
  nothing: string;
  counts(read: number, dropped: number, refused: number): string;
  noRules(why: string): string;
}

const euro = (cents: number): string => (cents / 100).toFixed(2);

/** Of `print-test`: what the slip says, and what is said of it. */
export const printWords = {
  it: {
    title: "Prova di stampa",
    ruler: "La riga piena deve arrivare al bordo, su una riga sola:",
    marks: "Qui devono leggersi euro e accenti:",
    bold: "grassetto",
    scan: "Questi due codici devono potersi leggere:",
    onPaper: (profile: string) => `La stampante dice che la prova è su carta (profilo "${profile}").`,
    sent: (profile: string) =>
      `La prova è stata inviata; questa stampante non può dire se è su carta (profilo "${profile}"). Guardarla.`,
    took: (name: string, lines: number, model: string) =>
      `${said("it", name)} ha preso ${lines} righe (${model}). Far chiudere lo scontrino al POS, e guardarlo.`,
  },
  en: {
    title: "Test slip",
    ruler: "The ruler must fill one line, and one only:",
    marks: "Euro and accents must be here:",
    bold: "bold",
    scan: "Both codes must be readable:",
    onPaper: (profile: string) => `The printer says that the slip is on paper (profile "${profile}").`,
    sent: (profile: string) =>
      `The slip was sent; this printer can't say whether it is on paper (profile "${profile}"). Look at it.`,
    took: (name: string, lines: number, model: string) =>
      `${name} took ${lines} lines (${model}). Let the POS end its receipt, and look at it.`,
  },
} as const;

/** Of `slips`: what waits, and what a person must do. */
export const slipWords = {
  it: {
    none: "Nessun tagliando in attesa.",
    states: { waiting: "in attesa", released: "da ristampare per primo", printing: "in stampa" },
    advice: {
      "mid-print":
        "interrotto a metà: guardare la carta, poi --release per ristamparlo o --drop per buttarlo",
      "too-old": "ha aspettato troppo: --release per stamparlo o --drop per buttarlo",
      "on-hold": "fermato a mano: --release per stamparlo o --drop per buttarlo",
      corrupt: "il suo file è danneggiato: --drop per buttarlo",
    },
  },
  en: {
    none: "No slip waits.",
    states: { waiting: "waiting", released: "released", printing: "printing" },
    advice: {
      "mid-print": "it was stopped half-way: look at the paper, then --release or --drop it",
      "too-old": "it waited too long: --release or --drop it",
      "on-hold": "it is on hold: --release or --drop it",
      corrupt: "its file is damaged: --drop it",
    },
  },
} as const;
