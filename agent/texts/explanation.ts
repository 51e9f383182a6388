/** Why a promotion did or did not apply, in words that marketing and a store's manager understand. */

import type { Explanation, Reason } from "../../engine/effect.ts";
import { couponTexts } from "./cashier.ts";
import { type InBoth, type Language, measureIn, moneyIn } from "./language.ts";

type Words<Kind extends Reason["kind"]> = (
  reason: Extract<Reason, { kind: Kind }>,
  money: (cents: number) => string,
) => InBoth;

const reasons: { readonly [Kind in Reason["kind"]]: Words<Kind> } = {
  "switched-off": ({ because }) => ({
    it: `sospesa dalla sede${because && `: ${because}`}`,
    en: `switched off by headquarters${because && `: ${because}`}`,
  }),
  "not-yet-valid": ({ from }) => ({ it: `vale dal ${from}`, en: `valid from ${from}` }),
  expired: ({ to }) => ({ it: `valeva fino al ${to}`, en: `was valid until ${to}` }),
  "not-this-weekday": () => ({ it: "non in questo giorno della settimana", en: "not on this weekday" }),
  "not-at-this-time": () => ({ it: "non a quest'ora", en: "not at this time of day" }),
  "not-in-this-store": () => ({ it: "non in questo negozio", en: "not in this store" }),
  "not-at-this-till": () => ({ it: "non a questa cassa", en: "not at this till" }),
  "not-in-this-channel": () => ({ it: "non in questo canale di vendita", en: "not in this channel" }),
  "card-missing": () => ({ it: "serve la tessera", en: "needs a card" }),
  "card-shown": () => ({ it: "solo per chi non ha la tessera", en: "only without a card" }),
  "not-this-tier": () => ({ it: "non per questo livello di tessera", en: "not for this card's tier" }),
  "not-this-segment": () => ({
    it: "non per questo gruppo di clienti",
    en: "not for this group of customers",
  }),
  "only-staff": () => ({ it: "solo per il personale", en: "for staff only" }),
  "not-for-staff": () => ({ it: "non per il personale", en: "not for staff" }),
  "not-this-attribute": ({ name }) => ({
    it: `non per questo cliente (${name})`,
    en: `not for this customer (${name})`,
  }),
  "not-near-birthday": () => ({ it: "non è il periodo del compleanno", en: "not around the birthday" }),
  "not-near-anniversary": () => ({
    it: "non è l'anniversario dell'iscrizione",
    en: "not around the anniversary of joining",
  }),
  "not-this-purchase": () => ({ it: "non per questo acquisto", en: "not for this purchase" }),
  "not-these-days-since-visit": () => ({
    it: "non dopo questi giorni dall'ultima visita",
    en: "not after so many days since the last visit",
  }),
  "event-missing": () => ({ it: "manca l'evento richiesto", en: "the event it waits for is missing" }),
  "tender-missing": ({ tenders }) => ({
    it: `si paga con ${tenders.join(", ")}`,
    en: `pay with ${tenders.join(", ")}`,
  }),
  "tender-short": ({ tenders, amountCents }, money) => ({
    it: `${tenders.join(", ")} deve coprire altri ${money(amountCents)}`,
    en: `${tenders.join(", ")} must cover ${money(amountCents)} more`,
  }),
  "voucher-over": ({ to }) => ({
    it: `i suoi buoni valgono al più fino al ${to}: non se ne emettono più`,
    en: `its vouchers are good until ${to} at most: no more are issued`,
  }),
  "reward-not-chosen": () => ({ it: "il premio non è stato scelto", en: "the reward was not chosen" }),
  "balance-short": ({ points, account }) => ({
    it: `mancano ${points} punti o bollini (${account})`,
    en: `${points} more points or stamps needed (${account})`,
  }),
  "used-up": () => ({ it: "la disponibilità è esaurita", en: "its allowance is used up" }),
  "coupon-missing": ({ series }) => ({ it: `manca il buono ${series}`, en: `coupon ${series} is missing` }),
  "coupon-refused": ({ series, why }) => ({
    it: `buono ${series}: ${couponTexts[why].it}`,
    en: `coupon ${series}: ${couponTexts[why].en}`,
  }),
  "condition-not-met": () => ({
    it: "c'è qualcosa che la esclude",
    en: "something that excludes it is there",
  }),
  "units-short": ({ pieces, slot }) => {
    const it = pieces === 1 ? "manca ancora 1 pezzo" : `mancano ancora ${pieces} pezzi`;
    const en = pieces === 1 ? "1 more piece needed" : `${pieces} more pieces needed`;
    return slot === undefined
      ? { it, en }
      : { it: `${it} (parte ${slot} del set)`, en: `${en} (part ${slot} of the set)` };
  },
  "amount-short": ({ amountCents }, money) => ({
    it: `mancano ancora ${money(amountCents)}`,
    en: `${money(amountCents)} more needed`,
  }),
  "measure-short": ({ measureThousandths }) => ({
    it: `mancano ancora ${measureIn("it")(measureThousandths)} (kg, l o m)`,
    en: `${measureIn("en")(measureThousandths)} (kg, l or m) more needed`,
  }),
  "not-discountable": () => ({
    it: "l'omaggio non può essere scontato",
    en: "its gift takes no discount",
  }),
  "saves-nothing": () => ({ it: "qui non farebbe risparmiare nulla", en: "would save nothing here" }),
  outbid: ({ by }) => ({ it: `conviene di più ${by.join(", ")}`, en: `${by.join(", ")} gives more` }),
  "limit-reached": ({ limit }) =>
    ({
      units: { it: "raggiunto il numero massimo di pezzi", en: "its limit of pieces is reached" },
      unitsPerLine: {
        it: "raggiunto il numero massimo di pezzi per riga",
        en: "its limit of pieces per line is reached",
      },
      applications: { it: "raggiunto il numero massimo di volte", en: "its limit of times is reached" },
      amountCents: { it: "raggiunto lo sconto massimo", en: "its limit of value is reached" },
    })[limit],
  "unknown-mechanic": ({ mechanic }) => ({
    it: `meccanica sconosciuta a questa versione: ${mechanic}`,
    en: `mechanic unknown to this version: ${mechanic}`,
  }),
  "not-understood": ({ because }) => ({
    it: `non compresa da questa versione: ${because}`,
    en: `not understood by this version: ${because}`,
  }),
};

