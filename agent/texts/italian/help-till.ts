/** `--help` of what store IT and POS vendors use. See README.md. */

import type { Help } from "./help.ts";

export const helpAtTheTill: Readonly<Record<string, Help>> = {
  demo: {
    summary: "vendere in un negozio in miniatura: sede, cassa, scanner e stampante",
    help: `
Uso: tillside demo [--once] [--lang it|en] [--port N] [--data FOLDER]

Apre un supermercato in miniatura: pubblica le sue promozioni, avvia l'hub della sede e l'agente di una cassa, fa passare tre
vendite per il vero socket con scanner e stampante virtuali, mostra che cosa si dice e si stampa, e resta aperto per un POS.

  --once         finisce dopo le tre vendite; codice 1 se qualcosa è andato diversamente dal previsto
  --lang it|en   se manca: it dove la macchina parla italiano, altrimenti en
  --port N       dove si collega un POS; se manca 7710, 0 è una libera qualsiasi
  --data FOLDER  tiene chiavi, rilasci, giornale e database della sede; se manca .tillside/demo

Esempio: npm start -- --once`,
  },
  agent: {
    summary: "avviare l'agente della cassa",
    help: `
Uso: tillside agent --config FILE

Fa lavorare l'agente della cassa fino a Ctrl-C: risponde al POS, tiene il giornale, segue i rilasci della sede.

  --config FILE  JSON: store, till, dataDir (se manca la cartella del file), pos.port (se manca 7710), hq.url,
                 scanner, printer; agent/README.md elenca ogni campo con il suo valore se manca

"tillside enroll" scrive la configurazione e ciò che l'agente deve avere della sede; l'agente crea pos.secret, che il POS legge.

Esempio: tillside agent --config shop/till/config.json`,
  },
  enroll: {
    summary: "fare di questo PC una cassa, con il codice della sede",
    help: `
Uso: tillside enroll --hub URL --code CODE --data FOLDER [--ca FILE] [--anyway] [--json] [--lang it|en]

Fa di questo PC una cassa della catena: crea la sua chiave, che non lo lascia mai, mostra alla sede il codice che vale una volta, e
scrive ciò che la sede gli dà e un config.json con cui "tillside agent" parte. Non chiede nulla. Se si è interrotto: lo stesso
comando lo porta a termine.

  --hub URL      dove si trova l'hub della sede
  --code CODE    da "tillside enroll-code"; vanno bene anche minuscole e spazi
  --data FOLDER  la cartella della cassa, creata se manca; un config.json che c'è già tiene tutto tranne store, till e hq
  --ca FILE      la CA del certificato TLS dell'hub, PEM, dove non è pubblica e l'hub non la dice da sé
  --anyway       anche dove questo PC è stato un'altra cassa
  --json         l'esito in JSON: { "store", "till", "config" } oppure { "code", "message" }
  --lang it|en   se manca: it dove la macchina parla italiano, altrimenti en

Codice di uscita 0: fatto, e la sede le risponde. 1: non è riuscito. 2: parole sbagliate. 3: il codice non è stato accettato.
4: la sede non si raggiunge; riprovare.

Esempio: tillside enroll --hub http://127.0.0.1:7720 --code 7K3M-QF9T-0XWA-B2HD-5NRE --data shop/till`,
  },
  evaluate: {
    summary: "calcolare una spesa da un file, in JSON",
    help: `
Uso: tillside evaluate --rules FILE --basket FILE [--at TIME]

Calcola una spesa con un insieme di regole, come farebbe la cassa, e scrive tutto il risultato in JSON su stdout.

  --rules FILE    le regole, JSON come le scrive la sede
  --basket FILE   { "basket": { "lines": [...] }, "context": { ... } }, JSON; "-" legge stdin
  --at TIME       quando si compra, ISO 8601 (2026-11-21T10:31:00+01:00); vale più di quello del file, se manca adesso

Esempio: tillside evaluate --rules demo/chain/rules.json --basket demo/basket.json`,
  },
  explain: {
    summary: "dire perché le promozioni sono state applicate o no",
    help: `
Uso: tillside explain RECEIPT --config FILE [--lang it|en] [--json]
     tillside explain --rules FILE --basket FILE [--at TIME] [--lang it|en] [--json]

Dice di ogni promozione che tocca gli articoli, il cliente o i buoni: applicata, oppure ogni motivo per cui no.

  RECEIPT        numero di scontrino, di vendita o di transazione, del giornale che --config indica; ciò che lì manca si
                 chiede alla sede, per numero di scontrino o di vendita
  --config FILE  la configurazione della cassa
  --rules, --basket, --at   come per "tillside evaluate"
  --lang it|en   se manca: it dove la macchina parla italiano, altrimenti en
  --json         le spiegazioni in JSON

Esempio: tillside explain mwr0ugxj-2 --config .tillside/demo/till/config.json   (uno scontrino che npm start ha mostrato)
         tillside explain --rules demo/chain/rules.json --basket demo/basket.json`,
  },
  lead: {
    summary: "far guidare il negozio a questa cassa, a mano",
    help: `
Uso: tillside lead take-over --yes --config FILE

Da adesso questa cassa guida il suo negozio, da sola, con ciò che sa di buoni trattenuti e usati. Per un negozio di due casse di cui
la prima è spenta e resta spenta, o uno in cui la maggior parte delle casse che hanno votato non c'è più. Prima guardare: una cassa
che guida ancora altrove, e che da qui non si raggiunge, concederebbe gli stessi buoni un'altra volta. Quando le altre si
raggiungono tornano da sé, e guida di nuovo la prima cassa secondo la sede.

  --config FILE  la configurazione della cassa
  --yes          la cassa che guidava è spenta, qualcuno ha guardato

L'agente lo fa entro un secondo dove lavora, altrimenti quando parte. Codice di uscita 0: gli è stato detto.

Esempio: tillside lead take-over --yes --config till/config.json`,
  },
  status: {
    summary: "chiedere a un agente come sta",
    help: `
Uso: tillside status --config FILE [--port N] [--lang it|en] [--json]

Chiede all'agente che lavora come sta: rilascio, scontrini che aspettano la sede, giornale, scanner e stampante, e che cosa fare dove
qualcosa non va.

  --config FILE  la configurazione della cassa
  --port N       dove si trova l'agente, se la configurazione non lo dice
  --lang it|en   se manca ciò che dice la configurazione, altrimenti la macchina
  --json         tutto, in JSON; i problemi in inglese

Codice di uscita 0: va tutto bene. 1: qualcosa richiede una persona, o l'agente non risponde.

Esempio: tillside status --config .tillside/demo/till/config.json`,
  },
  devices: {
    summary: "elencare scanner e stampanti, e come stanno",
    help: `
Uso: tillside devices [--config FILE] [--port N] [--lang it|en] [--json]

Elenca gli scanner, i lettori di tessere e le stampanti USB collegati, ognuno con le parole per la configurazione della cassa.
Con --config anche ciò che l'agente che lavora dice dei dispositivi che questa cassa usa.

  --config FILE  la configurazione della cassa
  --port N       dove si trova l'agente, se la configurazione non lo dice
  --lang it|en   se manca la lingua della macchina
  --json         tutto, in JSON; i guasti in inglese

Codice di uscita 0: va tutto bene. 1: qualcosa richiede una persona.

Esempio: tillside devices`,
  },
  "scan-test": {
    summary: "leggere un codice e vedere che cos'è",
    help: `
Uso: tillside scan-test --config FILE [--seconds N] [--lang it|en]
     tillside scan-test --with SETTING [--seconds N] [--lang it|en]

Apre lo scanner della cassa, o quello in SETTING (come lo mostra "tillside devices"), e dice di ogni lettura che cos'è. Delle tessere
si vedono le ultime quattro cifre; di una carta di pagamento nulla. Prima fermare l'agente: quasi tutti gli scanner servono un
programma solo.

  --config FILE   la configurazione della cassa; le sue tessere e i suoi buoni si conoscono se la sede li ha mandati
  --with SETTING  per esempio '{"kind":"hid-pos"}'
  --seconds N     per quanto tempo, se manca 30, al massimo 3600; Ctrl-C lo ferma
  --lang it|en    di ciò che si dice; se manca la lingua della macchina

Codice di uscita 0: si è letto qualcosa. 1: nulla, e perché.

Esempio: tillside scan-test --with '{"kind":"serial","path":"/dev/ttyACM0"}'`,
  },
  "print-test": {
    summary: "stampare un foglio di prova",
    help: `
Uso: tillside print-test --config FILE [--lang it|en]
     tillside print-test --with SETTING [--lang it|en]

Stampa un foglio di prova sulla stampante della cassa, o su quella in SETTING (come la mostra "tillside devices"), e dice se è sulla
carta. Il foglio dice che cosa guardare: il righello riempie la riga, euro e accenti sono giusti, barre e QR si leggono.
Su una stampante fiscale le righe vanno nello scontrino che il POS ha aperto: vendere qualcosa, pagarlo, e non chiuderlo ancora.

  --config FILE   la configurazione della cassa
  --with SETTING  per esempio '{"kind":"tcp","host":"10.0.0.9","profile":"epson-tm-t20"}'
  --lang it|en    del foglio e di ciò che si dice; se manca la lingua della macchina

Codice di uscita 0: stampato, o mandato a una stampante che non sa dire di più. 1: no, e perché.

Esempio: tillside print-test --with '{"kind":"usb"}'`,
  },
  slips: {
    summary: "elencare i tagliandi non stampati, lasciarli andare o buttarli",
    help: `
Uso: tillside slips --config FILE [--lang it|en]
     tillside slips --config FILE --release NUMBER | --drop NUMBER

Elenca i tagliandi che non sono ancora sulla carta. Uno che si è fermato a metà non si ristampa da sé: guardare la carta, poi farlo
stampare dall'inizio (--release) o buttarlo via (--drop). L'agente può lavorare intanto.

  --config FILE     la configurazione della cassa
  --release NUMBER  stampa quel tagliando prima degli altri
  --drop NUMBER     lo butta via
  --lang it|en      dell'elenco; se manca la lingua della macchina

Codice di uscita 0: nulla richiede una persona. 1: qualche tagliando sì.

Esempio: tillside slips --config till/config.json`,
  },
  token: {
    summary: "far entrare un POS che vive in un browser",
    help: `
Uso: tillside token --config FILE

Scrive un token per un POS che vive in un browser. Fa entrare una pagina, una volta, entro due minuti; la pagina lo scambia con un
cookie a /pos/session sulla porta del pannello, o lo mostra nel suo hello.

  --config FILE  la configurazione della cassa, con un pannello

Esempio: chromium "https://pos.example/#$(tillside token --config till/config.json)"`,
  },
  play: {
    summary: "far passare vendite registrate per il socket e confrontare",
    help: `
Uso: tillside play FILE… --config FILE [--port N] [--prices FILE] [--chain FILE] [--json]

Fa passare vendite registrate (.json, .jsonl, .gz) per il socket di un agente che lavora, come farebbe un POS, ed elenca ogni
differenza da ciò che si aspettano. Per l'agente le vendite sono vere: usare una cassa di prova.

  --config FILE  la configurazione della cassa
  --port N       dove si trova l'agente, se la configurazione non lo dice
  --prices FILE  articles.json: i prezzi del POS, per gli articoli che una vendita nomina senza prezzo
  --chain FILE   config.json della catena: quali etichette sono tessere e buoni, per i passi "scan"
  --json         conteggi, tempi e differenze in JSON

Codice di uscita 0: ogni vendita è andata come previsto. 1: qualcuna no.

Esempio: tillside play demo/sales/1-plain.json --config .tillside/demo/till/config.json --prices demo/chain/articles.json --chain demo/chain/config.json`,
  },
  conformance: {
    summary: "provare un POS contro il contratto, da una parte o dall'altra",
    help: `
Uso: tillside conformance [--profile NAME] [--connect HOST:PORT|PATH --secret FILE | --listen]

Recita i dialoghi del kit di conformità e misura ogni risposta sul contratto. Così com'è avvia un agente suo e fa il suo POS. Con
--listen è l'agente: dice che cosa fare al vostro POS e giudica ciò che arriva.

  --profile NAME  generic (se manca), ncr, uakari, system, o il file JSON di un profilo
  --connect WHERE un agente che lavora con la catena del kit (agent/conformance/chain): HOST:PORT, o il suo socket o la sua pipe
  --secret FILE   il pos.secret di quell'agente; con --listen quello del vostro POS, altrimenti se ne crea uno
  --listen        aspetta il vostro POS
  --port N        con --listen: dove (se manca 7710; 0 è una libera qualsiasi)
  --patience N    con --listen: secondi per ogni cosa da fare al POS (se manca 300)
  --only GROUP    un gruppo di dialoghi, o più: lines,coupons
  --all           continua dopo uno scostamento
  --junit FILE    il risultato in JUnit XML
  --json [FILE]   il risultato in JSON, su stdout al posto della tabella, o in un file
  --lang it|en    se manca la lingua della macchina

Codice di uscita 0: come da contratto. 1: al primo scostamento. 2: parole sbagliate.

Esempio: tillside conformance --profile uakari --junit conformance.xml`,
  },
  replay: {
    summary: "ricalcolare uno scontrino passato e confrontare",
    help: `
Uso: tillside replay RECEIPT --config FILE [--lang it|en] [--json]

Ricalcola uno scontrino passato, dalla spesa, dal contesto e dalle promozioni che il giornale tiene con lui, e confronta: ciò che è
registrato, e ciò che ogni suo reso ha portato, deve uscire uguale byte per byte; ciò che il POS ha applicato si confronta con ciò
che era offerto. Un Tillside di altra semantica nomina ogni differenza con il suo percorso, e ciò
che offrirebbe altrimenti.

  RECEIPT        numero di scontrino, di vendita o di transazione; ciò che il giornale non ha si chiede alla sede
  --config FILE  la configurazione della cassa, che dice dov'è il suo giornale
  --lang it|en   di norma ciò che dice la configurazione della cassa o la macchina
  --json         il confronto in JSON

Codice di uscita 0: uguale. 1: è diverso, e ogni differenza è nominata.

Esempio: tillside replay mwr0ugxj-2 --config .tillside/demo/till/config.json   (uno scontrino che npm start ha mostrato)`,
  },
  repair: {
    summary: "guardare i file di una cassa, riparare ciò che si può",
    help: `
Uso: tillside repair --config FILE [--check | --rebuild] [--lang it|en] [--json]

Guarda tutto ciò che la cassa ha sul disco: se c'è posto, giornale, replica, vendite aperte, tagliandi, iscrizione, radice e chiave
della sede. Una replica danneggiata si mette da parte come replica.db.broken e si riempie di nuovo dalla sede: dall'agente, che
intanto vende, o qui dove nessuno lavora. Null'altro cambia; ciò che richiede una persona si dice con che cosa fare. Il giornale, e
con lui ogni vendita che la sede non ha ancora, non si tocca mai.

  --config FILE  la configurazione della cassa
  --check        guarda soltanto
  --rebuild      rifà la replica anche dove sembra intera
  --lang it|en   se manca ciò che dice la configurazione, altrimenti la macchina
  --json         { "findings", "replica" } in JSON, in inglese

Codice di uscita 0: va tutto bene, o è stato riparato. 1: qualcosa richiede una persona; con --check anche ciò che si potrebbe
riparare.

Esempio: tillside repair --check --config .tillside/demo/till/config.json`,
  },
  journal: {
    summary: "controllare che il giornale di una cassa sia intero",
    help: `
Uso: tillside journal verify --config FILE [--lang it|en] [--json]

Legge tutto il giornale e lo controlla: il controllo di SQLite, la catena di ogni corsia, ogni vendita contro il suo evento, buoni e
punti contro le vendite. Non cambia nulla; un agente può lavorare. Un giornale intero: codice di uscita 0; altrimenti nomina la prima
riga guasta, e il codice è 1.

  --config FILE  la configurazione della cassa
  --lang it|en   se manca ciò che dice la configurazione, altrimenti la macchina
  --json         il risultato in JSON

Esempio: tillside journal verify --config .tillside/demo/till/config.json`,
  },
};
