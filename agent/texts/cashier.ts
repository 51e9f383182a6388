/** What the POS shows a cashier when a call or a coupon is refused, and what to do about a gift. */

import type { RefusalReason } from "../../drivers/codes/code.ts";
import type { Texts } from "../../engine/basket.ts";
import type { Effect } from "../../engine/effect.ts";
import type { CouponAnswerReason, PointsRefusal, Reason } from "../contract/reasons.ts";
import { type InBoth, inLanguage, type Language } from "./language.ts";

export const reasonTexts: Readonly<Record<Reason, InBoth>> = {
  "not-json": { it: "Messaggio illeggibile.", en: "The message could not be read." },
  "not-xml": { it: "Documento XML illeggibile.", en: "The XML document could not be read." },
  doctype: {
    it: "Un documento con DTD o entità proprie non è accettato.",
    en: "A document with a DTD or entities of its own is not taken.",
  },
  "bad-text": {
    it: "Il messaggio contiene caratteri fuori dal set di caratteri concordato.",
    en: "The message has bytes that are no text in the agreed character set.",
  },
  "not-a-request": {
    it: "Il messaggio non è una richiesta valida.",
    en: "The message is not a valid request.",
  },
  "too-deep": {
    it: "Messaggio troppo complesso.",
    en: "The message is too deeply nested or has too many values.",
  },
  "unknown-call": { it: "Funzione sconosciuta.", en: "Unknown call." },
  "bad-parameters": { it: "Dati errati.", en: "Wrong data." },
  fault: {
    it: "Errore interno; la vendita continua senza promozioni.",
    en: "Internal fault; the sale goes on without promotions.",
  },
  "hello-first": { it: "La cassa non si è ancora identificata.", en: "The POS has not said hello yet." },
  "wrong-proof": {
    it: "Segreto errato: la cassa e l'agente non hanno lo stesso file pos.secret.",
    en: "Wrong secret: POS and agent do not share the same pos.secret file.",
  },
  "wrong-token": {
    it: "Codice di accesso della pagina scaduto o già usato: riaprire la pagina.",
    en: "The page's token is too old or was used before: open the page again.",
  },
  "wrong-version": {
    it: "Questa versione del contratto non è supportata.",
    en: "This version of the contract is not supported.",
  },
  "wrong-profile": {
    it: "Profilo POS sconosciuto su questa porta.",
    en: "Unknown POS profile on this port.",
  },
  "not-for-this-role": {
    it: "Funzione non permessa a questo ruolo.",
    en: "This role may not use this call.",
  },
  "too-slow": { it: "Nessun saluto entro il tempo limite.", en: "No hello within the time limit." },
  "too-large": {
    it: "Messaggio troppo grande (al massimo 1 MiB); connessione chiusa.",
    en: "The message is too large (1 MiB at most); the connection is closed.",
  },
  "bad-frame": {
    it: "Messaggio non delimitato correttamente; connessione chiusa.",
    en: "The message is not framed as agreed; the connection is closed.",
  },
  "transaction-busy": {
    it: "Scontrino occupato da altri comandi: inviare di nuovo.",
    en: "The transaction is busy with other commands: send it again.",
  },
  "not-recorded": {
    it: "Scontrino non ancora registrato: conservarlo e inviarlo di nuovo.",
    en: "The sale is not recorded yet: queue it and send it again.",
  },
  "unknown-transaction": { it: "Transazione sconosciuta.", en: "Unknown transaction." },
  "transaction-exists": { it: "La transazione è già aperta.", en: "The transaction is already open." },
  "transaction-id-used": {
    it: "Numero di transazione già usato da uno scontrino registrato.",
    en: "This transaction id already belongs to a recorded sale.",
  },
  "too-many-transactions": { it: "Troppe transazioni aperte.", en: "Too many open transactions." },
  "completed-differently": {
    it: "La transazione è già registrata con dati diversi.",
    en: "The transaction is already recorded with other contents.",
  },
  "unknown-receipt": { it: "Scontrino non trovato.", en: "Receipt not found." },
  "unknown-card": { it: "Tessera sconosciuta.", en: "Unknown card." },
  "card-blocked": { it: "Tessera bloccata.", en: "This card is blocked." },
  "wrong-state": {
    it: "Non possibile in questo momento della vendita.",
    en: "Not possible at this point of the sale.",
  },
  suspended: {
    it: "La vendita è sospesa: riprenderla prima.",
    en: "The sale is suspended: resume it first.",
  },
  "taken-elsewhere": {
    it: "La vendita è stata ripresa a un'altra cassa.",
    en: "The sale was taken up at another till.",
  },
  "tenders-confirmed": {
    it: "Pagamento già iniziato: annullare prima i pagamenti.",
    en: "Payment has begun: void the tenders first.",
  },
  "tender-exists": { it: "Pagamento già registrato.", en: "This tender is already there." },
  "unknown-tender": { it: "Pagamento inesistente.", en: "There is no such tender." },
  "too-many-tenders": { it: "Troppi pagamenti.", en: "Too many tenders." },
  "nothing-left": { it: "Non resta nulla da pagare.", en: "Nothing is left to pay." },
  "reward-not-given": {
    it: "Premio non disponibile: punti insufficienti o condizioni non soddisfatte.",
    en: "This reward is not available: not enough points, or its conditions are not met.",
  },
  "points-not-granted": {
    it: "Punti già usati o impegnati altrove, o sede non raggiungibile: premio non concesso.",
    en: "The points are used or held elsewhere, or HQ can't be reached: the reward is not given.",
  },
  "too-many-overrides": { it: "Troppe autorizzazioni.", en: "Too many overrides." },
  "line-exists": { it: "Riga già presente.", en: "The line is already there." },
  "unknown-line": { it: "Riga inesistente.", en: "There is no such line." },
  "too-many-lines": { it: "Troppe righe.", en: "Too many lines." },
  "no-customer": { it: "Nessuna tessera inserita.", en: "No card was presented." },
  "coupon-exists": { it: "Buono già presentato.", en: "The coupon is already presented." },
  "unknown-coupon": {
    it: "Buono non presentato in questa vendita.",
    en: "This coupon is not part of the sale.",
  },
  "too-many-coupons": { it: "Troppi buoni.", en: "Too many coupons." },
  "completion-pending": {
    it: "La registrazione è in corso: inviare di nuovo la chiusura.",
    en: "The sale is being recorded: send complete again.",
  },
  "hq-unreachable": {
    it: "Vendita o scontrino non di questa cassa, e sede non raggiungibile: riprovare.",
    en: "Not a sale or receipt of this till, and HQ can't be reached: try again.",
  },
  "more-than-kept": {
    it: "Reso superiore a quanto venduto o già reso.",
    en: "More than was sold, or than is left after earlier returns.",
  },
  "not-a-quantity": {
    it: "Quantità non valida per questa riga.",
    en: "This is no quantity of this line.",
  },
  "returned-differently": {
    it: "Il reso è già registrato con dati diversi.",
    en: "The return is already recorded with other contents.",
  },
  "override-needed": {
    it: "Scontrino non trovato: serve l'autorizzazione del responsabile.",
    en: "Receipt not found: a supervisor must allow the return.",
  },
};

