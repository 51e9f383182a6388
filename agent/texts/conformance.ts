/** What the conformance kit tells a vendor's engineer, and whoever stands at the POS. */

import type { Advice, Outcome } from "../conformance/dialogue.ts";
import type { InBoth } from "./language.ts";

export const kitTexts = {
  asPos: { it: "il kit è la cassa", en: "the kit is the POS" },
  asAgent: { it: "il kit è l'agente", en: "the kit is the agent" },
  "adapter ncr": { it: "la cassa non parla come NCR", en: "the POS does not speak in NCR's manner" },
  ownAgent: { it: "un agente avviato dal kit", en: "an agent that the kit has started" },
  profile: { it: "profilo", en: "profile" },
  group: { it: "gruppo", en: "group" },
  dialogue: { it: "dialogo", en: "dialogue" },
  result: { it: "esito", en: "result" },
  step: { it: "passo", en: "step" },
  path: { it: "punto", en: "path" },
  expected: { it: "atteso", en: "expected" },
  actual: { it: "ricevuto", en: "actual" },
  advice: { it: "che fare", en: "what to do" },
  all: { it: "(tutto)", en: "(all of it)" },
  nothing: { it: "(nulla)", en: "(nothing)" },
  of: { it: "di", en: "of" },
  playAll: {
    it: "La prova termina al primo dialogo che si discosta; --all gioca anche gli altri.",
    en: "The run ends at the first departure; --all plays the other dialogues too.",
  },
  listening: {
    it: "Il kit risponde come un agente. Alla cassa sotto prova:",
    en: "The kit answers as an agent. At the POS that is tried:",
  },
  address: { it: "indirizzo dell'agente", en: "the agent's address" },
  secret: { it: "file del segreto", en: "file of the secret" },
  goods: {
    it: "articoli e prezzi da caricare nella cassa",
    en: "articles and prices to load into the POS",
  },
  thenDo: {
    it: "Poi fare ciò che il kit chiede, una cosa alla volta. Ctrl-C termina.",
    en: "Then do what the kit asks for, one thing after the other. Ctrl-C ends it.",
  },
} as const satisfies Readonly<Record<string, InBoth>>;

export const resultTexts: Readonly<Record<Outcome["result"], InBoth>> = {
  "as-agreed": { it: "conforme", en: "as agreed" },
  departed: { it: "si discosta", en: "departs" },
  "not-for-profile": { it: "non per questo profilo", en: "not for this profile" },
  "not-here": { it: "non in questa prova", en: "not in this run" },
  "not-played": { it: "non giocato", en: "not played" },
};

/** Why a dialogue is not for a profile or a run. */
const needTexts: Readonly<Record<string, InBoth>> = {
  "modifiers line": {
    it: "la cassa toglie solo un importo dal totale",
    en: "the POS takes one amount off the whole only",
  },
  "modifiers transaction": {
    it: "la cassa toglie importi da singole righe",
    en: "the POS takes amounts off single lines",
  },
  "giftLine true": { it: "la cassa non aggiunge omaggi", en: "the POS adds no gift lines" },
  "giftLine false": { it: "la cassa aggiunge gli omaggi", en: "the POS adds gift lines itself" },
  "prints pos": { it: "la cassa non stampa i nostri testi", en: "the POS does not print our texts" },
  "scanner agent": { it: "il lettore non è dell'agente", en: "the agent does not own the scanner" },
  "scanner pos": { it: "la cassa non ha il lettore per sé", en: "the POS does not own its scanner alone" },
  "scanner pos-forwards": { it: "la cassa non inoltra letture", en: "the POS forwards no scans" },
  "framing line": { it: "un'altra delimitazione", en: "another framing" },
  "framing length": { it: "un'altra delimitazione", en: "another framing" },
  "framing stx": { it: "un'altra delimitazione", en: "another framing" },
  "encoding json": { it: "la cassa parla XML", en: "the POS speaks XML" },
  "encoding xml": { it: "la cassa parla JSON", en: "the POS speaks JSON" },
  ownAgent: { it: "serve un agente avviato dal kit", en: "needs an agent that the kit has started" },
};

export function needText(need: string, language: "it" | "en"): string {
  const charset = { it: "un altro set di caratteri", en: "another character set" };
  return (needTexts[need] ?? (need.startsWith("charset") ? charset : undefined))?.[language] ?? need;
}

