/** `--help` of what HQ uses. See README.md. */

import type { Help } from "./help.ts";

export const helpAtHq: Readonly<Record<string, Help>> = {
  hub: {
    summary: "avviare l'hub della sede: serve i rilasci, riceve gli scontrini",
    help: `
Uso: tillside hub --data FOLDER --releases FOLDER [--port N] [--host ADDRESS] [--database URL]
                  [--tls-cert FILE --tls-key FILE [--tls-ca FILE]]
     tillside hub --data FOLDER --operator-token

Serve i rilasci alle casse, le iscrive e riceve i loro scontrini, fino a Ctrl-C.

  --data FOLDER      hub.db, hub.secret, store-ca.key e store-ca.pem, creati se mancano: salvarli insieme. Per iscrivere casse
                     serve lì anche chain.key, dalla cartella delle chiavi della sede
  --releases FOLDER  dove scrive "tillside publish"
  --port N           se manca 7720; 0 è una libera qualsiasi
  --host ADDRESS     se manca 127.0.0.1: altre macchine raggiungono l'hub solo se lo si dice
  --database URL     postgres://user:password@host:5432/name: gli scontrini vanno lì e non in hub.db, e più hub possono condividerlo,
                     ognuno con lo stesso hub.secret, chain.key e store-ca.*. TILLSIDE_DATABASE nell'ambiente dice lo stesso, e
                     nessun elenco dei processi ne mostra la password
  --tls-cert FILE    il certificato dell'hub e ciò che sta fra lui e la sua CA, PEM: allora le casse gli parlano in TLS 1.3
  --tls-key FILE     la sua chiave, PEM
  --tls-ca FILE      chi l'ha firmato, PEM, dove è la CA della catena: le casse iscritte accettano quella e nessun'altra
  --operator-token   scrive il token delle persone e dei programmi della sede, e finisce

Esempio: tillside hub --data shop/hub --releases shop/releases`,
  },
  publish: {
    summary: "controllare, firmare e scrivere un rilascio",
    help: `
Uso: tillside publish --from FOLDER --to FOLDER --keys FOLDER [--coupons FILE] [--dry-run] [--force] [--json]
     tillside publish --undo N --to FOLDER --keys FOLDER [--dry-run] [--json]
     tillside publish --kill PROMOTION --to FOLDER --keys FOLDER [--reason TEXT] [--by NAME] [--json]
     tillside publish --unkill PROMOTION --to FOLDER --keys FOLDER [--by NAME] [--json]
     tillside publish --golden-write --from FOLDER [--json]
     tillside publish --init-keys FOLDER

Controlla la cartella di una catena (regole, articoli, tessere, buoni, configurazione), la firma e scrive un rilascio numerato e
immutabile che l'hub serve. La fermano gli errori del linter e le spese campione che ottengono altro; gli avvisi si mostrano. Se
nulla è cambiato si rinnova soltanto la testa.

  --from FOLDER       rules.json, articles.json, cards.json, coupons.json, config.json, forse golden.json
  --to FOLDER         cartella dei rilasci, creata se manca; ciò che contiene non si sovrascrive mai
  --keys FOLDER       chiavi fatte con --init-keys
  --coupons FILE      altri buoni, nella forma di coupons.json: quelli emessi da allora
  --dry-run           non scrive nulla e dice che cosa cambierebbe: promozioni, gruppi, spese campione, righe e byte, e che cosa
                      trova il linter; codice 1 se non si pubblicherebbe
  --undo N            pubblica di nuovo ciò che il rilascio N conteneva, con un numero nuovo; tessere e buoni restano come sono.
                      La cartella della catena non si tocca: correggerla prima di pubblicarla un'altra volta
  --ring NAME         quale anello di "rollout" in config.json lo riceve per primo, se manca il suo primo; "all": tutti subito.
                      "tillside rollout" dice come prosegue
  --kill PROMOTION    spegne una promozione subito a ogni cassa, qualunque rilascio abbia: le vendite nuove cominciano senza,
                      quelle aperte la perdono al subtotale seguente, mai una volta cominciato il pagamento. Si può ripetere.
                      Resta spenta, anche nei rilasci seguenti, fino a --unkill. Bastano head.key e root.json
  --unkill PROMOTION  la riaccende
  --reason TEXT       perché, per i cassieri e per chi spiega uno scontrino
  --by NAME           chi pubblica, per la storia; se manca l'utente del sistema
  --force             un numero nuovo anche se nulla è cambiato
  --golden-write      scrive in golden.json ciò che le sue spese ottengono con le regole della cartella, dice che cosa è cambiato, e
                      finisce
  --init-keys FOLDER  crea le chiavi di una catena (3 di radice di cui 2 devono firmare, release, head, chain) e finisce; mettere
                      quelle di radice in casseforti diverse, e chain.key nella cartella dell'hub, che la dà alle casse
  --json              il risultato in JSON

Esempio: tillside publish --init-keys shop/keys
         tillside publish --from demo/chain --to shop/releases --keys shop/keys --dry-run
         tillside publish --from demo/chain --to shop/releases --keys shop/keys
         tillside publish --kill P02 --reason "prezzo sbagliato sul volantino" --to shop/releases --keys shop/keys`,
  },
  "enroll-code": {
    summary: "creare un codice con cui un PC diventa una cassa",
    help: `
Uso: tillside enroll-code STORE/TILL --data FOLDER [--url URL] [--hours N] [--json]

Crea un codice con cui un PC diventa quella cassa, una volta ("tillside enroll" su quel PC). Un codice non usato che era stato creato
prima per la cassa non serve più; un PC che adesso è la cassa lo resta finché il codice non è usato.

  --data FOLDER  la cartella dell'hub: il suo segreto è la chiave della sede
  --url URL      dove si trova l'hub, se manca http://127.0.0.1:7720
  --hours N      per quanto serve, se manca 24, al massimo 744
  --json         { "code", "untilMs" }

Esempio: tillside enroll-code 0042/3 --data shop/hub`,
  },
  revoke: {
    summary: "la chiave di una cassa non vale più",
    help: `
Uso: tillside revoke STORE/TILL --data FOLDER [--url URL] [--from MOMENT --to FOLDER --keys FOLDER] [--key KEY] [--reason TEXT] [--by NAME]

La chiave della cassa non vale più: da adesso l'hub non le prende e non le dà nulla, il suo codice non usato è nullo, e le altre casse
del suo negozio la rifiutano appena lo sanno. La cassa continua a vendere con ciò che ha. Un codice nuovo fa di nuovo di un PC
quella cassa.

Con --from nessuna cassa della catena accetta i buoni che ha emesso da allora: quelli emessi prima sono validi, e anche quelli del PC
che prende il suo posto. Si può dire anche dopo, e un altro momento un'altra volta: quando c'è già un PC nuovo, con --key,
altrimenti si revocherebbe quello. "tillside vouchers" mostra poi che cosa ha emesso e che cosa se n'è usato. Chi ha il suo disco ha
anche chain.key e può fare numeri senza QR: "tillside block --vouchers number" li ferma, quelli di tutti.

  --data FOLDER  la cartella dell'hub: il suo segreto è la chiave della sede
  --url URL      dove si trova l'hub, se manca http://127.0.0.1:7720
  --from MOMENT  il primo momento di cui non si accetta nulla, come 2026-11-22T18:00:00+01:00: quando è stata vista l'ultima volta
  --to FOLDER    cartella dei rilasci, che le casse leggono
  --keys FOLDER  head.key e root.json
  --key KEY      quale delle chiavi che la cassa ha avuto, come l'ha nominata questo comando; se manca la più nuova
  --reason TEXT  perché, per chi legge l'elenco
  --by NAME      chi lo dice, per la storia; se manca l'utente del sistema

Esempio: tillside revoke 0042/3 --data shop/hub --from 2026-11-22T18:00:00+01:00 --to shop/releases --keys shop/keys --reason rubata`,
  },
  block: {
    summary: "tessere, buoni, buoni di casse che nessuna cassa accetta più",
    help: `
Uso: tillside block [--card NUMBER] [--coupon CODE] [--series SERIES] [--vouchers number|earlier]
                    --to FOLDER --keys FOLDER [--off] [--reason TEXT] [--by NAME] [--json]
     tillside block --till STORE/TILL --key KEY --from MOMENT --to FOLDER --keys FOLDER [--reason TEXT]
     tillside block --list --to FOLDER --keys FOLDER [--json]

Ogni cassa lo sa subito, o quando guarda la prossima volta, qualunque rilascio abbia; non serve un rilascio, e nessun elenco di
tessere o buoni parte per questo. Vale fino a --off, sopra ciò che dicono cards.json e coupons.json. La cassa a cui lo si mostra
rifiuta ciò che è bloccato, e lo dice al cassiere. Ciò che nessun rilascio in uso conosce si blocca lo stesso, con un avviso: può
essere più recente, o scritto male.

  --card NUMBER       la tessera di un cliente, persa o abusata. Si può ripetere, come i quattro che seguono
  --coupon CODE       un buono, di campagna o emesso da una cassa, per numero o QR
  --series SERIES     tutti i buoni di una serie
  --vouchers number   buoni per il solo numero (barre, tastiera): si accetta solo il QR. Per quando chain.key è stata rubata
  --vouchers earlier  buoni di prima che le casse li firmassero
  --till STORE/TILL   buoni che questa cassa ha emesso da --from; lo fa "tillside revoke", che toglie anche la chiave alla cassa
  --key KEY           di quale chiave di quella cassa, come la nomina "tillside revoke"
  --from MOMENT       il primo momento di cui non si accetta nulla, come 2026-11-22T18:00:00+01:00; ciò che è prima resta valido
  --off               si accetta di nuovo
  --reason TEXT       perché, per chi legge l'elenco
  --by NAME           chi lo dice, per la storia; se manca l'utente del sistema
  --list              che cosa è bloccato adesso
  --to FOLDER         cartella dei rilasci
  --keys FOLDER       head.key e root.json; per tessere e buoni anche chain.key
  --json              l'elenco in JSON

Esempio: tillside block --card 2600000000017 --reason persa --to shop/releases --keys shop/keys`,
  },
  vouchers: {
    summary: "buoni emessi e usati, e usati che nessuno ha emesso",
    help: `
Uso: tillside vouchers [STORE/TILL] --data FOLDER [--url URL] [--from MOMENT] [--limit CENTS] [--json]

Chiede all'hub che cosa le casse hanno emesso e accettato. Nomina i buoni che sono stati usati e che nessun giornale dice di aver
emesso: di una cassa che era via mancano soltanto le notizie, di una rubata possono essere fatti con la sua chiave. Nulla si annulla:
gli scontrini restano, chi ne ha accettato uno in buona fede tiene ciò che ha scontato.

  STORE/TILL      ciò che porta la firma di questa cassa; senza, tutto, anche quelli accettati per il solo numero
  --data FOLDER   la cartella dell'hub: il suo segreto è la chiave della sede
  --url URL       dove si trova l'hub, se manca http://127.0.0.1:7720
  --from MOMENT   emessi da allora, come 2026-11-22T18:00:00+01:00; se manca 30 giorni fa
  --limit CENTS   casse e giorni in cui si è emesso di più, come dice "perTillAndDayCents" di config.json; i giorni sono UTC
  --json          tutto, in JSON

Codice di uscita 0: tutto ciò che è stato usato era stato emesso. 1: qualcosa richiede una persona.

Esempio: tillside vouchers 0042/3 --data shop/hub --from 2026-11-22T18:00:00+01:00 --limit 50000`,
  },
  rollout: {
    summary: "dare un rilascio ad anelli di negozi, o fermarlo",
    help: `
Uso: tillside rollout run --to FOLDER --keys FOLDER --data FOLDER [--url URL] [--every SECONDS] [--once]
     tillside rollout status --to FOLDER [--lang it|en] [--json]
     tillside rollout halt|resume --to FOLDER --keys FOLDER [--reason TEXT] [--by NAME]
     tillside rollout undo --to FOLDER --keys FOLDER [--by NAME]

Con una sezione "rollout" in config.json, "tillside publish" dà un rilascio solo al primo anello. "run" resta acceso, chiede all'hub
di casse e vendite, lo dà all'anello seguente quando il tempo dichiarato è passato e ogni cassa l'ha preso, e si ferma da sé: dove
casse lo rifiutano, tacciono, ripartono di continuo o rallentano, o dove si sconta un'altra parte che altrove.

  run              bastano head.key e root.json; finché resta acceso rinnova la testa ogni giorno
  status           a che punto è, e perché si è fermato
  halt             nessun altro lo riceve; chi ce l'ha lo tiene (--reason dice perché)
  resume           prosegue da dove si è fermato; l'anello aspetta di nuovo il suo tempo
  undo             pubblica ciò che prima era di tutti, con un numero nuovo, a tutti subito; serve anche release.key
  --to FOLDER      cartella dei rilasci
  --keys FOLDER    chiavi fatte con "tillside publish --init-keys"
  --data FOLDER    la cartella dell'hub: il suo segreto è la chiave della sede
  --url URL        dove si trova l'hub, se manca http://127.0.0.1:7720
  --every SECONDS  fra due sguardi, se manca 30
  --once           uno sguardo, poi finisce
  --by NAME        chi lo dice, per la storia; se manca l'utente del sistema
  --json           in JSON

Codice di uscita 0: come dev'essere. 1: è fermo, o non ce n'è.

Esempio: tillside rollout run --to shop/releases --keys shop/keys --data shop/hub`,
  },
  keys: {
    summary: "elencare le chiavi di una catena, o cambiarle",
    help: `
Uso: tillside keys --keys FOLDER [--to FOLDER] [--json]
     tillside keys replace release|head --keys FOLDER --to FOLDER [--root-key FILE ...] [--by NAME]
     tillside keys rotate-root --keys FOLDER --to FOLDER [--root-key FILE ...] [--count N] [--threshold N] [--by NAME]

Senza una parola: quale chiave firma che cosa, quante devono farlo, e fino a quando vale la testa.

  replace release  una release.key nuova; ciò che le casse hanno si pubblica di nuovo, firmato da lei, con un numero nuovo
  replace head     una head.key nuova; la testa si firma di nuovo
  rotate-root      chiavi di radice nuove, firmate dalle vecchie e da sé stesse. Metterle in casseforti
  --keys FOLDER    chiavi fatte con "tillside publish --init-keys"
  --to FOLDER      cartella dei rilasci: lì le casse trovano la radice nuova, e passano di radice in radice
  --root-key FILE  una chiave di radice dalla cassaforte; si può ripetere. Si usano anche quelle che stanno nella cartella
  --count N        quante chiavi di radice, se manca quante prima
  --threshold N    quante devono firmare, se manca come prima
  --by NAME        chi le cambia, per la storia; se manca l'utente del sistema
  --json           in JSON

Una chiave che una radice più nuova non nomina non firma più nulla, da quando ogni cassa guarda la prossima volta. Le chiavi vecchie
restano come FILE.retired-N: cancellarle quando va tutto bene. La nuova root.json va a ogni cassa che si installa da adesso.

Esempio: tillside keys replace head --keys shop/keys --to shop/releases --root-key /media/safe1/root-1.key --root-key /media/safe2/root-2.key`,
  },
  fleet: {
    summary: "chiedere all'hub quale cassa ha quale rilascio",
    help: `
Uso: tillside fleet --data FOLDER [--url URL] [--store STORE] [--silent MINUTES] [--json]

Chiede all'hub di tutte le casse: il rilascio con cui ognuna vende, quando si è sentita l'ultima volta, le registrazioni che aspettano
la sede, i rilasci non presi, con le parole della cassa; gli orologi che sbagliano di più di cinque minuti; e le casse le cui
registrazioni si sono divise nell'ultima settimana: il disco è stato ripristinato, o ne vende anche una copia. È nominato anche un hub
il cui database è stato ripristinato da una copia più vecchia: ciò che è stato iscritto e revocato dopo va rifatto.

  --data FOLDER     la cartella dell'hub: il suo segreto è la chiave della sede
  --url URL         dove si trova l'hub, se manca http://127.0.0.1:7720
  --store STORE     solo le casse di questo negozio
  --silent MINUTES  chi tace più a lungo è muto, se manca 15
  --json            tutto, in JSON

Codice di uscita 0: ogni cassa si sente, prende ciò che le si offre, sa che ora è ed è l'unica col suo nome. 1: serve una persona.

Esempio: tillside fleet --data shop/hub`,
  },
};