export const couponTexts: Readonly<Record<CouponAnswerReason, InBoth>> = {
  unknown: { it: "Buono sconosciuto.", en: "Unknown coupon." },
  "not-genuine": {
    it: "Buono non autentico: non emesso da una nostra cassa.",
    en: "This voucher is not genuine: none of our tills issued it.",
  },
  "issuer-revoked": {
    it: "Buono non valido: la sede ha escluso la cassa che lo ha emesso. Non accettarlo e avvisare il responsabile.",
    en: "Not valid: headquarters has shut out the till that issued this voucher. Do not take it, and tell your supervisor.",
  },
  "qr-needed": {
    it: "Leggere il codice QR del buono: il numero da solo non basta.",
    en: "Scan the QR code of this voucher: its number alone is not enough.",
  },
  blocked: { it: "Buono bloccato dalla sede.", en: "Headquarters has blocked this coupon." },
  "not-yet-valid": { it: "Buono non ancora valido.", en: "This coupon is not valid yet." },
  expired: { it: "Buono scaduto.", en: "This coupon has expired." },
  "already-used": { it: "Buono già utilizzato.", en: "This coupon has already been used." },
  "reserved-elsewhere": {
    it: "Buono in uso in un'altra vendita.",
    en: "This coupon is in use in another sale.",
  },
  withdrawn: { it: "Buono ritirato.", en: "This coupon has been withdrawn." },
  "card-needed": { it: "Serve la tessera del titolare.", en: "The holder's card is needed." },
  "not-this-card": { it: "Buono intestato a un'altra tessera.", en: "This coupon belongs to another card." },
  "no-promotion": { it: "Nessuna promozione per questo buono.", en: "No promotion uses this coupon." },
  "not-here": { it: "Buono non valido in questo negozio.", en: "Not valid in this store." },
  "not-now": { it: "Buono non valido in questo momento.", en: "Not valid at this time." },
  "switched-off": {
    it: "Promozione sospesa dalla sede.",
    en: "Headquarters has switched this promotion off.",
  },
  "presented-twice": { it: "Buono già presentato in questa vendita.", en: "Already presented in this sale." },
  "not-reserved": {
    it: "Buono non utilizzabile ora: riprovare tra poco.",
    en: "The coupon can't be used right now: try again shortly.",
  },
  "held-at-home": {
    it: "Buono riservato a un altro negozio, che viene interpellato: riprovare tra poco.",
    en: "Another store holds this coupon and is being asked: try again shortly.",
  },
  "hq-away": {
    it: "Sede non raggiungibile: questo buono ora non si può accettare.",
    en: "HQ can't be reached: this coupon can't be accepted now.",
  },
};

