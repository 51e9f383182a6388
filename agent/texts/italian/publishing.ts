/** What HQ's publisher says of keys, golden baskets, what can be lost, and of what stops it: English, Italian. */

import type { Pair } from "../../../drivers/italian/in-italian.ts";

export const publishing: readonly Pair[] = [
  // Keys and the releases folder.
  [
    "{} of {} root keys can't sign: choose a threshold from 1 to {}",
    "{} chiavi radice su {} non possono firmare: scegliere una soglia da 1 a {}",
  ],
  [
    "root {} asks for {} of its {} root keys, of which {} can be found here: bring the others with --root-key FILE. Nothing was changed",
    "la radice {} chiede {} delle sue {} chiavi radice, e qui se ne trovano {}: portare le altre con --root-key FILE. Non è cambiato nulla",
  ],
  [
    "{} doesn't name {}.key for the role {}: the folder mixes two chains",
    "{} non nomina {}.key per il ruolo {}: la cartella mescola due catene",
  ],
  [
    "{} is damaged ({}): take it from the latest backup",
    "{} è danneggiato ({}): prenderlo dall'ultimo backup",
  ],
  ["cannot make the keys folder {} ({}): {}", "non si può creare la cartella delle chiavi {} ({}): {}"],
  ["a file is in the way", "c'è un file al suo posto"],
  ["name a new folder, in a place that can be written", "dare una cartella nuova, dove si può scrivere"],
  [
    "cannot read {} ({}): it was made together with the keys",
    "non si può leggere {} ({}): è stato creato insieme alle chiavi",
  ],
  [
    "somebody else published to {} at the same time: publish again",
    "qualcun altro ha pubblicato in {} nello stesso momento: pubblicare di nuovo",
  ],
  [
    "{} is published with other content, and what is published never changes: publish again for a new number",
    "{} è pubblicato con un altro contenuto, e ciò che è pubblicato non cambia mai: pubblicare di nuovo per avere un altro numero",
  ],
  [
    "the disk is full, {} can't be written: free some room there and try again",
    "il disco è pieno e {} non si può scrivere: fare posto su quel disco e riprovare",
  ],
  [
    "cannot write {} ({}): choose a folder that can be written",
    "non si può scrivere {} ({}): scegliere una cartella in cui si può scrivere",
  ],
  [
    "cannot write {} ({}): it says who published what",
    "non si può scrivere {} ({}): dice chi ha pubblicato che cosa",
  ],
  ["{} is not there", "{} non c'è"],
  ["no files lead to {} {}", "nessun file porta a {} {}"],
  ["release {} can't come back: {} has none yet", "il rilascio {} non può tornare: {} non ne ha ancora"],
  ["release {} can't come back: {} stands at {}", "il rilascio {} non può tornare: {} è a {}"],
  [
    "release {} is of an older Tillside, with channels for each store: publish the chain folder of then",
    "il rilascio {} è di un Tillside più vecchio, con canali per ogni negozio: pubblicare la cartella della catena di allora",
  ],
  [
    "name the keys folder, or make one with `tillside publish --init-keys FOLDER`",
    "dare la cartella delle chiavi, o crearne una con `tillside publish --init-keys FOLDER`",
  ],
  ["cannot read the signing key {} ({}): {}", "non si può leggere la chiave di firma {} ({}): {}"],
  ["an ed25519 public key has 32 bytes, base64", "una chiave pubblica ed25519 ha 32 byte, in base64"],
  ["cannot write {}: {}", "non si può scrivere {}: {}"],
  ["it exists, and keys are never overwritten", "esiste, e le chiavi non si sovrascrivono mai"],
  // The hub's start.
  ["cannot use PostgreSQL at {}: {}: {}", "non si può usare PostgreSQL a {}: {}: {}"],
  [
    "check the address, and that the user may make tables in that database (--database)",
    "controllare l'indirizzo, e che l'utente possa creare tabelle in quella base di dati (--database)",
  ],
  [
    "{} is no address of a database: write postgres://user:password@host:5432/name (--database)",
    "{} non è l'indirizzo di una base di dati: scrivere postgres://utente:password@host:5432/nome (--database)",
  ],
  [
    "{} is not the authority that enrolled this chain's tills: copy store-ca.key, store-ca.pem, hub.secret and chain.key from the backup, or from the first hub of this database",
    "{} non è l'autorità che ha iscritto le casse di questa catena: copiare store-ca.key, store-ca.pem, hub.secret e chain.key dal backup, o dal primo hub di questa base di dati",
  ],
  [
    "port {} is in use: stop the program that has it (another hub?) or choose another port",
    "la porta {} è occupata: fermare il programma che la usa (un altro hub?) o sceglierne un'altra",
  ],
  [
    "the hub's certificate and key don't serve (--tls-cert, --tls-key, --tls-ca): {}",
    "il certificato e la chiave dell'hub non servono (--tls-cert, --tls-key, --tls-ca): {}",
  ],
  ["the hub's secret needs at least {} characters", "il segreto dell'hub ha bisogno di almeno {} caratteri"],
  [
    "{} holds no secret of at least {} characters: delete it to get a new one",
    "{} non contiene un segreto di almeno {} caratteri: cancellarlo per averne uno nuovo",
  ],
  ["{} is missing: put it back from the backup", "manca {}: rimetterlo dal backup"],
  // Switching off.
  [
    "{} holds no release yet: there is nothing to switch off",
    "{} non ha ancora un rilascio: non c'è nulla da spegnere",
  ],
  ["{} is not switched off: {}", "{} non è spenta: {}"],
  ["the reason has {} letters, {} at the most", "il motivo ha {} lettere, al massimo {}"],
  [
    "{} promotions would be off, {} at the most: publish without them",
    "sarebbero spente {} promozioni, al massimo {}: pubblicare senza di esse",
  ],
  [
    "no release in use has a promotion {}: is its id written so?",
    "nessun rilascio in uso ha una promozione {}: il suo id si scrive così?",
  ],
  [
    "{} holds no release yet: there is nothing to block",
    "{} non ha ancora un rilascio: non c'è nulla da bloccare",
  ],
  ["{} {} is not blocked", "{} {} non è bloccato"],
  ["card {} is not blocked", "la tessera {} non è bloccata"],
  ["coupon {} is not blocked", "il buono {} non è bloccato"],
  ["series {} is not blocked", "la serie {} non è bloccata"],
  ["vouchers {} is not blocked", "i buoni {} non sono bloccati"],
  ["till {} is not blocked", "la cassa {} non è bloccata"],
  [
    "{} things would be blocked, {} at the most: block cards and coupons in their files",
    "ne sarebbero bloccati {}, al massimo {}: bloccare tessere e coupon nei loro file",
  ],
  // Golden baskets.
  [
    "nothing was published, a golden basket gets something else:\n {}",
    "non è stato pubblicato nulla, una spesa campione ottiene altro:\n {}",
  ],
  [
    "nothing was published, {} golden baskets get something else:\n {}",
    "non è stato pubblicato nulla, {} spese campione ottengono altro:\n {}",
  ],
  ["total {} expected, {} found", "totale {} atteso, {} trovato"],
  ["{}: {} expected, {} found", "{}: atteso {}, trovato {}"],
  ['"{}": {}: {} expected, {} found', '"{}": {}: atteso {}, trovato {}'],
  ["{} + {}", "{} + {}"],
  ["{} taken off", "sconto di {}"],
  ["{} points ({})", "{} punti ({})"],
  ["{} stamps ({})", "{} bollini ({})"],
  ["{} gifts asked for", "{} omaggi chiesti"],
  ["gift lines {} withdrawn", "righe omaggio {} ritirate"],
  ["{} vouchers {} worth {}", "{} buoni {} da {}"],
  ["{} vouchers {} of {} %", "{} buoni {} del {} %"],
  ["{} vouchers {}", "{} buoni {}"],
  ["{} messages", "{} messaggi"],
  ["nothing", "niente"],
  ["total {}", "totale {}"],
  [
    '{}: "{}", line {}: articles.json has no article {}: correct its number, or say unitPriceCents',
    '{}: "{}", riga {}: articles.json non ha un articolo {}: correggere il numero, o dire unitPriceCents',
  ],
  ['{}: "{}" has no "expected": {} fills it in', '{}: "{}" non ha "expected": lo riempie {}'],
  ["it can't be read: {}", "non si può leggere: {}"],
  ['{}: "{}" can\'t be checked: {}', '{}: "{}" non si può controllare: {}'],
  [
    "{} has no baskets: write some first (sync/golden/README.md)",
    "{} non ha spese: scriverne prima qualcuna (sync/golden/README.md)",
  ],
  ["it needs semantics {}, this Tillside has {}", "chiede la semantica {}, questo Tillside ha la {}"],
  ["it has more than {} lines", "ha più di {} righe"],
  ["has more than {} lines", "ha più di {} righe"],
  ["has more than {} baskets", "ha più di {} spese"],
  ["no more than {} are checked", "se ne controllano al massimo {}"],
  ["promotion {} is not understood by this Tillside", "la promozione {} non è compresa da questo Tillside"],
  ["it is in {}, the rule set in {}", "è in {}, le regole in {}"],
  // What can be lost.
  [
    "config.json: allowances.budgets.{}: no promotion of this id has a budget",
    "config.json: allowances.budgets.{}: nessuna promozione con questo id ha un budget",
  ],
  [
    "config.json: allowances.coupons.{}.worthCents is {}, but its promotions take off up to {}",
    "config.json: allowances.coupons.{}.worthCents è {}, ma le sue promozioni tolgono fino a {}",
  ],
  [
    "a till's part of a budget needs applications or amountCents",
    "la parte di budget di una cassa chiede applications o amountCents",
  ],
  [
    "no allowance: every till accepts every code while it is alone",
    "nessun limite: ogni cassa accetta ogni codice mentre è sola",
  ],
  ["refused while nobody can be asked", "rifiutati finché non si può chiedere a nessuno"],
  ["{} tills × {} × {}", "{} casse × {} × {}"],
  ["{} tills × {} points × {} a hundred", "{} casse × {} punti × {} al centinaio"],
  ["{} tills × {} less {}", "{} casse × {} meno {}"],
  ["{}; that one is worth no more is HQ's word", "{}; che uno non valga di più lo dice la sede"],
  [
    "{}; all its codes have a home, where this begins only {} hours after HQ was lost",
    "{}; tutti i codici hanno una casa, dove questo comincia solo {} ore dopo aver perso la sede",
  ],
  [
    "{}; {} of its {} codes have a home, where this begins only {} hours after HQ was lost",
    "{}; {} dei {} codici hanno una casa, dove questo comincia solo {} ore dopo aver perso la sede",
  ],
  ["up to {} applications more than the budget: {}", "fino a {} applicazioni più del budget: {}"],
  ["the tills' parts make no more than the budget", "le parti delle casse non superano il budget"],
  [
    "each till's last application may pass its part",
    "l'ultima applicazione di ogni cassa può superare la sua parte",
  ],
  ["no end", "senza limite"],
  // The chain folder.
  [
    "{} is not there: --from names the folder that has rules.json and the others",
    "{} non c'è: --from dà la cartella che contiene rules.json e gli altri",
  ],
  // A file that is longer than a string may be.
  ["a comma too many (row {})", "una virgola di troppo (riga {})"],
  ['after "{}" stands no colon (byte {})', 'dopo "{}" mancano i due punti (byte {})'],
  ['after the field "{}" stands no comma (byte {})', 'dopo il campo "{}" manca la virgola (byte {})'],
  ["row {} or later: {}", "riga {} o dopo: {}"],
  ["something stands after its end (byte {})", "c'è qualcosa dopo la sua fine (byte {})"],
  ["the list does not end (row {})", "la lista non finisce (riga {})"],
  [
    "the root key {} is not there; {}. Nothing was changed",
    "la chiave radice {} non c'è; {}. Nulla è stato cambiato",
  ],
  ["no root key lies in {}", "in {} non c'è nessuna chiave radice"],
  ["in {} are {}", "in {} ci sono {}"],
  [
    "{} is gone, and with it what is switched off and blocked: publish first, which writes one above all before; history.jsonl says what is to be said again",
    "{} non c'è più, e con lui ciò che era spento e bloccato: prima pubblicare, che ne scrive uno sopra tutti i precedenti; history.jsonl dice che cosa va ripetuto",
  ],
  [
    "{} holds {} and no root.json: if its keys were never used, remove them and make them again; else put root.json back from the backup",
    "{} contiene {} e nessuna root.json: se le sue chiavi non sono mai state usate, toglierle e farle di nuovo; altrimenti rimettere root.json dalla copia di sicurezza",
  ],
  // Rings.
  ["release {} is undone already", "il rilascio {} è già annullato"],
  [
    '{} has no rollout: publish with a section "rollout" in config.json',
    '{} non ha una diffusione: pubblicare con una sezione "rollout" in config.json',
  ],
  ["the rollout of release {} is {}, not {}", "la diffusione del rilascio {} è {}, non {}"],
  [
    "the rollout of release {} is over, {}: it was published past it",
    "la diffusione del rilascio {} è finita, {}: si è pubblicato oltre",
  ],
  ["goes in steps of 0.1", "va a passi di 0,1"],
  ["holds no store", "non contiene nessun negozio"],
];
