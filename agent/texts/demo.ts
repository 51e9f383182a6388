/** What the shop in miniature tells a shopkeeper, in Italian and English. */

import type { InBoth, Language } from "./language.ts";

const texts = {
  title: { it: "una bottega in miniatura", en: "a shop in miniature" },
  published: {
    it: "la sede ha firmato e pubblicato il rilascio",
    en: "headquarters has signed and published release",
  },
  hubAt: { it: "la sede risponde a", en: "headquarters answers at" },
  tillAt: {
    it: "la cassa 1 ha il rilascio e risponde al POS su",
    en: "till 1 holds the release and answers the POS at",
  },
  sale: { it: "Vendita", en: "Sale" },
  scanner: { it: "lettore", en: "scanner" },
  cashier: { it: "cassa", en: "till" },
  us: { it: "Tillside", en: "Tillside" },
  hq: { it: "sede", en: "HQ" },
  printer: { it: "stampante", en: "printer" },
  voided: { it: "stornato", en: "voided" },
  now: { it: "ora", en: "now" },
  card: { it: "tessera", en: "card" },
  tier: { it: "livello", en: "tier" },
  balance: { it: "saldo punti", en: "points balance" },
  coupon: { it: "buono", en: "coupon" },
  accepted: { it: "accettato", en: "accepted" },
  parked: {
    it: "valido: si applica da solo appena possibile",
    en: "good: applies by itself when its condition is met",
  },
  outbid: {
    it: "valido, ma oggi conviene un'altra promozione",
    en: "good, but another promotion gives more today",
  },
  refused: { it: "non accettato", en: "refused" },
  advice: { it: "consiglio", en: "suggestion" },
  add: { it: "aggiungi", en: "add" },
  followed: { it: "il cliente accetta il consiglio", en: "the customer takes the suggestion" },
  total: { it: "totale", en: "total" },
  insteadOf: { it: "invece di", en: "instead of" },
  points: { it: "punti", en: "points" },
  stamp: { it: "bollino", en: "stamp" },
  stamps: { it: "bollini", en: "stamps" },
  recorded: { it: "scontrino registrato nel giornale", en: "receipt recorded in the journal" },
  printed: { it: "esce dalla stampante:", en: "comes out of the printer:" },
  lineDown: {
    it: "la linea con la sede cade (il processo della sede è fermato)",
    en: "the line to headquarters goes down (its process is stopped)",
  },
  lineUp: { it: "la sede è di nuovo raggiungibile", en: "headquarters can be reached again" },
  waiting: {
    it: "la vendita aspetta la sede, al sicuro nel giornale",
    en: "the sale waits for headquarters, safe in the journal",
  },
  arrived: { it: "la sede ha tutte le vendite di oggi:", en: "headquarters has all of this start's sales:" },
  missing: { it: "la sede NON ha ricevuto tutte le vendite", en: "headquarters has NOT received every sale" },
  differs: { it: "diverso da quanto atteso", en: "differs from what was expected" },
  open: { it: "La cassa resta aperta per un POS:", en: "The till stays open for a POS:" },
  secret: { it: "segreto del POS in", en: "the POS's secret is in" },
  end: { it: "Ctrl-C chiude la bottega.", en: "Ctrl-C closes the shop." },
  closed: { it: "La bottega è chiusa.", en: "The shop is closed." },
} as const satisfies Record<string, InBoth>;

export type DemoText = keyof typeof texts;

/** The demo's words in one language. */
export function demoTexts(language: Language): (text: DemoText) => string {
  return (text) => texts[text][language];
}
