import type { Pair } from "../../../drivers/italian/in-italian.ts";

/** See README.md. */
export const status: readonly Pair[] = [
  // What `tillside status` calls things.
  ["till", "cassa"],
  ["release", "rilascio"],
  ["switched off", "disattivate"],
  ["journal", "giornale"],
  ["hq", "sede"],
  ["hq's files", "file di sede"],
  ["store lead", "guida"],
  ["open sales", "vendite aperte"],
  ["suspended", "sospese"],
  ["memory", "memoria"],
  ["none", "nessuno"],
  ["none yet", "ancora nessuno"],
  ["{}, {} promotions", "{}, {} promozioni"],
  ["NOT USABLE", "NON UTILIZZABILE"],
  ["good", "a posto"],
  ["good; records waiting for HQ: {}", "a posto; in attesa della sede: {}"],
  ["unknown", "ignoto"],
  ["{} sales", "{} vendite"],
  ["{} claims", "{} di buoni e punti"],
  ["{}, the oldest for {}", "{}, la più vecchia da {}"],
  ["none configured: the till works alone", "nessuna in configurazione: la cassa lavora da sola"],
  [
    "configured, but this part of the agent does not answer: see what is said below, or ask again",
    "configurata, ma questa parte dell'agente non risponde: vedere ciò che è detto sotto, o chiedere di nuovo",
  ],
  ["down: {}; up: {}", "in arrivo: {}; in uscita: {}"],
  ["nothing yet", "ancora nulla"],
  ["not reached since {}", "non raggiunta da {}"],
  ["{} from HQ", "{} dalla sede"],
  ["{} from till {}", "{} dalla cassa {}"],
  ["{} from this disk", "{} da questo disco"],
  ["HQ's line was spared {}", "risparmiati alla linea {}"],
  ["{} given to other tills", "{} dati ad altre casse"],
  ["since the start {}", "dall'avvio {}"],
  ["none: HQ does not list this till", "nessuna: la sede non elenca questa cassa"],
  ["nobody leads now; {}", "ora non guida nessuno; {}"],
  ["this till; {}", "questa cassa; {}"],
  ["till {}; {}", "cassa {}; {}"],
  ["{} of {} other that hold copies reached", "raggiunte {} di {} altre con copie"],
  ["{} of {} others that hold copies reached", "raggiunte {} di {} altre con copie"],

  // Problems.
  ["The journal is being opened.", "Il giornale si sta aprendo."],
  ["The open sales' file is being opened.", "Il file delle vendite aperte si sta aprendo."],
  [
    "A sale that is open when the agent or the power fails would be lost: {} Promotions go on.",
    "Una vendita aperta andrebbe persa se cadesse l'agente o la corrente: {} Le promozioni continuano.",
  ],
  [
    "{} suspended sales wait, the oldest for {}: resume or cancel them; what still waits when the business day ends is given up.",
    "{} vendite sospese attendono, la più vecchia da {}: riprenderle o annullarle; ciò che attende ancora alla chiusura della giornata è abbandonato.",
  ],
  [
    "{} suspended sales can be resumed at this till only: {}",
    "{} vendite sospese si possono riprendere solo a questa cassa: {}",
  ],
  [
    "Sale {} goes on here and at till {}: cancel it at the till where the customer is not.",
    "La vendita {} continua qui e alla cassa {}: annullarla alla cassa dove il cliente non c'è.",
  ],
  [
    "This PC's clock is {} ahead of HQ's: what ends today may have ended here already. Set it; if it is right, tell HQ.",
    "L'orologio di questo PC è avanti di {} su quello della sede: ciò che finisce oggi qui può essere già finito. Regolarlo; se è giusto, avvisare la sede.",
  ],
  [
    "This PC's clock is {} behind HQ's: what has ended may go on here. Set it; if it is right, tell HQ.",
    "L'orologio di questo PC è indietro di {} su quello della sede: ciò che è finito qui può continuare. Regolarlo; se è giusto, avvisare la sede.",
  ],
  [
    "The evaluation is not running: answers are empty.",
    "La valutazione non è in funzione: le risposte sono vuote.",
  ],
  [
    "No release has reached this till: it sells without promotions.",
    "Nessun rilascio è arrivato a questa cassa: vende senza promozioni.",
  ],
  [
    "The replica was damaged, or another store's, and was set aside as {}; HQ's next answer fills a new one.",
    "La replica era danneggiata, o di un altro negozio, ed è stata messa da parte come {}; la prossima risposta della sede ne riempie una nuova.",
  ],
  [
    "The replica was set aside as {}, and the new one is empty until HQ answers: promotions go on from memory, cards and coupons are unknown. Don't restart the agent before.",
    "La replica è stata messa da parte come {}, e la nuova è vuota finché la sede non risponde: le promozioni continuano dalla memoria, carte e buoni sono sconosciuti. Non riavviare l'agente prima.",
  ],
  [
    "{} promotions of release {} are not understood and do not apply ({}: {}). Update Tillside.",
    "{} promozioni del rilascio {} non sono capite e non si applicano ({}: {}). Aggiornare Tillside.",
  ],
  [
    '{} golden baskets of release {} were not checked here ("{}": {}). Update Tillside.',
    '{} spese campione del rilascio {} qui non sono state controllate ("{}": {}). Aggiornare Tillside.',
  ],
  ["The replica is not in use: {}", "La replica non è in uso: {}"],
  [
    "Till {} of this store gave what is not HQ's ({}: {}). It was refused; look at that PC.",
    "La cassa {} di questo negozio ha dato cose che non sono della sede ({}: {}). Sono state rifiutate; guardare quel PC.",
  ],
  [
    "HQ did not take {} of this till's events (the last: {}, {}). The journal keeps them; tell HQ.",
    "La sede non ha accettato {} eventi di questa cassa (l'ultimo: {}, {}). Il giornale li conserva; dirlo alla sede.",
  ],
  ["Cards and unique coupons are unknown: {}.", "Le tessere e i buoni unici non sono riconosciuti: {}."],
  ["Slips cannot be kept for the printer: {}", "I tagliandi non si possono conservare per la stampante: {}"],
  [
    "One slip was not printed to the end: look at the paper, then release or drop it.",
    "Un tagliando non è stato stampato fino in fondo: guardare la carta, poi ristamparlo o buttarlo (tillside slips).",
  ],
  [
    "{} slips were not printed to the end: look at the paper, then release or drop them.",
    "{} tagliandi non sono stati stampati fino in fondo: guardare la carta, poi ristamparli o buttarli (tillside slips).",
  ],
  ["{} is not running", "{} non è in funzione"],
  [
    "Less than {} MB are free on the disk of {}: make room now.",
    "Sono liberi meno di {} MB sul disco di {}: fare spazio subito.",
  ],
  [
    "The disk was full, and the room that was held for that day is used up: make room now.",
    "Il disco era pieno, e lo spazio tenuto per quel giorno è finito: fare spazio subito.",
  ],
  [
    "{} It was left untouched: it may hold sales that HQ does not have. Restore or move it.",
    "{} Non è stato toccato: può contenere vendite che la sede non ha. Ripristinarlo o spostarlo.",
  ],
  ["The store's lead till: {}", "La cassa guida del negozio: {}"],
  [
    'Till {}, which leads this store, is not reached. {} If it is off and stays off: "tillside lead take-over --yes" here.',
    'La cassa {}, che guida questo negozio, non è raggiunta. {} Se è spenta e resta spenta: qui "tillside lead take-over --yes".',
  ],
  [
    "No till leads yet: at the first start all that vote must be on, and till {} is not reached. {} Turn it on, or take it off HQ's list.",
    "Nessuna cassa guida ancora: al primo avvio tutte quelle che votano devono essere accese, e la cassa {} non è raggiunta. {} Accenderla, o toglierla dall'elenco della sede.",
  ],
  [
    "No till leads this store now. {} Turn on the tills that are off, look at the network.",
    "Ora nessuna cassa guida questo negozio. {} Accendere le casse spente, controllare la rete.",
  ],
  [
    "No till leads this store now; not reached: {}. {} Turn on the tills that are off, look at the network.",
    "Ora nessuna cassa guida questo negozio; non raggiunte: {}. {} Accendere le casse spente, controllare la rete.",
  ],
  [
    "Until one leads, coupons and points are asked of HQ.",
    "Finché nessuna guida, buoni e punti si chiedono alla sede.",
  ],
  [
    "The other tills of the store can't reach this one: port {} can't be used ({}).",
    "Le altre casse del negozio non raggiungono questa: la porta {} non si può usare ({}).",
  ],
  [
    "HQ's list of this store's tills (lan) can't be read: {}.",
    "L'elenco della sede con le casse del negozio (lan) non si può leggere: {}.",
  ],
  [
    "this till is not in a list of its store's tills",
    "questa cassa non è nell'elenco delle casse del suo negozio",
  ],
  ["it is wrong", "è sbagliato"],
];