/** Why chosen rewards are fewer than the customer wanted. */
export function pointsText(reason: PointsRefusal, left: number, language: Language): string {
  const texts: Readonly<Record<PointsRefusal, InBoth>> = {
    "not-enough": {
      it: `Punti già usati o impegnati altrove: ne restano ${left} per questa spesa.`,
      en: `Points are used or held elsewhere: ${left} are left for this purchase.`,
    },
    "hq-away": {
      it: "Sede non raggiungibile: altri punti ora non si possono usare.",
      en: "HQ can't be reached: no more points can be used now.",
    },
    "not-reserved": {
      it: "I punti ora non si possono impegnare: riprovare tra poco.",
      en: "The points can't be reserved right now: try again shortly.",
    },
  };
  return texts[reason][language];
}

/** Why a label that was scanned is not taken. */
export const labelTexts: Readonly<Record<RefusalReason, InBoth>> = {
  empty: { it: "Lettura vuota: ripetere.", en: "Nothing was read: scan again." },
  "too-long": { it: "Codice troppo lungo: ripetere la lettura.", en: "The code is too long: scan again." },
  "not-text": { it: "Codice illeggibile: ripetere la lettura.", en: "The code can't be read: scan again." },
  "check-digit": {
    it: "Cifra di controllo errata: ripetere la lettura.",
    en: "Wrong check digit: scan again.",
  },
  "payment-card": {
    it: "Carta di pagamento: usare il lettore POS.",
    en: "This is a payment card: use the payment terminal.",
  },
  "gs1-syntax": {
    it: "Etichetta GS1 incompleta o mal composta: digitare il codice.",
    en: "The GS1 label is cut short or made wrongly: type its number.",
  },
  "gs1-value": {
    it: "Etichetta GS1 con un valore impossibile: digitare il codice.",
    en: "The GS1 label has an impossible value: type its number.",
  },
  "gs1-pairing": {
    it: "Etichetta GS1 con dati che si contraddicono: digitare il codice.",
    en: "The GS1 label contradicts itself: type its number.",
  },
  "digital-link": {
    it: "Codice QR non valido: leggere il codice a barre.",
    en: "This QR code is not valid: scan the bar code.",
  },
};

