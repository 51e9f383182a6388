import type { Pair } from "../../../drivers/italian/in-italian.ts";

/** See README.md. */
export const hq: readonly Pair[] = [
  // The line.
  ["HQ at {} can't be reached: {}", "La sede a {} non è raggiungibile: {}"],
  ["no whole answer in time", "nessuna risposta completa in tempo"],
  ["no answer in time", "nessuna risposta in tempo"],
  ["the answer is too long", "la risposta è troppo lunga"],
  ["HQ is busy ({}): {}", "La sede è occupata ({}): {}"],
  ["HQ refused {} ({}): {}", "La sede ha rifiutato {} ({}): {}"],
  ["HQ at {} refuses: {}", "La sede a {} rifiuta: {}"],
  [
    "what answers at {} is not the hub: its answer is no JSON",
    "ciò che risponde a {} non è l'hub: la risposta non è JSON",
  ],
  ["what answers at {} is not the hub of this chain", "ciò che risponde a {} non è l'hub di questa catena"],
  [
    "what answers at {} is no hub ({}): look at the address",
    "ciò che risponde a {} non è un hub ({}): controllare l'indirizzo",
  ],
  [
    'HQ can\'t be trusted yet: {} ("hq.ca") is no certificate ({}).',
    'Della sede non ci si può ancora fidare: {} ("hq.ca") non è un certificato ({}).',
  ],
  [
    "HQ can't be trusted yet: {}. Copy root/1.json of HQ's releases there.",
    "Della sede non ci si può ancora fidare: {}. Copiarvi root/1.json dei rilasci della sede.",
  ],
  [
    "HQ can't be trusted yet: {} is missing. Copy root/1.json of HQ's releases there.",
    "Della sede non ci si può ancora fidare: manca {}. Copiarvi root/1.json dei rilasci della sede.",
  ],

  // Enrolment.
  ["{} is no code: look at it again", "{} non è un codice: rileggerlo"],
  [
    "the answer is not from an HQ that knows this code: something else answers there",
    "la risposta non è di una sede che conosce questo codice: lì risponde qualcos'altro",
  ],
  [
    "HQ at {} gave a certificate of another till: ask HQ",
    "La sede a {} ha dato il certificato di un'altra cassa: chiedere alla sede",
  ],
  ["HQ gave a certificate of another key", "la sede ha dato il certificato di un'altra chiave"],
  ["the folder {} can't be made: {}", "la cartella {} non si può creare: {}"],
  [
    "{} is not the certificate of this till's key: enrol it again",
    "{} non è il certificato della chiave di questa cassa: registrarla di nuovo",
  ],
  [
    "cannot read {} ({}): enrol this till with {}",
    "{} non si può leggere ({}): registrare questa cassa con {}",
  ],
  ["{} is not a private key in PEM", "{} non è una chiave privata in PEM"],
  [
    "{} is not a private key in PEM: enrol this till again",
    "{} non è una chiave privata in PEM: registrare di nuovo la cassa",
  ],
  ["{} is a key, but not ed25519", "{} è una chiave, ma non ed25519"],
  [
    "cannot read the chain key {} ({}): copy chain.key there from HQ's keys folder",
    "la chiave della catena {} non si può leggere ({}): copiarvi chain.key dalla cartella delle chiavi della sede",
  ],
  [
    "{} is not a chain key (64 hex digits): copy chain.key again from HQ's keys folder",
    "{} non è una chiave della catena (64 cifre esadecimali): copiare di nuovo chain.key dalla cartella delle chiavi della sede",
  ],
  [
    "HQ's list of revoked tills is older than this till's ({})",
    "l'elenco della sede delle casse revocate è più vecchio di quello di questa cassa ({})",
  ],
  ["HQ's new certificate is not this till's", "il nuovo certificato della sede non è di questa cassa"],
  ["the list of revoked tills is none", "l'elenco delle casse revocate non è tale"],
  [
    "the list of revoked tills is not signed by the chain's authority",
    "l'elenco delle casse revocate non è firmato dall'autorità della catena",
  ],
  ["the other end has no certificate of this chain", "l'altro capo non ha un certificato di questa catena"],
  ["the other end is till {}: not of this store", "l'altro capo è la cassa {}: non di questo negozio"],
  ["the certificate of till {} was revoked", "il certificato della cassa {} è stato revocato"],

  // Releases.
  [
    "HQ shows no head, but this till has trusted release {}: it looks as if nothing was published yet; refused",
    "La sede non mostra nulla, ma questa cassa si era fidata del rilascio {}: sembra che non sia ancora pubblicato nulla; rifiutato",
  ],
  [
    "HQ answers that the head is unchanged, but this till has none",
    "La sede risponde che nulla è cambiato, ma questa cassa non ha ancora nulla",
  ],
  [
    "HQ's newest word (head {}) expired {}: nothing new is accepted, sales go on; is HQ still publishing, and is this clock right?",
    "L'ultima parola della sede (testa {}) è scaduta il {}: nulla di nuovo è accettato, le vendite continuano; la sede pubblica ancora, e questo orologio è giusto?",
  ],
  [
    "HQ offers {} {}, but this till has trusted {}: an old state is shown to it; refused",
    "La sede offre {} {}, ma questa cassa si era fidata di {}: le si mostra uno stato vecchio; rifiutato",
  ],
  ["release on trial", "rilascio in prova"],
  ["head", "testa"],
  ["HQ names {} but doesn't have it (yet)", "La sede nomina {} ma non ce l'ha (ancora)"],
  ["{} has {} bytes, it must have {}", "{} ha {} byte, deve averne {}"],
  ["{} has {} bytes, the release says {}", "{} ha {} byte, il rilascio dice {}"],
  ["{} was kept and is gone: it is fetched again", "{} era conservato e non c'è più: si riprende"],
  ["{} is longer than the {} bytes it may have", "{} è più lungo dei {} byte che può avere"],
  [
    "{} isn't the one that the head names: its SHA-256 differs",
    "{} non è quello che la testa nomina: lo SHA-256 è diverso",
  ],
  ["its SHA-256 isn't the release's", "lo SHA-256 non è quello del rilascio"],
  [
    "{} was changed on its way: its SHA-256 isn't the release's",
    "{} è stato cambiato per strada: lo SHA-256 non è quello del rilascio",
  ],
  ["till {} gives {}: {}", "la cassa {} dà {}: {}"],
  ["{} calls itself release {}", "{} si chiama rilascio {}"],
  ["no files lead {} to {}", "nessun file porta {} a {}"],
  ["no files lead {} from {} to {}", "nessun file porta {} da {} a {}"],
  [
    "release {} carries the channel {}: only a head may",
    "il rilascio {} porta il canale {}: può farlo solo una testa",
  ],
  [
    "release {} gives store {} the channel {}: it is not this store's",
    "il rilascio {} dà al negozio {} il canale {}: non è di questo negozio",
  ],
  [
    "the files of {} don't end in the content that HQ names",
    "i file di {} non finiscono nel contenuto che la sede nomina",
  ],
  [
    "the disk has no room for {} beside {}: free some; the till sells on with what it has, and tries again",
    "il disco non ha posto per {} accanto a {}: liberarne; la cassa continua con quello che ha, e riprova",
  ],
  ["{}; the till stays as it was", "{}; la cassa resta com'era"],
  ["the till stays as it was", "la cassa resta com'era"],
  ["golden baskets differ: {;}", "le spese campione danno altro: {;}"],
  ["release {}: golden baskets differ: {;}", "rilascio {}: le spese campione danno altro: {;}"],
  [
    "{} has schema {}, this till knows {}: update it",
    "{} ha lo schema {}, questa cassa conosce il {}: aggiornarla",
  ],
  ["{} unpacks to less than the release says", "{} contiene meno di quanto dice il rilascio"],
  [
    "{} unpacks to more than the {} bytes that the release says",
    "{} contiene più dei {} byte che dice il rilascio",
  ],
  ["{} has not as many rows as its header says", "{} non ha le righe che dice la sua testata"],
  ["{} has other rows than its digest says", "{} ha altre righe di quelle della sua impronta"],
  ["{} is not zstd", "{} non è zstd"],
  [
    "{} holds other rows than its digest says after {}",
    "{} contiene altre righe di quelle della sua impronta dopo {}",
  ],
  ["{} stands at {}, the file begins at {}", "{} è a {}, il file comincia da {}"],
  ["{} can't carry {}", "{} non può portare {}"],
  ["{} carries a row of {} that another channel has", "{} porta una riga di {} che è di un altro canale"],
  ["holds what is no cell", "contiene ciò che non è una cella"],
  ["has not one array a column", "non ha una lista per colonna"],
  ["root {} can't follow root {}", "la radice {} non può seguire la radice {}"],
  ["the {} metadata has {} bytes, over {}", "i metadati {} hanno {} byte, più di {}"],
  ["the {} metadata is not JSON", "i metadati {} non sono JSON"],
  ["the {} metadata is no signed envelope: {}", "i metadati {} non sono una busta firmata: {}"],
  [
    "the {} metadata has {}: it is not from this chain's HQ",
    "i metadati {} hanno {}: non sono della sede di questa catena",
  ],
  ["{} good signature of {} that root {} asks for", "{} firma valida di {} che chiede la radice {}"],
  ["{} good signatures of {} that root {} asks for", "{} firme valide di {} che chiede la radice {}"],

  // Sales on their way up.
  [
    "HQ does not hold {} {} any more, which it had acknowledged: was its database restored from an older backup?",
    "La sede non ha più {} {}, che aveva confermato: il suo database è stato ripristinato da una copia più vecchia?",
  ],
  [
    "HQ holds {} only to {}, yet all before {} was acknowledged: was its database restored from an older backup?",
    "La sede ha {} solo fino a {}, eppure tutto prima di {} era confermato: il suo database è stato ripristinato da una copia più vecchia?",
  ],
  [
    "HQ did not say what it still holds of this till",
    "La sede non ha detto che cosa ha ancora di questa cassa",
  ],
  ["HQ answered a batch without a cursor", "La sede ha risposto a un invio senza dire fin dove"],
  ["HQ's answer about {} is none", "La risposta della sede su {} non è tale"],
  ["HQ's answer about a receipt is no JSON", "La risposta della sede su uno scontrino non è JSON"],
  ["what {} says of a receipt {}", "ciò che {} dice di uno scontrino {}"],
];
