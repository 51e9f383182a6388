import type { Pair } from "../../../drivers/italian/in-italian.ts";

/** See README.md. */
export const config: readonly Pair[] = [
  ["the agent's configuration", "la configurazione dell'agente"],
  [
    '{} is not there: name the till\'s configuration, which "tillside enroll" makes.',
    '{} non c\'è: indicare la configurazione della cassa, che "tillside enroll" crea.',
  ],
  ["{} is not JSON: {}", "{} non è JSON: {}"],
  ["{} can't be read: {}", "{} non si può leggere: {}"],
  ["{}: {}. Correct it and start again.", "{}: {}. Correggere e ripartire."],
  ['"{}": {}. Correct it and start again.', '"{}": {}. Correggere e ripartire.'],
  ['"{}" is missing', 'manca "{}"'],
  ["it is missing", "manca"],
  ["it is not known here; look at its spelling", "qui non è conosciuto; guardare come è scritto"],
  ["a number is expected, not {}", "serve un numero, non {}"],
  ["a whole number is expected, not {}", "serve un numero intero, non {}"],
  ["a text is expected, not {}", "serve un testo, non {}"],
  ["true or false is expected, not {}", "serve true o false, non {}"],
  ["an object is expected, not {}", "serve un oggetto, non {}"],
  ["a list is expected, not {}", "serve una lista, non {}"],
  ["an object is expected: {}", "serve un oggetto: {}"],
  ["at least {} is expected, not {}", "serve almeno {}, non {}"],
  ["at most {} is expected, not {}", "serve al massimo {}, non {}"],
  ["it is empty", "è vuoto"],
  ["it is longer than {}", "è più lungo di {}"],
  ["it is shorter than {}", "è più corto di {}"],
  ["one of {} is expected, not {}", "serve uno fra {}, non {}"],
  ["an address is expected, not {}", "serve un indirizzo, non {}"],
  ["a day like {} is expected, not {}", "serve un giorno come {}, non {}"],
  ["a moment like {} is expected, not {}", "serve un momento come {}, non {}"],
  ["a text of another form is expected, not {}", "serve un testo di un'altra forma, non {}"],
  ["it is not right: {}", "non va bene: {}"],
  ["three capital letters: EUR", "tre lettere maiuscole: EUR"],
  ['no IANA time zone such as "Europe/Rome"', 'non è un fuso orario IANA come "Europe/Rome"'],
  ["only this machine may connect: 127.0.0.1", "può collegarsi solo questo PC: 127.0.0.1"],
  ['an origin, without a path: "https://pos.example"', 'un\'origine, senza percorso: "https://pos.example"'],
  [
    'a serial port must be named: "path", or "vendorId" and "productId", as "tillside devices" shows them',
    'una porta seriale va indicata: "path", oppure "vendorId" e "productId", come li mostra "tillside devices"',
  ],
  [
    'a scanner that plays a keyboard must be named: "path", or "vendorId" and "productId", as "tillside devices" shows them',
    'uno scanner che fa da tastiera va indicato: "path", oppure "vendorId" e "productId", come li mostra "tillside devices"',
  ],
  ["{} is a file, not a folder", "{} è un file, non una cartella"],
  [
    "The data folder {} can't be made: {}. Choose another dataDir, or let the agent's user write there.",
    "La cartella dei dati {} non si può creare: {}. Scegliere un altro dataDir, o dare all'utente dell'agente il diritto di scriverci.",
  ],
  [
    "Another agent runs already with the data folder {}. End that one first, or give this till a dataDir of its own.",
    "Un altro agente lavora già con la cartella dei dati {}. Fermare prima quello, o dare a questa cassa un dataDir suo.",
  ],
  [
    '"pos.profile": there is no profile "{}", only {}. Correct it and start again.',
    '"pos.profile": il profilo "{}" non c\'è, solo {}. Correggere e ripartire.',
  ],
  [
    '"pos.profile": there is no profile "{}", only {}. {} was refused: {}. Correct it and start again.',
    '"pos.profile": il profilo "{}" non c\'è, solo {}. {} è stato rifiutato: {}. Correggere e ripartire.',
  ],
  ["The POS profile {} is refused: {}.", "Il profilo POS {} è rifiutato: {}."],
  ['"adapter": JSON needs none', '"adapter": JSON non ne vuole'],
  ['"adapter": there is none called {}', '"adapter": non ce n\'è uno che si chiami {}'],
  ["small letters, digits and hyphens, 40 at most", "lettere minuscole, cifre e trattini, al massimo 40"],
  [
    "pos.path {} is a pipe, which only Windows has. Name a socket's file: {}.",
    "pos.path {} è una pipe, che c'è solo su Windows. Indicare il file di una presa: {}.",
  ],
  [
    "pos.path {} is no pipe, and Windows has no socket files. Write {}, in JSON each backslash twice.",
    "pos.path {} non è una pipe, e Windows non ha file di presa. Scrivere {}, in JSON ogni barra rovesciata due volte.",
  ],
  [
    "The folder {} of pos.path can't be its owner's alone: {}. Name a folder that belongs to the agent's user.",
    "La cartella {} di pos.path non può essere del solo proprietario: {}. Indicare una cartella dell'utente dell'agente.",
  ],
  [
    "{} is there and is no socket; move it away, or choose another pos.path.",
    "{} c'è e non è una presa; spostarlo, o scegliere un altro pos.path.",
  ],
  ["The POS port {} can't be opened: {}.", "La porta per il POS {} non si può aprire: {}."],
  ["The panel's port {} can't be opened: {}.", "La porta del pannello {} non si può aprire: {}."],
  [
    "another program has it, perhaps an agent that already runs; end that, or choose another {}",
    "è di un altro programma, forse di un agente già avviato; chiuderlo, o scegliere un altro {}",
  ],
  ["another program has it; choose another {}", "è di un altro programma; scegliere un altro {}"],
  [
    "the agent's user may not make it; choose another {}",
    "l'utente dell'agente non la può creare; scegliere un altro {}",
  ],
  [
    "ports below 1024 need more rights; choose another pos.port",
    "le porte sotto 1024 vogliono più diritti; scegliere un altro pos.port",
  ],
  [
    "this machine has no such address; set pos.host to 127.0.0.1",
    "questo PC non ha quell'indirizzo; impostare pos.host a 127.0.0.1",
  ],
  [
    "its path is too long for a socket; choose a shorter {}",
    "il percorso è troppo lungo per una presa; scegliere un {} più corto",
  ],
  ["The secret {} can't be written: {}.", "Il segreto {} non si può scrivere: {}."],
  ["The secret {} can't be read: {}.", "Il segreto {} non si può leggere: {}."],
  [
    "{} is no secret (64 hex digits). Delete it, start again, and give the POS the new one.",
    "{} non è un segreto (64 cifre esadecimali). Cancellarlo, ripartire, e dare al POS quello nuovo.",
  ],
  ["it is no object", "non è un oggetto"],
  [
    "{} can't be used: {}. Correct it or remove it, then enrol again.",
    "{} non si può usare: {}. Correggerlo o toglierlo, poi registrare di nuovo la cassa.",
  ],
];