export const adviceTexts: Readonly<Record<Advice, InBoth>> = {
  "other-value": {
    it: "La risposta dell'agente ha qui un altro valore. Controllare che abbia il rilascio del kit; altrimenti è l'agente a discostarsi dal contratto.",
    en: "The agent's answer has another value here. See that it holds the kit's release; else it is the agent that departs from the contract.",
  },
  "not-sound": {
    it: "La risposta si contraddice: importi che non tornano, un'altra vendita, un'altra lingua. È l'agente, o qualcosa tra lui e il kit.",
    en: "The answer contradicts itself: amounts that don't add up, another sale, another language. It is the agent, or something between it and the kit.",
  },
  "not-in-schema": {
    it: "La risposta non ha la forma del contratto: un campo manca, è di troppo, o è di un altro tipo.",
    en: "The answer has not the contract's shape: a field is missing, is one too many, or is of another kind.",
  },
  refused: {
    it: "L'agente ha rifiutato ciò che il contratto permette.",
    en: "The agent has refused what the contract allows.",
  },
  "not-refused": {
    it: "L'agente ha accettato ciò che il contratto rifiuta.",
    en: "The agent has taken what the contract refuses.",
  },
  "other-refusal": {
    it: "È giusto rifiutare, ma per un altro motivo o un altro campo.",
    en: "To refuse is right, but for another reason or field.",
  },
  "no-answer": {
    it: "Nessuna risposta entro il termine della chiamata. L'agente è fermo o sovraccarico, o la risposta si perde per strada.",
    en: "No answer within the call's deadline. The agent hangs or is overloaded, or the answer is lost on its way.",
  },
  "answered-twice": {
    it: "Una chiamata ha avuto due risposte: ogni id ne ha una.",
    en: "One call was answered twice: every id has one answer.",
  },
  "other-id": {
    it: "È arrivata una risposta a una chiamata mai fatta: l'id della risposta è quello della chiamata.",
    en: "An answer came to a call that nobody made: an answer has the id of its call.",
  },
  "hung-up": {
    it: "L'altra parte ha chiuso la connessione, o non c'è. Controllare indirizzo e profilo, e il registro dell'agente.",
    en: "The other side has hung up, or is not there. Check address and profile, and the agent's log.",
  },
  "not-hung-up": {
    it: "La connessione doveva essere chiusa: dopo questo errore non si sa dove inizi il prossimo messaggio.",
    en: "The connection was to be closed: after this error nobody knows where the next message begins.",
  },
  "not-heard": {
    it: "La notifica non è arrivata entro due secondi, o dice altro.",
    en: "The notification did not come within two seconds, or says something else.",
  },
  "no-proof": {
    it: "L'altra parte non conosce il segreto di questa cassa: controllare il file del segreto e l'indirizzo.",
    en: "The other side does not know this till's secret: check the file of the secret, and the address.",
  },
  "no-message": {
    it: "Sono arrivati byte che non sono un messaggio di questo profilo: controllare delimitazione, codifica e set di caratteri.",
    en: "Bytes came that are no message of this profile: check framing, encoding and character set.",
  },
  "pos-other-call": {
    it: "La cassa ha inviato un'altra chiamata. Ripetere il dialogo facendo solo ciò che è chiesto.",
    en: "The POS has sent another call. Play the dialogue again and do only what is asked for.",
  },
  "pos-other-value": {
    it: "La cassa dice qui un altro valore. Il contratto spiega il campo.",
    en: "The POS says another value here. The contract explains the field.",
  },
  "pos-other-goods": {
    it: "Nella vendita c'è altro da ciò che è chiesto: controllare articolo, quantità e prezzo nella cassa (chain/articles.json).",
    en: "Something else is in the sale than was asked for: check article, quantity and price in the POS (chain/articles.json).",
  },
  "pos-nothing-came": {
    it: "Dalla cassa non è arrivato nulla in tempo.",
    en: "Nothing came from the POS in time.",
  },
  "pos-refused": {
    it: "L'agente ha rifiutato la chiamata della cassa: il campo e il motivo sono qui sopra.",
    en: "The agent has refused the call of the POS: field and reason stand above.",
  },
  "pos-not-the-same": {
    it: "Ciò che si invia di nuovo è identico, campo per campo: conservare la chiusura com'è e rinviarla.",
    en: "What is sent again is the very same, field by field: keep the completion as it is, and resend that.",
  },
};
