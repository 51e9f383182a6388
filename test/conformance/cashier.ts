/**
 * Somebody at a vendor's POS, and that POS: reads what the kit asks for, in English, and does it. It shares nothing with
 * the kit but the words it is told and the connection: its ids, its way to ring up, and what it applies are its own.
 */

import { connectPos, PosCallError, type PosClient } from "../../agent/client/connect.ts";
import articles from "../../agent/conformance/chain/articles.json" with { type: "json" };
import type { Profile } from "../../agent/pos/profile.ts";
import type { PriceModifier, Suggestion } from "../../engine/effect.ts";

export interface Cashier {
  /** One thing that the kit asks for; resolves when the POS has done it. */
  does(sentence: string): Promise<void>;
  close(): Promise<void>;
}

interface Reply {
  readonly totalCents: number;
  readonly discountCents: number;
  readonly effects?: readonly (PriceModifier & { readonly how?: string })[];
  readonly suggestions?: readonly Suggestion[];
  readonly coupon?: { readonly couponId?: string };
  readonly suspension?: { readonly code: string };
  readonly refundCents?: number;
}

type Words = RegExpExecArray;

/** A POS numbers its sales on and on. */
let shifts = 0;

export function cashier(
  at: { readonly host: string; readonly port: number },
  secret: string,
  profile: Profile,
  timeoutMs = 30_000,
): Cashier {
  let pos: PosClient | undefined;
  shifts += 1;
  const shift = shifts;
  let sales = 0;
  let sale = { transactionId: "" };
  let lines: { lineId: string; article: string; unitPriceCents: number; quantity: string }[] = [];
  let last: Reply = { totalCents: 0, discountCents: 0 };
  let coupon = "";
  let code = "";
  let completion: object = {};
  const { modifiers, scanner, giftLine } = profile.abilities;

  const connected = async () => {
    pos ??= await connectPos({ ...at, secret, profile, language: "it", timeoutMs });
    return pos;
  };
  const call = async (method: string, params: object = {}): Promise<Reply> => {
    const reply = await (await connected()).call<Reply>(method, { ...sale, ...params });
    if (reply.effects && method !== "tender.preview") last = reply;
    return reply;
  };
  const begin = async (more: object = {}) => {
    sales += 1;
    sale = { transactionId: `2026-11-21/${shift}/${sales}` };
    lines = [];
    await call("transaction.begin", { at: "2026-11-21T17:02:00+01:00", ...more });
  };
  /** Piece by piece, as a scanner does; goods by weight in one go. */
  const ring = async (quantity: string, article: string) => {
    const { text, priceCents, measure } = articles.find((one) => one.article === article) as {
      text: string;
      priceCents: number;
      measure?: string;
    };
    const pieces = measure === undefined ? Array<string>(Number(quantity)).fill("1") : [quantity];
    for (const piece of pieces) {
      const line = { lineId: `L${lines.length + 1}`, article, unitPriceCents: priceCents, quantity: piece };
      lines.push(line);
      await call("line.add", { line: { ...line, text, ...(measure && { measure }) } });
    }
  };
  const show = async (label: string, method: string, field: string) => {
    const reply =
      scanner === "pos-forwards"
        ? await call("scan", { data: label })
        : await call(method, { [field]: label });
    coupon = reply.coupon?.couponId ?? coupon;
  };
  const offered = () =>
    modifiers === "transaction"
      ? { discountCents: last.discountCents }
      : {
          applied: (last.effects ?? [])
            .filter(({ kind }) => kind === "price-modifier")
            .map(({ promotionId, amountCents, shares }) => ({
              promotionId,
              amountCents,
              shares: shares.map((share) => ({ lineId: share.lineId, amountCents: share.amountCents })),
            })),
        };
  const complete = async (kind: string) => {
    const { totalCents } = last;
    const tenders = [{ kind, amountCents: totalCents }];
    completion = { receipt: `S-${shift}-${sales}`, ...offered(), tenders, totalCents };
    await sendCompletion();
  };
  const sendCompletion = () => call("transaction.complete", completion);
  const last1 = (article: string) => lines.find((line) => line.article === article)!;
  const number = (name: string) => articles.find(({ text }) => text.startsWith(name))!.article;
  let tenders = 0;
  const pay = (tender: string, amountCents: number) => {
    tenders += 1;
    return call("tender.add", { tenderId: `T${tenders}`, tender, amountCents });
  };
  const returning = () => ({ returnId: `B-${shift}-${sales}`, receipt: `S-${shift}-${sales}` });

  const knows: readonly [RegExp, (words: Words) => Promise<unknown>][] = [
    [/^Connect the POS/, connected],
    [/^Begin a sale/, () => begin()],
    [/^Switch the POS to training/, () => begin({ training: true, operator: "maria" })],
    [
      /^Ring up the one more that is suggested/,
      () => ring("1", last.suggestions?.[0]?.probes[0]?.article ?? "8099100000012"),
    ],
    [/^Ring up (\S+) .*\((\d+)\)/, ([, quantity, article]) => ring(quantity!, article!)],
    [
      /^Change the quantity of the coffee to (\d+)/,
      ([, quantity]) => call("line.change", { line: { ...last1(number("Caffè")), quantity } }),
    ],
    [
      /^Change the price of the milk to 1\.00/,
      () => call("line.change", { line: { ...last1(number("Latte")), unitPriceCents: 100 } }),
    ],
    [/^Void the milk/, () => call("line.void", { lineId: last1(number("Latte")).lineId })],
    [/^Scan the customer's card (\d+)/, ([, card]) => show(card!, "customer.identify", "card")],
    [/^Take the card out/, () => call("customer.forget")],
    [/^Scan the coupon (\d+)/, ([, label]) => show(label!, "coupon.present", "code")],
    [/^Take the coupon out/, () => call("coupon.withdraw", { couponId: coupon })],
    [/^Press subtotal/, () => call("transaction.subtotal")],
    [
      /^Let the POS add the mug .*\((\d+)\)/,
      ([, article]) =>
        call("line.add", {
          line: {
            lineId: "gift",
            article,
            unitPriceCents: 500,
            quantity: "1",
            ...(giftLine && { giftOf: "TEA-MUG" }),
          },
        }),
    ],
    [
      /^Ask what it would cost with the store card/,
      () => call("tender.preview", { tenders: [{ tender: "store-card" }] }),
    ],
    [/^Pay all of it with the store card/, () => pay("store-card", last.totalCents)],
    [/^Pay 4\.00 with the store card/, () => pay("store-card", 400)],
    [/^Pay the rest, 6\.00, in cash/, () => pay("cash", 600)],
    [/^Take the payment back/, () => call("tender.void", { tenderId: `T${tenders}` })],
    [/^End the sale/, () => complete("store-card")],
    [/^Take €\S+ in cash and end the sale/, () => complete("cash")],
    [/very same/, sendCompletion],
    [/^Cancel the whole sale/, () => call("transaction.cancel")],
    [
      /^Suspend the sale/,
      async () => {
        code = (await call("transaction.suspend")).suspension?.code ?? "";
      },
    ],
    [
      /^Resume it by its code/,
      async () => void (await (await connected()).call("transaction.resume", { suspension: { code } })),
    ],
    [
      /^End the POS in the middle/,
      async () => {
        await pos?.close();
        pos = undefined;
        await call("transaction.resume");
      },
    ],
    [
      /^Sell 3 × Spaghetti .* with the card (\d+)/,
      async ([, card]) => {
        sales += 1;
        sale = { transactionId: `late ${shift}/${sales}` };
        const goods = { lineId: "1", article: number("Spaghetti"), unitPriceCents: 119, quantity: "3" };
        const basket = { lines: [goods], at: "2026-11-21T17:02:00+01:00", card };
        const none = modifiers === "transaction" ? { discountCents: 0 } : { applied: [] };
        await call("transaction.complete", {
          receipt: `S-${shift}-${sales}`,
          ...none,
          totalCents: 357,
          basket,
        });
      },
    ],
    [
      /^Take the whole sale back/,
      async () =>
        void (await (await connected()).call("transaction.return", { ...returning(), commit: false })),
    ],
    [
      /^Pay the 6\.43 out/,
      async () =>
        void (await (
          await connected()
        ).call("transaction.return", { ...returning(), commit: true, paidOutCents: 643 })),
    ],
  ];

  return {
    async does(sentence) {
      for (const [words, act] of knows) {
        const found = words.exec(sentence);
        if (found === null) continue;
        // A refusal is told to the customer, and the sale goes on.
        await act(found).catch((error) => {
          if (!(error instanceof PosCallError)) throw error;
        });
        return;
      }
      throw new Error(`nobody at this POS understands: ${sentence}`);
    },
    close: async () => void (await pos?.close()),
  };
}
