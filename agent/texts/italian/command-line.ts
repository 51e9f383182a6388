import type { Pair } from "../../../drivers/italian/in-italian.ts";

/** See README.md. */
export const commandLine: readonly Pair[] = [
  [
    "the basket is in {}, the rule set in {}: nothing is converted; ask with rules in {}, or with none (at currency)",
    "la spesa è in {}, le regole in {}: niente si converte; chiedere con regole in {}, o senza (at currency)",
  ],
  ['{}: unknown field "{}"; check its spelling', '{}: campo "{}" sconosciuto; controllare come è scritto'],
  ["there is no verb {}; these are: {}", "il comando {} non esiste; ci sono: {}"],
  ["{} is one word too many. See: {}", "{} è una parola di troppo. Vedere: {}"],
  ["{} is missing. See: {}", "manca {}. Vedere: {}"],
  [
    "The sale was under semantics {}, this is {}: see tillside replay.",
    "La vendita era con la semantica {}, questa è la {}: vedere tillside replay.",
  ],
  [
    "{} is of a basket in a file; a receipt has its own, as it was stored. See: {}",
    "{} è di una spesa in un file; uno scontrino ha la sua, com'è stata conservata. Vedere: {}",
  ],
  [
    "which receipt, of which till (--config), or which --rules and --basket? See: {}",
    "quale scontrino, di quale cassa (--config), o quali --rules e --basket? Vedere: {}",
  ],
  ["Unknown option {}. See: {}", "L'opzione {} non esiste. Vedere: {}"],
  ["Option {} argument missing. See: {}", "All'opzione {} manca il valore. Vedere: {}"],
  ["Option {} does not take an argument. See: {}", "L'opzione {} non vuole un valore. Vedere: {}"],
  [
    "{}: a port is a whole number from 0 (any free one) to 65535",
    "{}: una porta è un numero intero da 0 (una libera qualsiasi) a 65535",
  ],
  ["{}: it or en", "{}: it oppure en"],
  ["{}: more than 0, and {} at most", "{}: più di 0, e al massimo {}"],
  ["no agent answers ({}). Start it: {}", "nessun agente risponde ({}). Avviarlo: {}"],
  ["nothing answers at {}", "niente risponde su {}"],
  ["{} closed the connection", "{} ha chiuso il collegamento"],
  [
    "what {} says is no message of Tillside's agent; another program is there",
    "ciò che dice {} non è un messaggio dell'agente Tillside: lì c'è un altro programma",
  ],
  [
    "{} does not know this till's secret; no card is sent to it",
    "{} non conosce il segreto di questa cassa; nessuna tessera gli viene inviata",
  ],
  ["{} was not answered within {} ms", "{} senza risposta entro {} ms"],
  [
    "{}. Another till's agent or another program has that port: end it, or see that {} is this till's",
    "{}. Quella porta è dell'agente di un'altra cassa o di un altro programma: chiuderlo, o controllare che {} sia di questa cassa",
  ],
  [
    "{} can't be read ({}): start the agent once, and read it as its user",
    "{} non si può leggere ({}): avviare l'agente una volta, e leggerlo come il suo utente",
  ],
  [
    "{} can't be read: start the agent once, and be its user",
    "{} non si può leggere: avviare l'agente una volta, ed essere il suo utente",
  ],
  [
    'the configuration has no "panel": no page can sell here',
    'la configurazione non ha "panel": qui nessuna pagina può vendere',
  ],
  ['"{}": there is no profile "{}"', '"{}": il profilo "{}" non c\'è'],
  [
    'name the {}: --config FILE, or --with {} as "tillside devices" shows it',
    'non si sa quale {}: --config FILE, oppure --with {} come mostra "tillside devices"',
  ],
  [
    '{} names no {}: "tillside devices" shows what to write there, and --with tries it before',
    '{} non nomina {}: "tillside devices" mostra che cosa scriverci, e --with lo prova prima',
  ],
  [
    "--with {}: it is not JSON ({}). Quote all of it: {}",
    "--with {}: non è JSON ({}). Metterlo tutto fra virgolette: {}",
  ],
  [
    '{}. "tillside devices" shows the words for what is plugged in.',
    '{}. "tillside devices" mostra le parole per ciò che è collegato.',
  ],
  ["--release and --drop: one of them at a time", "--release e --drop: uno alla volta"],
  ["--check and --rebuild: one of them", "--check e --rebuild: uno dei due"],
  [
    'no slip {} is held: "tillside slips" lists them',
    'nessun tagliando {} è fermo: "tillside slips" li elenca',
  ],
  [
    'there is no slip {}, or it is being printed: "tillside slips" lists them',
    'il tagliando {} non c\'è, o è in stampa: "tillside slips" li elenca',
  ],
  [
    '{}: the number of a slip, as "tillside slips" shows it',
    '{}: il numero di un tagliando, come lo mostra "tillside slips"',
  ],
  [
    "Here: --port N takes another port, --data FOLDER another folder; without {} the shop begins anew.",
    "Qui: --port N prende un'altra porta, --data CARTELLA un'altra cartella; senza {} la bottega ricomincia da capo.",
  ],
  ["what? See: {}", "che cosa? Vedere: {}"],
  [
    "--yes is missing: is the till that led off? See: {}",
    "manca --yes: la cassa che guidava è spenta? Vedere: {}",
  ],
  [
    'This till takes over. "tillside status" says when it leads.',
    'Questa cassa prende la guida. "tillside status" dice quando guida.',
  ],
  ["The agent answers the POS at {}. Ctrl-C ends it.", "L'agente risponde al POS su {}. Ctrl-C lo chiude."],
  ["verify is what it can. See: {}", "sa fare verify. Vedere: {}"],
  ["{}: http://… or https://…", "{}: http://… oppure https://…"],
  ["--ca {} can't be used: {}", "--ca {} non si può usare: {}"],
  ["it is no certificate in PEM", "non è un certificato in PEM"],
  ["{} cannot be read: {}", "{} non si può leggere: {}"],
  ["{}: {}", "{}: {}"],
  ["receipt {} is not in {}", "lo scontrino {} non è in {}"],
  [
    "receipt {} is not in {}, and this till has no HQ to ask",
    "lo scontrino {} non è in {}, e questa cassa non ha una sede a cui chiedere",
  ],
  ["receipt {} is not in {}, and HQ does not hold it", "lo scontrino {} non è in {}, e la sede non ce l'ha"],
];