/** The sale is in another currency than headquarters' rules. */
export function otherCurrencyText(currency: string, language: Language): string {
  return {
    it: `Vendita in ${currency}: le promozioni valgono in un'altra valuta e non si applicano.`,
    en: `A sale in ${currency}: promotions are in another currency and do not apply.`,
  }[language];
}

/** An offer that was on the display is not in the total: `because` is what headquarters wrote. */
export function switchedOffText(promotion: Texts, because: string, language: Language): string {
  const name = inLanguage(promotion, language);
  const why = because === "" ? "" : ` (${because})`;
  return {
    it: `${name}: sospesa dalla sede${why}, non è più compresa nel totale.`,
    en: `${name}: switched off by headquarters${why}, it is no longer in the total.`,
  }[language];
}

/**
 * An offer that was on the display is not in the total: other purchases have used up its limit.
 * @param isLate nobody knows: it could not be reserved in time
 */
export function usedUpText(promotion: Texts, isLate: boolean, language: Language): string {
  const name = inLanguage(promotion, language);
  const late: InBoth = {
    it: `${name}: ora non si può concedere, non è compresa nel totale. Rifare il subtotale tra poco.`,
    en: `${name}: can't be granted right now, it is not in the total. Take the subtotal again shortly.`,
  };
  const gone: InBoth = {
    it: `${name}: disponibilità esaurita, non è più compresa nel totale.`,
    en: `${name}: its allowance is used up, it is no longer in the total.`,
  };
  return (isLate ? late : gone)[language];
}

type GiftEffect = Extract<Effect, { kind: "gift" | "gift-withdrawn" }>;

/** More articles than these are not read by anybody while a customer waits. */
const LISTED_MAX = 5;

/**
 * What a cashier is told of a gift: scan it, let the customer choose, look at what the POS adds or takes out.
 * @param names texts of articles by number; one that is not there is told by its number
 */
export function giftText(
  effect: GiftEffect,
  language: Language,
  names: Readonly<Record<string, string>> = {},
): string {
  const name = inLanguage(effect.text, language);
  if (effect.kind === "gift-withdrawn") {
    const gone: InBoth = {
      it: `Omaggio non più dovuto (${name}): stornare la riga.`,
      en: `The gift is no longer due (${name}): take its line out.`,
    };
    const refused: InBoth = {
      it: `L'omaggio non si può dare, la merce non prende sconti (${name}): stornare la riga.`,
      en: `The gift can't be given, its goods take no discount (${name}): take its line out.`,
    };
    return (effect.reason === "not-discountable" ? refused : gone)[language];
  }
  const { pieces, articles } = effect;
  const listed = articles.slice(0, LISTED_MAX).map((article) => names[article] ?? article);
  if (articles.length > LISTED_MAX) listed.push("…");
  const list = listed.length > 0 ? ` (${listed.join(", ")})` : "";
  const texts: Readonly<Record<typeof effect.how, InBoth>> = {
    scanned: {
      it: `${name}: passare ${pieces} × l'omaggio${list}.`,
      en: `${name}: scan the gift, ${pieces} ×${list}.`,
    },
    asked: {
      it: `${name}: omaggio aggiunto, ${pieces} ×${list}.`,
      en: `${name}: gift added, ${pieces} ×${list}.`,
    },
    chosen: {
      it: `${name}: il cliente sceglie ${pieces} × tra gli omaggi${list}.`,
      en: `${name}: the customer chooses ${pieces} × from the gifts${list}.`,
    },
  };
  const text = texts[effect.how][language];
  if (effect.insteadOfCents === undefined) return text;
  const instead: InBoth = {
    it: "Solo al posto degli altri sconti, a scelta del cliente:",
    en: "Only instead of the other discounts, if the customer wants it:",
  };
  return `${instead[language]} ${text}`;
}
