/** What whoever installs a till is told, in Italian and English. */

import type { EnrolRefusal } from "../../sync/enrol/enrol.ts";
import type { InBoth, Language } from "./language.ts";

const refusals: Readonly<Record<EnrolRefusal, InBoth>> = {
  mistyped: {
    it: "Il codice non è scritto giusto: sono 20 caratteri, in cinque gruppi di quattro. Rileggilo.",
    en: "The code is not typed right: it has 20 characters, in five groups of four. Look at it again.",
  },
  "unknown-code": {
    it: "La sede non conosce questo codice: forse è di un'altra catena, o ne è stato fatto uno nuovo per questa cassa.",
    en: "HQ does not know this code: perhaps it is another chain's, or a newer one was made for this till.",
  },
  "code-used": {
    it: "Il codice è già stato usato da un altro PC: chiedine uno nuovo alla sede.",
    en: "The code was used by another PC: ask HQ for a new one.",
  },
  "code-expired": {
    it: "Il codice è scaduto: chiedine uno nuovo alla sede.",
    en: "The code's time is over: ask HQ for a new one.",
  },
  "other-till": {
    it: "Il codice è di un'altra cassa, e questo PC è già una cassa. Non è stato consumato: usalo sul PC giusto, oppure aggiungi --anyway per farne quella cassa.",
    en: "The code is another till's, and this PC is a till already. It was not used up: use it on the right PC, or add --anyway to make this one that till.",
  },
  "too-many-codes": {
    it: "Troppi codici sbagliati da questo indirizzo: riprova fra dieci minuti.",
    en: "Too many wrong codes came from this address: try again in ten minutes.",
  },
};

export const enrolRefusalText = (reason: EnrolRefusal, language: Language): string =>
  refusals[reason][language];

const texts = {
  done: { it: "Questo PC è la cassa", en: "This PC is till" },
  start: { it: "Avvia l'agente", en: "Start the agent" },
  notBelieved: {
    it: "La cassa è fatta, ma la sede non le risponde come deve",
    en: "The till is made, but HQ does not answer it as it should",
  },
} satisfies Readonly<Record<string, InBoth>>;

export const enrolTexts =
  (language: Language) =>
  (name: keyof typeof texts): string =>
    texts[name][language];
