/** What dialogues are made of: the kit's goods and cards, and the steps that most sales have. */

import type { InBoth } from "../../texts/language.ts";
import { moneyIn } from "../../texts/language.ts";
import articles from "../chain/articles.json" with { type: "json" };
import cards from "../chain/cards.json" with { type: "json" };
import type { Dialogue, Failure, Matcher, Pattern, SendStep, Step } from "../dialogue.ts";

export interface Goods {
  readonly article: string;
  readonly unitPriceCents: number;
  readonly measure?: string;
}

const text = new Map(articles.map((one) => [one.article, one.text]));

function goods(article: string): Goods {
  const { priceCents, measure } = articles.find((one) => one.article === article) as {
    priceCents: number;
    measure?: string;
  };
  return { article, unitPriceCents: priceCents, ...(measure && { measure }) };
}

/** 1.19; three for two. */
export const PASTA = goods("8099100000012");
/** 4.50; 10 % off. */
export const COFFEE = goods("8099100000029");
/** 1.59; 1.29 with a card. */
export const MILK = goods("8099100000036");
/** 19.90 the kilo. */
export const HAM = goods("2000310");
/** 2.40; a stamp each. */
export const WATER = goods("8099100000043");
/** 0.25; outside all promotions. */
export const DEPOSIT = goods("8099100000050");
/** 25.00. */
export const GIFT_CARD = goods("8099100000067");
/** 6.00; no discount by law. */
export const CIGARETTES = goods("8099100000074");
/** 3.00; with two a mug is free. */
export const TEA = goods("8099100000081");
/** 5.00. */
export const MUG = goods("8099100000098");
/** 2.00; 10 % off at the self-checkout, with four a present. */
export const BISCUITS = goods("8099100000104");
/** 10.00; the cashier asks for a document. */
export const WINE = goods("8099100000111");
/** 8.00; with a card 2.00 off, one a day. */
export const OIL = goods("8099100000128");

const [gold, staff, blocked, limited, saver] = cards.map(({ number }) => number);
export const GOLD = gold!;
/** Twenty points. */
export const STAFF = staff!;
export const BLOCKED = blocked!;
/** Of whoever buys oil. */
export const LIMITED = limited!;
/** Fifty points: one reward. */
export const SAVER = saver!;

/** Two euro off a bottle of wine, for everybody. */
export const WINE_COUPON = "9950000000016";
/** Five per cent off coffee: less than what it costs less anyway. */
export const COFFEE_COUPON = "9951000000013";
export const OLD_COUPON = "9952000000010";
export const IDLE_COUPON = "9953000000017";
export const WITHDRAWN_COUPON = "9940000000000";
/** Fifty cents for the holder of the gold card. */
export const GOLDS_COUPON = "9960000000015";

export const any: Matcher = { $: "any" };
export const absent: Matcher = { $: "absent" };
export const words: Matcher = { $: "text" };
export const wordsWith = (part: string): Matcher => ({ $: "text", with: part });
export const has = (...each: readonly Pattern[]): Matcher => ({ $: "has", each });
export const hasNo = (like: Pattern): Matcher => ({ $: "has-no", like });
/** All of an evaluation, which is numbered and timed anew each time, and with whatever is told beside it. */
export const sameAs = (name: string): Matcher => ({ $: "the-saved", name, except: BESIDE });
const BESIDE = [
  "release",
  "evaluationId",
  "evaluationMs",
  "state",
  "transactionId",
  "suggestions",
  "texts",
  "revision",
  "sale",
];

export function dialogue(
  en: string,
  it: string,
  steps: readonly Step[],
  more: Pick<Dialogue, "needs" | "both"> = {},
): Dialogue {
  return { name: { en, it }, steps, ...more };
}
/** Played from both sides. */
export const both = { both: true } as const;

export const TX = "{tx}";
export const TX2 = "{tx2}";
const euro: Readonly<Record<"it" | "en", (cents: number) => string>> = {
  it: moneyIn("it"),
  en: moneyIn("en"),
};

export function begin(more: object = {}, transactionId = TX): SendStep {
  return {
    send: "transaction.begin",
    params: { transactionId, ...more },
    gives: { transactionId, state: "open", at: words },
    do: { en: "Begin a sale.", it: "Iniziare una vendita." },
  };
}

