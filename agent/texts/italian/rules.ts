/** What is wrong in a rule set, a basket or a context as the engine reads them: English, Italian. */

import type { Pair } from "../../../drivers/italian/in-italian.ts";

export const rules: readonly Pair[] = [
  ["{} (at {})", "{} (in {})"],
  ["rule set", "regole"],
  ['promotion "{}"', 'promozione "{}"'],
  ["{}: rule set: {} is missing; send {}", "{}: regole: manca {}; scrivere {}"],
  [
    '{}: rule set: promotion "{}": {} is missing; send {}',
    '{}: regole: promozione "{}": manca {}; scrivere {}',
  ],
  ['{}" or "{}', '{}" o "{}'],
  ["a whole number", "un numero intero"],
  ["a number", "un numero"],
  ["true or false", "true o false"],
  ["a list [ … ]", "una lista [ … ]"],
  ["an object { … }", "un oggetto { … }"],
  ["a text in quotes", "un testo fra virgolette"],
  ["a text of {} characters", "un testo di {} caratteri"],
  ["send {} of them in the list", "metterne {} nella lista"],
  ["at least {}", "almeno {}"],
  ["at most {}", "al massimo {}"],
  ["no number lies between: atLeast is above atMost", "nessun numero sta in mezzo: atLeast è sopra atMost"],
  ["no day lies between: atLeast is above atMost", "nessun giorno sta in mezzo: atLeast è sopra atMost"],
  [
    "no price lies between: priceFromCents is above priceToCents",
    "nessun prezzo sta in mezzo: priceFromCents è sopra priceToCents",
  ],
  ["write {}, {} or both", "scrivere {}, {} o tutti e due"],
  ["write either {} or {}", "scrivere {} oppure {}"],
  ["write one of {}", "scrivere uno fra {}"],
  [
    "without a card nothing is known about the customer: leave card false alone, or out",
    "senza carta non si sa nulla del cliente: card false da sola, o niente",
  ],
  [
    "a coupon says an amount or a percentage, not both",
    "un coupon dice un importo o una percentuale, non tutti e due",
  ],
  [
    "a limit per customer needs applications or amountCents",
    "un limite per cliente chiede applications o amountCents",
  ],
  ["a budget needs applications or amountCents", "un budget chiede applications o amountCents"],
  [
    "exceeding speaks of money: give amountCents here, in perCustomer or in budget, or leave it out",
    "exceeding parla di denaro: dare amountCents qui, in perCustomer o in budget, o toglierlo",
  ],
  [
    "written for semantics {}, this engine knows {}; update Tillside",
    "scritte per la semantica {}, questo motore conosce la {}; aggiornare Tillside",
  ],
  ["layer {} stands twice; give each its own id", "lo strato {} c'è due volte; dare a ciascuno il suo id"],
  [
    "promotion {} stands twice; give each its own id",
    "la promozione {} c'è due volte; dare a ciascuna il suo id",
  ],
  ["stage {} comes after {}; stages run {}", "la fase {} viene dopo {}; le fasi sono in ordine {}"],
  [
    "a weekday is 1 (Monday) to 7 (Sunday), not {}",
    "un giorno della settimana va da 1 (lunedì) a 7 (domenica), non {}",
  ],
  [
    "whole cents are expected as a number ({} is {}), not {}",
    "servono centesimi interi, come numero ({} è {}), non {}",
  ],
  ["it ends before it begins: turn from and to round", "finisce prima di cominciare: scambiare from e to"],
  ["an amount needs no maxCents: leave it out", "un importo non ha bisogno di maxCents: toglierlo"],
  ["a step is either pieces or amountCents", "un passo è pieces oppure amountCents"],
  [
    'how "asked" needs articles: the POS must know what to add',
    'how "asked" chiede articles: il POS deve sapere che cosa aggiungere',
  ],
  [
    'how "chosen" needs two or more articles to choose from',
    'how "chosen" chiede due o più articles fra cui scegliere',
  ],
  [
    'per "line" takes a line as one: leave round out',
    'per "line" prende la riga come una cosa sola: togliere round',
  ],
  [
    "a slot's min is above its max; write the larger number as max",
    "min di uno slot è sopra max; scrivere come max il numero più grande",
  ],
  ["a slot that may stay empty (min 0) needs a max", "uno slot che può restare vuoto (min 0) chiede un max"],
  [
    "a set needs goods: give at least one slot a min above 0",
    "un insieme ha bisogno di merce: dare ad almeno uno slot un min sopra 0",
  ],
  [
    "free would give the whole set away: mark the slots that are free as rewarded, and leave others unmarked",
    "free regalerebbe tutto l'insieme: segnare come rewarded gli slot gratuiti, e gli altri no",
  ],
  [
    "a set can't reward more units than it has: raise buy, or reward fewer",
    "un insieme non può premiare più pezzi di quanti ne ha: alzare buy, o premiarne meno",
  ],
  [
    "priceCents is the price of the whole set: leave pick and shares out",
    "priceCents è il prezzo di tutto l'insieme: togliere pick e shares",
  ],
  ["only a percentage is rounded: leave round out", "solo una percentuale si arrotonda: togliere round"],
  [
    "a multiplier is above 1, with up to three decimals",
    "un moltiplicatore è sopra 1, con al massimo tre decimali",
  ],
  ["only points for money have a base: leave it out", "solo i punti per denaro hanno una base: toglierla"],
  [
    "write every tier as { pieces, reward }, every one as { measureThousandths, reward }, or every one as { spendCents, reward }",
    "scrivere tutti i gradini come { pieces, reward }, o tutti come { measureThousandths, reward }, o tutti come { spendCents, reward }",
  ],
  [
    "tiers rise: each one begins above the one before; put them in order",
    "i gradini salgono: ognuno comincia sopra quello prima; metterli in ordine",
  ],
  [
    "a slice of money is rewarded by a percentage: write percent in every tier",
    "una fetta di denaro si premia con una percentuale: scrivere percent in ogni gradino",
  ],
  [
    "a percentage is above 0, at most 100, with up to three decimals",
    "una percentuale è sopra 0, al massimo 100, con al massimo tre decimali",
  ],
  ["a language is written with two letters: it, en", "una lingua si scrive con due lettere: it, en"],
  ["a text needs at least one language", "un testo ha bisogno di almeno una lingua"],
  [
    "a selector's term needs at least one field: articles, department, … or everything",
    "un termine di un selettore ha bisogno di almeno un campo: articles, department, … o everything",
  ],
  [
    "use needs select: say what may be had for the stamps",
    "use chiede select: dire che cosa si può avere per i bollini",
  ],
  ["write either spendCents with reward, or tiers", "scrivere spendCents con reward, oppure tiers"],
  [
    "of tiers the highest one reached counts once: leave every out, or write one spendCents with reward",
    "dei gradini conta una volta il più alto raggiunto: togliere every, o scrivere un solo spendCents con reward",
  ],
  [
    "a percentage comes once: leave every out, or give an amount or points",
    "una percentuale viene una volta: togliere every, o dare un importo o punti",
  ],
  [
    "two tiers begin at the same spendCents; keep one of them",
    "due gradini cominciano allo stesso spendCents; tenerne uno",
  ],
  [
    "maxCents caps money, and only points are given: leave maxCents out",
    "maxCents limita il denaro, e si danno solo punti: togliere maxCents",
  ],
  [
    "say how long it is good: days, or to with its last day, or both",
    "dire per quanto vale: days, o to con l'ultimo giorno, o tutti e due",
  ],
  ["it would never be good: to lies before from", "non varrebbe mai: to viene prima di from"],
  ["say what the attribute is compared with: {}", "dire con che cosa si confronta l'attributo: {}"],
  ["more than ten million: is it in cents?", "più di dieci milioni: è in centesimi?"],
  ["an amount is not negative", "un importo non è negativo"],
  [
    "write it as a decimal string such as {}: digits, a point, up to six decimals",
    "scriverlo come testo decimale, per esempio {}: cifre, un punto, al massimo sei decimali",
  ],
  // Baskets and contexts.
  [
    "line {} stands twice; give each line its own lineId",
    "la riga {} c'è due volte; dare a ogni riga il suo lineId",
  ],
  ["send unitPriceCents, or unitPrice", "mandare unitPriceCents, o unitPrice"],
  [
    "a quantity is above 0; leave the line out instead",
    "una quantità è sopra 0; altrimenti togliere la riga",
  ],
  [
    "{} pieces are not whole; send measure for goods sold by weight",
    "{} pezzi non sono interi; per merce venduta a peso mandare measure",
  ],
  ["{} pieces are more than {}", "{} pezzi sono più di {}"],
  ["{} {} in one line is too much", "{} {} in una riga è troppo"],
  ["only a line flagged return may be negative", "solo una riga segnata come reso può essere negativa"],
  ["context: send at, or date and time", "contesto: mandare at, o date e time"],
  ["context: {} is no day", "contesto: {} non è un giorno"],
];