/** One reason in words: "amount-short" of 250 cents is "2,50 € …". */
export function reasonText(reason: Reason, language: Language, currency = "EUR"): string {
  const words = reasons[reason.kind] as Words<Reason["kind"]>;
  return words(reason, moneyIn(language, currency))[language];
}

/** "yes, 2 ×: €1.19" or "no: needs a card; valid from 2027-01-01". */
export function explanationText(explanation: Explanation, language: Language, currency = "EUR"): string {
  const { applied, times, amountCents, points, stamps = 0, vouchers = 0, reasons: why } = explanation;
  const no = { it: "no", en: "no" }[language];
  if (!applied) return `${no}: ${why.map((reason) => reasonText(reason, language, currency)).join("; ")}`;
  const gave = [
    ...(amountCents > 0 ? [moneyIn(language, currency)(amountCents)] : []),
    ...(points > 0 ? [`${points} ${{ it: "punti", en: "points" }[language]}`] : []),
    ...(stamps > 0 ? [`${stamps} ${{ it: "bollini", en: "stamps" }[language]}`] : []),
    ...(vouchers > 0 ? [`${vouchers} × ${{ it: "buono", en: "voucher" }[language]}`] : []),
  ];
  const yes = { it: "sì", en: "yes" }[language];
  return `${yes}, ${times} ×${gave.length > 0 ? `: ${gave.join(", ")}` : ""}`;
}