/** A line; its fields beside the goods' own may be given. */
export function add(
  lineId: string,
  what: Goods,
  quantity = "1",
  gives: Pattern = {},
  more: object = {},
  transactionId = TX,
): SendStep {
  return {
    send: "line.add",
    params: { transactionId, line: { lineId, ...what, quantity, ...more } },
    gives: all({ transactionId, state: "open" }, gives),
    do: rung(what, quantity),
  };
}

function rung({ article, unitPriceCents, measure }: Goods, quantity: string): InBoth {
  const name = `${text.get(article) ?? ""} (${article})`.trim();
  const by = { en: measure ? ` ${measure}` : " ×", it: measure ? ` ${measure}` : " ×" };
  return {
    en: `Ring up ${quantity}${by.en} ${name} at ${euro.en(unitPriceCents)}.`,
    it: `Passare ${quantity.replace(".", ",")}${by.it} ${name} a ${euro.it(unitPriceCents)}.`,
  };
}

export function change(lineId: string, what: Goods, quantity: string, gives: Pattern, say: InBoth): SendStep {
  return {
    send: "line.change",
    params: { transactionId: TX, line: { lineId, ...what, quantity } },
    gives: all({ state: "open" }, gives),
    do: say,
  };
}

export function voidLine(lineId: string, gives: Pattern = {}, say?: InBoth): SendStep {
  return {
    send: "line.void",
    params: { transactionId: TX, lineId },
    gives: all({ state: "open" }, gives),
    ...(say && { do: say }),
  };
}

export function identify(card: string, gives: Pattern = {}, transactionId = TX): SendStep {
  return {
    send: "customer.identify",
    params: { transactionId, card },
    gives: all({ customer: any }, gives),
    do: { en: `Scan the customer's card ${card}.`, it: `Leggere la tessera ${card}.` },
  };
}

export function present(
  code: string,
  coupon: Pattern,
  more: Pick<SendStep, "save"> & { readonly gives?: Pattern } = {},
  transactionId = TX,
): SendStep {
  const { gives = {}, ...rest } = more;
  return {
    send: "coupon.present",
    params: { transactionId, code },
    gives: all({ coupon }, gives),
    do: { en: `Scan the coupon ${code}.`, it: `Leggere il buono ${code}.` },
    ...rest,
  };
}

export function subtotal(
  gives: Pattern = {},
  more: Pick<SendStep, "save"> = {},
  transactionId = TX,
): SendStep {
  return {
    send: "transaction.subtotal",
    params: { transactionId },
    gives: all({ state: "subtotal" }, gives),
    do: { en: "Press subtotal.", it: "Premere subtotale." },
    ...more,
  };
}

/** Everything that was offered is applied, and the customer pays so much. */
export function complete(totalCents: number, gives: Pattern = {}, more: object = {}): SendStep {
  return {
    send: "transaction.complete",
    params: {
      transactionId: TX,
      receipt: "{receipt}",
      applied: "all",
      tenders: [{ kind: "cash", amountCents: totalCents }],
      totalCents,
      ...more,
    },
    gives: all({ state: "finalised", recorded: true, receipt: "{receipt}", totalCents }, gives),
    do: {
      en: `Take ${euro.en(totalCents)} in cash and end the sale.`,
      it: `Incassare ${euro.it(totalCents)} in contanti e chiudere la vendita.`,
    },
  };
}

export function cancel(gives: Pattern = {}, transactionId = TX): SendStep {
  return {
    send: "transaction.cancel",
    params: { transactionId },
    gives: all({ transactionId, state: "voided" }, gives),
    do: { en: "Cancel the whole sale.", it: "Annullare tutta la vendita." },
  };
}

/** Any call of the sale, refused. */
export function refused(send: string, params: object, reason: Failure["reason"], field?: string): SendStep {
  return { send, params, fails: { reason, ...(field === undefined ? {} : { field }) } };
}

function all(first: object, more: Pattern): Pattern {
  return typeof more === "object" && more !== null && !("$" in more) && !Array.isArray(more)
    ? ({ ...first, ...more } as Pattern)
    : more;
}
