import type { Pair } from "../../../drivers/italian/in-italian.ts";

/** See README.md. */
export const files: readonly Pair[] = [
  // What `tillside repair` calls things.
  ["replica", "replica"],
  ["disk", "disco"],
  ["{} MB free", "{} MB liberi"],
  ["{} MB free: too little.", "{} MB liberi: troppo pochi."],
  ["Make room on the disk of {} now.", "Fare spazio subito sul disco di {}."],
  ["See that {} can be read.", "Controllare che {} si possa leggere."],
  [
    "no folder yet: the agent's first start makes it",
    "la cartella non c'è ancora: la crea il primo avvio dell'agente",
  ],
  ["its pages do not fit together", "le sue pagine non combaciano"],
  ["it is no database", "non è un database"],
  ["slips", "tagliandi"],
  ["enrolment", "cassa"],
  ["HQ's root", "radice"],
  ["chain key", "chiave"],
  ["none yet: the agent's first start makes it", "ancora nessuno: lo fa il primo avvio dell'agente"],
  ["none yet: HQ's next answer fills one", "ancora nessuna: la prossima risposta della sede ne riempie una"],
  ["empty: HQ's next answer fills it", "vuota: la riempie la prossima risposta della sede"],
  ["whole: {} sales, {} + {} events", "intero: {} vendite, {} + {} eventi"],
  ["whole: release {}", "intera: rilascio {}"],
  ["whole: root {}", "intera: radice {}"],
  ["whole: {}", "a posto: {}"],
  ["none waits", "nessuno in attesa"],
  ["{} wait", "{} in attesa"],
  ["there", "c'è"],
  ["till {}, certificate to {}", "cassa {}, certificato fino al {}"],
  ["{} is broken at {} {}: it {}.", "{} è rotto a {} {}: {}."],
  [
    "Nothing here touches it: copy the file, and tell HQ before anything else is done with it.",
    "Qui non lo tocca nulla: copiare il file, e avvisare la sede prima di farne altro.",
  ],
  [
    "Nothing was changed: see that the file can be read, and look again.",
    "Nulla è stato cambiato: controllare che il file si possa leggere, e guardare di nuovo.",
  ],
  [
    "Restart the agent when no sale is open: it sets the file aside. What was paid is in the journal.",
    "Riavviare l'agente quando nessuna vendita è aperta: mette da parte il file. Ciò che è stato pagato è nel giornale.",
  ],
  ["the file of slip {} is damaged.", "il file del tagliando {} è danneggiato."],
  ["Nothing of it can be printed: {}", "Non se ne può stampare nulla: {}"],
  ["Enrol this till again: tillside enroll.", "Registrare di nuovo la cassa: tillside enroll."],
  [
    "the certificate is not of this time (it ends {}).",
    "il certificato non è di questo tempo (finisce il {}).",
  ],
  [
    "Look at this PC's clock. Where it is right: HQ renews the certificate at its next answer.",
    "Guardare l'orologio di questo PC. Se è giusto: la sede rinnova il certificato alla prossima risposta.",
  ],
  ["{} can't be used: {}", "{} non si può usare: {}"],
  [
    "an agent runs here and does not take up what it is asked: restart it, which repairs its replica",
    "qui c'è un agente che non fa ciò che gli si chiede: riavviarlo, il che ripara la sua replica",
  ],
  ["this till has no HQ to fill it", "questa cassa non ha una sede che la riempia"],
  [
    "tillside repair without --check mends the replica, also while the till sells.",
    "tillside repair senza --check ripara la replica, anche mentre la cassa vende.",
  ],
  ["Mended: {}; {}.", "Riparato: {}; {}."],
  [
    "The old replica is whole, and in its place again: HQ could not fill another.",
    "La vecchia replica è intera, e di nuovo al suo posto: la sede non ha potuto riempirne un'altra.",
  ],
  ["the replica is whole after all", "la replica è intera"],
  ["the old replica is {}", "la vecchia replica è {}"],
  [
    "the agent sells on and fills a new one from HQ: tillside status tells when it is there",
    "l'agente continua a vendere e ne riempie una nuova dalla sede: tillside status dice quando c'è",
  ],
  [
    "the new one is empty: the agent fills it when it runs and HQ can be reached",
    "quella nuova è vuota: la riempie l'agente quando gira e la sede è raggiungibile",
  ],
  ["the new one holds release {}", "quella nuova ha il rilascio {}"],

  // `tillside journal verify`.
  [
    "there is no journal yet: the agent's first start makes {}",
    "il giornale non c'è ancora: il primo avvio dell'agente fa {}",
  ],
  ["{} is whole: {} sales, {} + {} events.", "{} è intero: {} vendite, {} + {} eventi."],
  [
    "Copy the file and tell HQ before anything else is done with it.",
    "Copiare il file e avvisare la sede prima di farne altro.",
  ],
  ["is missing", "manca"],
  [
    "HQ is said to hold more than the {} events there ever were",
    "la sede avrebbe più dei {} eventi che ci sono mai stati",
  ],
  ["is missing, and all up to {}", "manca, e tutto fino a {}"],
  ["begins an epoch and does not begin a chain", "comincia un'epoca e non comincia una catena"],
  ["does not follow from the event before it", "non segue dall'evento precedente"],
  ["begins a chain in the middle of an epoch", "comincia una catena in mezzo a un'epoca"],
  [
    "is not what was recorded: its contents do not fit its hash",
    "non è ciò che fu registrato: il contenuto non corrisponde alla sua impronta",
  ],
  ["is more than the {} events that its lane knows", "è più dei {} eventi che la sua fila conosce"],
  ["its last hash is not that of its last event", "l'ultima impronta non è quella del suo ultimo evento"],
  ["its event, sales {}, is not there", "il suo evento, vendite {}, non c'è"],
  ["its {} is not that of its event", "il suo {} non è quello del suo evento"],
  ["the answer kept with it is another sale's", "la risposta conservata è di un'altra vendita"],
  ["a promotion that it names is not there: {}", "manca una promozione che nomina: {}"],
  [
    "a promotion that it names will be forgotten before it: {}",
    "una promozione che nomina sarà dimenticata prima di lei: {}",
  ],
  ["its text does not fit its hash", "il testo non corrisponde alla sua impronta"],
  ["is a sale that the list of sales does not have", "è una vendita che l'elenco delle vendite non ha"],
  ["is a return that the list of returns does not have", "è un reso che l'elenco dei resi non ha"],
  ["has no event", "non ha un evento"],
  ["is used up by a sale or a return that is not there", "è consumato da una vendita o un reso che non c'è"],
  ["is used up, and HQ is not told of it", "è consumato, e la sede non ne sa nulla"],
  ["tells of a coupon used in a sale that is not there", "dice di un buono usato in una vendita che non c'è"],
  ["is used up by a sale that is not there", "è consumato da una vendita che non c'è"],
  ["is not the sum of what the sales have used up", "non è la somma di ciò che le vendite hanno consumato"],
  ["is used up, and no sum counts it", "è consumato, e nessuna somma lo conta"],
  ["moves points for a sale that is not there", "muove punti per una vendita che non c'è"],

  // The files themselves.
  [
    "{} must be copied before this version may change it: {} bytes are needed in its folder, {} are free. Make room; nothing was changed",
    "{} va copiato prima che questa versione lo cambi: servono {} byte nella sua cartella, {} sono liberi. Fare spazio; nulla è stato cambiato",
  ],
  [
    "{} can't be written durably: use a local disk, not a network share",
    "{} non si può scrivere in modo sicuro: usare un disco locale, non una condivisione di rete",
  ],
  [
    'this PC is enrolled as till {}, the configuration says {}: put "store" and "till" right in the configuration, or enrol this PC as the other till',
    'questo PC è registrato come cassa {}, la configurazione dice {}: correggere "store" e "till" nella configurazione, o registrare questo PC come l\'altra cassa',
  ],
  [
    "this PC is enrolled as till {}, the configuration says {}.",
    "questo PC è registrato come cassa {}, la configurazione dice {}.",
  ],
  [
    'Put "store" and "till" right in the configuration, or enrol this PC as the other till: tillside enroll.',
    'Correggere "store" e "till" nella configurazione, o registrare questo PC come l\'altra cassa: tillside enroll.',
  ],
  ["{} is damaged ({}).", "{} è danneggiato ({})."],
  [
    "{} is damaged ({}). Copy the file and tell HQ before anything else is done with it.",
    "{} è danneggiato ({}). Copiare il file e avvisare la sede prima di farne altro.",
  ],
  [
    "{} is of version {} and was not brought up to date yet",
    "{} è della versione {} e non è ancora stato aggiornato",
  ],
  [
    "{} was written by a newer Tillside ({} version {}, this one knows {}). Install that version again; nothing was changed.",
    "{} è stato scritto da un Tillside più nuovo ({} versione {}, questo conosce la {}). Installare di nuovo quella versione; nulla è stato cambiato.",
  ],
  ["The {} {} can't be opened: {}.", "{}: {} non si può aprire: {}."],
  [
    "{} is damaged, and Windows moves no file that is open. Restart the agent, which fills a new one.",
    "{} è danneggiato, e Windows non sposta un file aperto. Riavviare l'agente, che ne riempie uno nuovo.",
  ],
  ["{} is empty.", "{} è vuoto."],
  ["{}: its channels are not those of its release.", "{}: i canali non sono quelli del suo rilascio."],
  ["{}: {} has rows of no channel.", "{}: {} ha righe di nessun canale."],
  ["{}: {} is not what HQ published.", "{}: {} non è ciò che la sede ha pubblicato."],
  ["{} is of store {}, this till is in store {}.", "{} è del negozio {}, questa cassa è del negozio {}."],
  [
    "{} holds release {}, this till had reached {}.",
    "{} contiene il rilascio {}, questa cassa era arrivata al {}.",
  ],
  [
    "{} was damaged and set aside: HQ's next answer fills a new one",
    "{} era danneggiata ed è stata messa da parte: la prossima risposta della sede ne riempie una nuova",
  ],
  [
    "{} was made anew meanwhile: what HQ sent is fetched again",
    "{} intanto è stata rifatta: ciò che la sede ha inviato si riprende",
  ],
  [
    "{} is being filled: what is blocked is not known yet",
    "{} si sta riempiendo: non si sa ancora che cosa è bloccato",
  ],
  ["the journal is not there", "il giornale non c'è"],
];
