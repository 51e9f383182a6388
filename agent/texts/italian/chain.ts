/** What HQ is told of its chain folder. */

import type { Pair } from "../../../drivers/italian/in-italian.ts";

export const chain: readonly Pair[] = [
  ["the issued coupons", "i coupon emessi"],
  ["must be digits", "deve essere di cifre"],
  ["must be per cent, like 22 or 4", "deve essere una percentuale, come 22 o 4"],
  ["must be a language code like it", "deve essere il codice di una lingua, come it"],
  ["must be a store's name", "deve essere il nome di un negozio"],
  [
    "may have letters, digits, dot, dash and underscore",
    "può avere lettere, cifre, punto, trattino e trattino basso",
  ],
  [
    "the name may have letters, digits, dash and underscore",
    "il nome può avere lettere, cifre, trattino e trattino basso",
  ],
  ["the name must end in .json", "il nome deve finire in .json"],
  ["is no time zone: write it like Europe/Rome", "non è un fuso orario: scriverlo come Europe/Rome"],
  [
    "it ends before it begins: turn validFrom and validTo round",
    "finisce prima di cominciare: scambiare validFrom e validTo",
  ],
  ["{} is everybody at once: call the ring otherwise", "{} è tutti insieme: chiamare l'anello in altro modo"],
  ["names no store", "non nomina nessun negozio"],
  ["{} is there twice", "{} c'è due volte"],
  ["is empty: was it written to its end?", "è vuoto: è stato scritto fino alla fine?"],
  ["cannot be read ({})", "non si può leggere ({})"],
  ["no store is called {}", "nessun negozio si chiama {}"],
  ["no series is called {}", "nessuna serie si chiama {}"],
  ["no series is called so", "nessuna serie si chiama così"],
  [
    "no store and no store group of config.json is called so",
    "nessun negozio e nessun gruppo di negozi di config.json si chiama così",
  ],
  [
    "is missing, and articles.json does not have this article: say all of it here",
    "manca, e articles.json non ha questo articolo: qui va detto per intero",
  ],
  [
    "{} price zones, {} at the most: write what several stores have in common as a group's",
    "{} zone di prezzo, {} al massimo: ciò che più negozi hanno in comune va scritto per il loro gruppo",
  ],
];
