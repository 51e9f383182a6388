import type { Pair } from "../../../drivers/italian/in-italian.ts";

/** What the verbs of HQ's people say, and of whoever tries promotions. See README.md. */
export const hqVerbs: readonly Pair[] = [
  // Words that are wrong.
  [
    "{} is no till: STORE/TILL, as in 0042/3. See: {}",
    "{} non è una cassa: NEGOZIO/CASSA, come 0042/3. Vedere: {}",
  ],
  [
    "nothing is named: --card, --coupon, --series, --vouchers or --till",
    "non è nominato nulla: --card, --coupon, --series, --vouchers o --till",
  ],
  ["--silent {}: whole minutes", "--silent {}: minuti interi"],
  ["--limit {}: whole cents, as 50000 for 500.00", "--limit {}: centesimi interi, come 50000 per 500.00"],
  ["--{} {}: a whole number from 1", "--{} {}: un numero intero da 1"],
  ["--from {}: a moment, as {}", "--from {}: un momento, come {}"],
  ["--tls-cert and --tls-key: both or none", "--tls-cert e --tls-key: tutti e due o nessuno"],
  [
    "keys, keys replace release, keys replace head, or keys rotate-root. See: {}",
    "keys, keys replace release, keys replace head, oppure keys rotate-root. Vedere: {}",
  ],
  [
    "rollout run, status, halt, resume or undo. See: {}",
    "rollout run, status, halt, resume oppure undo. Vedere: {}",
  ],
  [
    "--undo takes what it publishes from --to: leave --from out",
    "--undo prende ciò che pubblica da --to: togliere --from",
  ],
  ["--undo {}: the number of a release, such as 3", "--undo {}: il numero di un rilascio, come 3"],
  [
    "--{} goes with --from: the moment from which its vouchers are refused",
    "--{} va con --from: il momento da cui i suoi buoni si rifiutano",
  ],
  ["which receipt? See: {}", "quale scontrino? Vedere: {}"],
  [
    "which receipt, of which till (--config), or which --rules and --basket? See: {}",
    "quale scontrino, di quale cassa (--config), oppure quali --rules e --basket? Vedere: {}",
  ],
  [
    "--{} is of a basket in a file; a receipt has its own, as it was stored. See: {}",
    "--{} è di una spesa in un file; uno scontrino ha la sua, come è stata conservata. Vedere: {}",
  ],
  ["which files? See: {}", "quali file? Vedere: {}"],
  ["{} cannot be read: {}", "{} non si può leggere: {}"],
  ["{} is not JSON: {}", "{} non è JSON: {}"],
  [
    "HQ has never enrolled a till {} with the key {}",
    "la sede non ha mai iscritto una cassa {} con la chiave {}",
  ],
  ["HQ has never enrolled a till {}", "la sede non ha mai iscritto una cassa {}"],
  [", and this till has no HQ to ask", ", e questa cassa non ha una sede a cui chiederlo"],
  [", and HQ does not hold it", ", e la sede non ce l'ha"],

  // hub, keys
  ["The hub is at {}. Ctrl-C ends it.", "L'hub è a {}. Ctrl-C lo ferma."],
  [
    "{} holds no release yet: tillside publish --to {} writes one.",
    "{} non contiene ancora rilasci: ne scrive uno tillside publish --to {}.",
  ],
  [
    "{} can't hold the hub's secret ({}): name another --data",
    "{} non può contenere il segreto dell'hub ({}): indicare un'altra --data",
  ],
  ["Root {}", "Radice {}"],
  // The roles' names are words of the command.
  ["root     {} of {} must sign {}", "root     {} di {} devono firmare {}"],
  ["release  {} of {} must sign {}", "release  {} di {} devono firmare {}"],
  ["head     {} of {} must sign {}", "head     {} di {} devono firmare {}"],
  ["{} {} of {} must sign {}", "{} {} di {} devono firmare {}"],
  ["which keys may sign what", "quali chiavi possono firmare che cosa"],
  ["what is published", "ciò che si pubblica"],
  [
    "which release is the newest, for whom, and what is switched off",
    "qual è il rilascio più nuovo, per chi, e che cosa è spento",
  ],
  [
    "The head is good until {}; keys themselves don't expire.",
    "La testa vale fino a {}; le chiavi non scadono.",
  ],
  ["{}  not in this folder, as it should be", "{}  non in questa cartella, come dev'essere"],
  ["{}  NOT IN THIS FOLDER", "{}  NON IN QUESTA CARTELLA"],
  ["not in this folder, as it should be", "non in questa cartella, come dev'essere"],
  ["{}: move it into a safe", "{}: metterla in cassaforte"],
  ["Root {} is signed; new: {}.", "La radice {} è firmata; di nuovo: {}."],
  [
    "Release {} holds what was published before, signed by the new key.",
    "Il rilascio {} contiene ciò che era pubblicato prima, firmato dalla chiave nuova.",
  ],
  [
    "Head {} is signed. Tills follow at their next look.",
    "La testa {} è firmata. Le casse la seguono quando guardano la prossima volta.",
  ],
  ["Install new tills with the new root.json.", "Installare le casse nuove con la nuova root.json."],

  // revoke, block, vouchers, fleet
  [
    "Till {} is revoked. Vouchers that it issues are still taken: --from ends that.",
    "La cassa {} è revocata. I buoni che emette si accettano ancora: --from lo fa finire.",
  ],
  [
    "Till {} is revoked (key {}). Vouchers that it issued from {} on are not taken any more.",
    "La cassa {} è revocata (chiave {}). I buoni che ha emesso da {} in poi non si accettano più.",
  ],
  [
    "Head {} is signed. Tills hear of it at once, or at their next look; it needs no release.",
    "La testa {} è firmata. Le casse lo sanno subito, o quando guardano la prossima volta; non serve un rilascio.",
  ],
  [
    "Tills hear of it at once, or at their next look; it needs no release.",
    "Le casse lo sanno subito, o quando guardano la prossima volta; non serve un rilascio.",
  ],
  ["Head {} is signed. {}", "La testa {} è firmata. {}"],
  [
    "warning: {}. It is blocked all the same, since it may be newer than the release: look whether it is written so; --off takes it off the list.",
    "avviso: {}. Il blocco vale lo stesso, perché può essere qualcosa di più recente del rilascio: controllare che sia scritto così; --off lo toglie dall'elenco.",
  ],
  ["no release in use has a card {}", "nessun rilascio in uso ha una tessera {}"],
  ["no release in use has a coupon {}", "nessun rilascio in uso ha un buono {}"],
  ["no release in use has a series {}", "nessun rilascio in uso ha una serie {}"],
  ["--card {}: a card's number is up to 32 digits", "--card {}: il numero di una tessera ha fino a 32 cifre"],
  ["Nothing is blocked.", "Nulla è bloccato."],
  ["{} since {}, by {}", "{} da {}, di {}"],
  ["{} (key {}), what it issued from {} on", "{} (chiave {}), ciò che ha emesso da {} in poi"],
  ["Since {}: {} vouchers issued, {}; {} used, {}.", "Da {}: {} buoni emessi, {}; {} usati, {}."],
  ["{} used that no till tells to have issued:", "{} usati che nessuna cassa dice di aver emesso:"],
  ["by its number alone", "per il solo numero"],
  ["signed by {} at {}", "firmato da {} alle {}"],
  ["! {}, used at {} at {} for {} (sale {})", "! {}, usato a {} alle {} per {} (vendita {})"],
  ["! {}, used at {} at {} (sale {})", "! {}, usato a {} alle {} (vendita {})"],
  ["! {} issued {} on {}", "! {} ha emesso {} il {}"],
  ["1 till; the newest release is {}", "1 cassa; il rilascio più nuovo è {}"],
  ["1 till: {}; the newest release is {}", "1 cassa: {}; il rilascio più nuovo è {}"],
  ["{} tills: {}; the newest release is {}", "{} casse: {}; il rilascio più nuovo è {}"],
  ["{} tills; the newest release is {}", "{} casse; il rilascio più nuovo è {}"],
  ["{} on {}", "{} sul {}"],
  [
    "{} do not take it, {} silent for {} minutes, {} records wait, {} clocks are wrong",
    "{} non lo prendono, {} mute da {} minuti, {} registrazioni aspettano, {} orologi sbagliano",
  ],
  [
    "{} do not take it, {} silent for {} minutes, {} records wait",
    "{} non lo prendono, {} mute da {} minuti, {} registrazioni aspettano",
  ],
  [", {} clocks are wrong", ", {} orologi sbagliano"],
  ["! {}: {}", "! {}: {}"],
  ["release {}; {}", "rilascio {}; {}"],
  ["silent for {}", "muta da {}"],
  [
    "its clock is {} ahead of HQ's: set it, or HQ's",
    "il suo orologio è {} avanti rispetto alla sede: regolarlo, o quello della sede",
  ],
  [
    "its clock is {} behind HQ's: set it, or HQ's",
    "il suo orologio è {} indietro rispetto alla sede: regolarlo, o quello della sede",
  ],
  ["its clock is {} HQ's: set it, or HQ's", "il suo orologio è {} la sede: regolarlo, o quello della sede"],
  [
    "! HQ's own clock is {} ahead of the clocks of most tills: set it, and let nobody set theirs",
    "! L'orologio della sede è {} avanti rispetto a quelli della maggior parte delle casse: regolarlo, e nessuno regoli i loro",
  ],
  [
    "! HQ's own clock is {} behind the clocks of most tills: set it, and let nobody set theirs",
    "! L'orologio della sede è {} indietro rispetto a quelli della maggior parte delle casse: regolarlo, e nessuno regoli i loro",
  ],
  [
    "! HQ's own clock is {} the clocks of most tills: set it, and let nobody set theirs",
    "! L'orologio della sede è {} quelli della maggior parte delle casse: regolarlo, e nessuno regoli i loro",
  ],
  [
    "! HQ's database had lost what it had acknowledged to {} tills, last seen {} ago: it was put back from an older backup. They send it again. Tills that were enrolled or revoked since that backup: do it again",
    "! Il database della sede aveva perso ciò che aveva confermato a {} casse, visto per ultimo {} fa: è stato ripristinato da una copia più vecchia. Le casse lo rimandano. Le casse iscritte o revocate dopo quella copia: rifarlo",
  ],
  ["For one PC, until {}.", "Per un solo PC, fino al {}."],
  [
    "{} is a till already, on the PC {}. A PC with a key of its own takes its place with this code; that PC itself, and a copy of its disk, keep their key. If there may be a copy: tillside revoke {} first, then make a code.",
    "{} è già una cassa, sul PC {}. Un PC con una chiave propria ne prende il posto con questo codice; quel PC stesso, e una copia del suo disco, tengono la loro chiave. Se può esserci una copia: prima tillside revoke {}, poi fare un codice.",
  ],

  [
    "its records went two ways {} ago: its disk was put back, or a copy of it sells too. If there is a copy: tillside revoke {}, and enrol the right PC with a new code",
    "le sue registrazioni si sono divise {} fa: il suo disco è stato ripristinato, o una copia vende anch'essa. Se c'è una copia: tillside revoke {}, e iscrivere il PC giusto con un nuovo codice",
  ],

  // play, replay
  ["Receipt {}: the same, byte for byte.", "Scontrino {}: uguale, byte per byte."],
  ["Receipt {}: it differs.", "Scontrino {}: è diverso."],
  ["Return {}: the same, byte for byte.", "Reso {}: uguale, byte per byte."],
  ["Return {}: it differs.", "Reso {}: è diverso."],
  ["{} (release {}, {})", "{} (rilascio {}, {})"],
  ["{} (semantics {})", "{} (semantica {})"],
  ["{} (semantics {} then, {} now)", "{} (semantica {} allora, {} adesso)"],
  ["semantics {}", "semantica {}"],
  ["semantics {} then, {} now", "semantica {} allora, {} adesso"],
  ["{}: {}, now {}", "{}: {}, adesso {}"],
  ["{}: nothing, now {}", "{}: niente, adesso {}"],
  ["{}: {}, now nothing", "{}: {}, adesso niente"],
  ["{}: expected {}, got {}", "{}: atteso {}, ottenuto {}"],
  ["step {}", "passo {}"],
  ["step {} refused", "passo {}, rifiuto"],
  ["step {} degraded", "passo {}, senza risposta intera"],
  ["step {} coupon", "passo {}, buono"],
  ["evaluation", "valutazione"],
  ['"one"', "una"],
  ['"a suggestion"', "un suggerimento"],
  ["label refused: {}", "etichetta rifiutata: {}"],
  ["a receipt that pays out is the POS's own business", "uno scontrino che paga è affare del POS"],
  ["the label is nothing this chain knows", "l'etichetta non è nulla che questa catena conosca"],
  ["{}: nobody says what {} is", "{}: nessuno dice che cos'è {}"],
  ["the POS has no price for article {}", "il POS non ha un prezzo per l'articolo {}"],
  ["{} is no list of articles with prices: {}", "{} non è una lista di articoli con i prezzi: {}"],
  [
    "the agent said nothing of the label within {} ms",
    "l'agente non ha detto nulla dell'etichetta entro {} ms",
  ],
  [
    "{} of {} sales exact ({} %), {} lines, {} lines a second",
    "{} vendite su {} esatte ({} %), {} righe, {} righe al secondo",
  ],
  ["{}: offered {} cents, the POS applied {}", "{}: offerti {} centesimi, il POS ne ha applicati {}"],
  [
    "It was booked while its rules could not be asked: only totals are compared.",
    "È stata registrata mentre le sue regole non si potevano interrogare: si confrontano solo i totali.",
  ],
  [
    "Semantics {} would offer otherwise than the POS applied under semantics {}:",
    "La semantica {} offrirebbe altro da ciò che il POS ha applicato con la semantica {}:",
  ],
  [
    "The POS applied otherwise than it was offered:",
    "Il POS ha applicato diversamente da ciò che era offerto:",
  ],

  // publish
  [
    "Keys are in {}. Move root-1.key to root-3.key into safes; copy chain.key into the hub's folder, which hands it to tills.",
    "Le chiavi sono in {}. Mettere root-1.key, root-2.key e root-3.key in casseforti; copiare chain.key nella cartella dell'hub, che la dà alle casse.",
  ],
  ["Release {} is published; {}.", "Il rilascio {} è pubblicato; {}."],
  ["changed: {}", "cambiato: {}"],
  ["no longer there: {}", "non c'è più: {}"],
  ["changed: {}; no longer there: {}", "cambiato: {}; non c'è più: {}"],
  ["{} also for: {}", "{} anche per: {}"],
  ["{} no longer for: {}", "{} non più per: {}"],
  ["nothing changed but its number", "è cambiato solo il numero"],
  ["nothing changed, the head was renewed", "nulla è cambiato, la testa è rinnovata"],
  [
    "It holds what release {} held; cards and coupons are those of now. The chain folder was not touched: put it right before you publish it again.",
    "Contiene ciò che conteneva il rilascio {}; tessere e buoni sono quelli di adesso. La cartella della catena non è stata toccata: correggerla prima di pubblicarla un'altra volta.",
  ],
  [
    "warning: {} begins on {}; the last stores have this release on {} at the earliest.",
    "avviso: {} comincia il {}; gli ultimi negozi hanno questo rilascio non prima del {}.",
  ],
  [
    "It is on trial in {}. `tillside rollout run` gives it to the others, `rollout status` says how it goes.",
    "È in prova in {}. `tillside rollout run` lo dà agli altri, `rollout status` dice come va.",
  ],
  ["{} and {} % of all stores", "{} e {} % di tutti i negozi"],
  ["{} % of all stores", "{} % di tutti i negozi"],
  ["store {}", "negozio {}"],
  ["stores {}", "negozi {}"],
  [
    "warning: {} coupons and cards were to have another home; they keep what they had when they were first published.",
    "avviso: {} buoni e tessere dovevano avere un'altra casa; tengono quella che avevano quando sono stati pubblicati la prima volta.",
  ],
  ["off  {} since {}, by {}", "spenta  {} da {}, di {}"],
  ["Nothing is switched off.", "Nulla è spento."],
  ["what a new till downloads", "ciò che scarica una cassa nuova"],
  ["what a till with release {} downloads", "ciò che scarica una cassa con il rilascio {}"],
  [
    "Nothing was written. It would be the first release:",
    "Non è stato scritto nulla. Sarebbe il primo rilascio:",
  ],
  [
    "Nothing was written. Compared with release {}, nothing would change.",
    "Non è stato scritto nulla. Rispetto al rilascio {} non cambierebbe nulla.",
  ],
  ["Nothing was written. Compared with release {}:", "Non è stato scritto nulla. Rispetto al rilascio {}:"],
  ["new      {}", "nuova    {}"],
  ["changed  {}", "cambiata {}"],
  ["gone     {}", "tolta    {}"],
  ["same     {}", "uguale   {}"],
  ["promotions", "promozioni"],
  ["groups of articles", "gruppi di articoli"],
  ["settings of the rule set", "impostazioni delle regole"],
  ["golden baskets", "spese campione"],
  ["the linter", "il linter"],
  [
    "what can be lost while no till reaches anybody",
    "ciò che si può perdere mentre nessuna cassa raggiunge nessuno",
  ],
  ["{} rows: {} new, {} changed, {} gone; {} bytes", "{} righe: {} nuove, {} cambiate, {} tolte; {} byte"],
  [
    "{} rows: {} new, {} changed, {} gone; {} bytes each at the most",
    "{} righe: {} nuove, {} cambiate, {} tolte; {} byte ciascuno al massimo",
  ],
  [
    "It would NOT be published: see the errors and the golden baskets that DIFFER.",
    "NON si pubblicherebbe: vedere gli errori e le spese campione con DIVERSA.",
  ],
  ["It would be published.", "Si pubblicherebbe."],
  [
    "If the line is down at all {} tills for {}, at most {} {} more than planned, and without a known end: {}.",
    "Se la linea manca a tutte le {} casse per {}, al massimo {} {} più del previsto, e senza un limite noto: {}.",
  ],
  [
    "If the line is down at all {} tills for {}, at most {} {} more than planned.",
    "Se la linea manca a tutte le {} casse per {}, al massimo {} {} più del previsto.",
  ],
  [", and without a known end: {}", ", e senza un limite noto: {}"],
  ["a day", "un giorno"],
  ["{} days", "{} giorni"],
  ["{} with the total of before", "{} con il totale di prima"],
  ["nothing was published, {} has errors:\n {}", "non è stato pubblicato nulla, {} ha errori:\n {}"],

  // The hub, as HQ's verbs find it.
  [
    "cannot open the hub's database {}: {}: give the hub a folder that it may write to (--data)",
    "non si può aprire il database dell'hub {}: {}: dare all'hub una cartella in cui può scrivere (--data)",
  ],
  [
    "give the hub a folder that it may write to (--data)",
    "dare all'hub una cartella in cui può scrivere (--data)",
  ],
  ["cannot open the hub's database {}: {}", "non si può aprire il database dell'hub {}: {}"],
  [
    "no hub answers at {}: start it, or name it with --url",
    "nessun hub risponde a {}: avviarlo, o indicarlo con --url",
  ],
  ["the hub at {} refuses: {}", "l'hub a {} rifiuta: {}"],
  ["it answers {}", "risponde {}"],
  [
    "must be letters and digits, with dot, dash or underscore after the first",
    "deve essere di lettere e cifre, con punto, trattino o trattino basso dopo la prima",
  ],
  [
    "{}. A new one belongs into config.json: publish that first",
    "{}. Uno nuovo va in config.json: pubblicarlo prima",
  ],
  [
    "no release in use names a store {}; the stores are {}",
    "nessun rilascio in uso nomina un negozio {}; i negozi sono {}",
  ],
  [
    "no release in use names a store {}; the most alike are {}",
    "nessun rilascio in uso nomina un negozio {}; i più simili sono {}",
  ],
  [
    "the hub at {} has another hub.secret: --data names the folder that it was started with",
    "l'hub a {} ha un altro hub.secret: --data indica la cartella con cui è stato avviato",
  ],
  [
    "{} is not there: --data names the folder that the hub was started with",
    "{} non c'è: --data indica la cartella con cui l'hub è stato avviato",
  ],
  [
    "the certificate of the hub at {} is not trusted here ({}): name the hub as its certificate does, and the chain's own CA by NODE_EXTRA_CA_CERTS=FILE in the environment",
    "del certificato dell'hub a {} qui non ci si fida ({}): indicare l'hub come lo chiama il certificato, e la CA della catena con NODE_EXTRA_CA_CERTS=FILE nell'ambiente",
  ],
  [
    "what is at {} does not speak so: --url begins with https:// where the hub has a certificate, else with http://",
    "ciò che sta a {} non parla così: --url comincia con https:// dove l'hub ha un certificato, altrimenti con http://",
  ],
  ["the hub at {} does not answer in time: try again", "l'hub a {} non risponde in tempo: riprovare"],

  // The releases folder.
  ["{} is damaged ({}): {}", "{} è danneggiato ({}): {}"],
  [
    "put it back from a backup; without one remove {}, and the next publication writes everything anew",
    "rimetterlo da una copia di sicurezza; se non c'è, togliere {}, e la prossima pubblicazione scrive tutto di nuovo",
  ],
  ["{} is not there: {}", "{} non c'è: {}"],
  [
    "{} is not the key with which the chain's cards were published, and no till would know a card or a coupon: put the right one there, which the hub's folder has too",
    "{} non è la chiave con cui sono state pubblicate le tessere della catena, e nessuna cassa conoscerebbe più una tessera o un buono: mettervi quella giusta, che sta anche nella cartella dell'hub",
  ],
];
