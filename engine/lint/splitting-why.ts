/** Why splitting a receipt can pay, in words, and what to do. */

import type { Sentence } from "./finding.ts";

export type Way =
  | "splitting-once"
  | "splitting-limit"
  | "splitting-coupon"
  | "splitting-pick"
  | "splitting-grouping"
  | "splitting-line"
  | "splitting-slices"
  | "splitting-order"
  | "splitting-not"
  | "splitting-tag"
  | "splitting-alone";

/** `example` is in figures, or empty. */
export function whyItPays(way: Way, example: Sentence): Sentence {
  switch (way) {
    case "splitting-once":
      return {
        it: `il premio viene una volta per scontrino${example.it}. Darlo a ogni soglia ("every"), o limitarlo per cliente, o accettarlo.`,
        en: `the reward comes once a receipt${example.en}. Give it for every step ("every"), or limit it per customer, or accept it.`,
      };
    case "splitting-limit":
      return {
        it: "il limite vale per scontrino, e in due scontrini si raddoppia. Metterlo per cliente, o accettarlo.",
        en: "the limit is by receipt, and two receipts double it. Make it one per customer, or accept it.",
      };
    case "splitting-coupon":
      return {
        it: "vale un solo coupon per scontrino, e chi ne ha due li usa su due scontrini. Limitarla per cliente, o accettarlo.",
        en: "one coupon counts a receipt, and who has two uses them on two receipts. Limit it per customer, or accept it.",
      };
    case "splitting-pick":
      return {
        it: "sono premiati solo i pezzi più (o meno) cari dello scontrino, e due scontrini ne hanno il doppio. Accettarlo, o premiare tutti i pezzi.",
        en: "only the dearest (or cheapest) pieces of a receipt are rewarded, and two receipts have twice as many. Accept it, or reward all pieces.",
      };
    case "splitting-grouping":
      return {
        it: 'i gruppi si formano in un ordine fisso, e pagando a parte alcuni articoli se ne ottengono di migliori. Usare il raggruppamento "best".',
        en: 'sets are formed in a fixed order, and paying some goods apart gives better ones. Use the grouping "best".',
      };
    case "splitting-line":
      return {
        it: "lo sconto vale una volta per riga, e due scontrini hanno due righe. Darlo per pezzo, o accettarlo.",
        en: "the amount comes once a line, and two receipts have two lines. Give it by piece, or accept it.",
      };
    case "splitting-slices":
      return {
        it: "i gradini alti danno meno di quelli bassi, e due scontrini stanno due volte in quelli bassi. Accettarlo, o invertire i premi.",
        en: "higher steps give less than lower ones, and two receipts stand twice on the lower ones. Accept it, or turn the rewards round.",
      };
    case "splitting-order":
      return {
        it: 'i gruppi prendono articoli su cui un\'altra promozione, che viene dopo, dà di più; pagati a parte non formano gruppi. Metterle nello stesso livello "best", o accettarlo.',
        en: 'its sets take goods on which another promotion, that comes later, gives more; paid apart they form no set. Put both into one "best" layer, or accept it.',
      };
    case "splitting-not":
      return {
        it: 'certi altri articoli la bloccano, e si possono pagare a parte. Togliere la condizione "not", o accettarlo.',
        en: 'certain other goods bar it, and can be paid apart. Leave the "not" condition out, or accept it.',
      };
    case "splitting-tag":
      return {
        it: "le etichette di esclusione valgono nello stesso scontrino, ma non in due. Accettarlo, o togliere le etichette.",
        en: "exclusion tags hold within one receipt, but not in two. Accept it, or take the tags away.",
      };
    case "splitting-alone":
      return {
        it: 'sta da sola sullo scontrino, ma il resto si può pagare a parte con le altre promozioni. Accettarlo, o togliere "alone".',
        en: 'it stands alone on a receipt, but the rest can be paid apart with the other promotions. Accept it, or leave "alone" out.',
      };
    default:
      return way satisfies never;
  }
}
