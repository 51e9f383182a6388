/**
 * A POS in miniature: keeps its own lines and prices, tells the agent what happens, applies the price modifiers that
 * it is given, and says at the end what it really applied. Integrators can read it as an example.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { AppliedModifier, Evaluation, Suggestion } from "../../../engine/effect.ts";
import { PosCallError, type PosClient } from "../../client/connect.ts";
import { lineAmountCents } from "./line-amount.ts";
import type { PriceFile } from "./price-file.ts";
import { type AddStep, RecordedSaleError } from "./recorded-sale.ts";

/** Whatever the agent answers; evaluations are either the answer itself or under `evaluation`. */
export type Reply = Readonly<Record<string, unknown>>;

/** A real POS goes on for hours, from a queue on its disk. */
const attemptsMax = 10;
const resendMs = 300;

/** A line's fields as a recorded sale has them. */
export type LineToAdd = Omit<AddStep, "step" | "expect">;

export interface PosLine {
  readonly lineId: string;
  readonly article: string;
  readonly text: string;
  readonly quantity: string;
  readonly unitPriceCents: number;
  /** Before promotions; negative for what is given back. */
  readonly amountCents: number;
}

export interface CompletedSale {
  readonly receipt: string;
  readonly applied: readonly AppliedModifier[];
  /** What the customer pays: the POS's own sum less the modifiers it applied. */
  readonly totalCents: number;
}

export class Pos {
  readonly transactionId: string;
  readonly #client: PosClient;
  readonly #prices: PriceFile;
  readonly #lines = new Map<string, PosLine>();
  readonly #couponIds = new Map<string, string>();
  #lineCount = 0;
  /** The last whole evaluation of this sale. */
  evaluation: Evaluation | undefined;
  suggestions: readonly Suggestion[] = [];

  constructor(client: PosClient, transactionId: string, prices: PriceFile) {
    this.#client = client;
    this.transactionId = transactionId;
    this.#prices = prices;
  }

  lines(): readonly PosLine[] {
    return [...this.#lines.values()];
  }

  /** Those voided later too. */
  linesAdded(): number {
    return this.#lineCount;
  }

  /** Of one piece or one kilo. Throws RecordedSaleError if the POS has no price for it. */
  priceOf(article: string): number {
    const found = this.#prices.get(article);
    if (found === undefined) throw new RecordedSaleError(`the POS has no price for article ${article}`);
    return found.priceCents;
  }

  begin(at: string | undefined, operator: string | undefined, currency: string | undefined): Promise<Reply> {
    return this.#call("transaction.begin", { at, operator, currency });
  }

  async add(line: LineToAdd): Promise<Reply> {
    this.#lineCount += 1;
    const lineId = line.lineId ?? String(this.#lineCount);
    const unitPriceCents = line.unitPriceCents ?? this.priceOf(line.article);
    const text = line.text ?? this.#prices.get(line.article)?.text;
    const reply = await this.#call("line.add", { line: { ...line, lineId, unitPriceCents, text } });
    const amountCents = line.extendedCents ?? lineAmountCents(unitPriceCents, line.quantity);
    const { article, quantity } = line;
    this.#lines.set(lineId, {
      lineId,
      article,
      text: text ?? article,
      quantity,
      unitPriceCents,
      amountCents,
    });
    return reply;
  }

  async void(lineId: string): Promise<Reply> {
    const reply = await this.#call("line.void", { lineId });
    this.#lines.delete(lineId);
    return reply;
  }

  identify(card: string): Promise<Reply> {
    return this.#call("customer.identify", { card });
  }

  async presentCoupon(code: string): Promise<Reply> {
    const reply = await this.#call("coupon.present", { code });
    const coupon = reply.coupon as { couponId?: unknown } | undefined;
    if (typeof coupon?.couponId === "string") this.#couponIds.set(code, coupon.couponId);
    return reply;
  }

  withdrawCoupon(code: string): Promise<Reply> {
    return this.#call("coupon.withdraw", { couponId: this.#couponIds.get(code) ?? code });
  }

  /** Asks again, twice at most, where the answer came too late to be whole: the customer is still packing. */
  async subtotal(): Promise<Reply> {
    let reply = await this.#call("transaction.subtotal", {});
    for (let again = 0; again < 2 && reply.degradedReason === "late"; again += 1)
      reply = await this.#call("transaction.subtotal", {});
    this.suggestions = Array.isArray(reply.suggestions) ? (reply.suggestions as Suggestion[]) : [];
    return reply;
  }

  cancel(): Promise<Reply> {
    return this.#call("transaction.cancel", {});
  }

  /** What the modifiers of the last evaluation take off, as the POS applies them. */
  applied(): readonly AppliedModifier[] {
    return (this.evaluation?.effects ?? []).flatMap((effect) =>
      effect.kind !== "price-modifier"
        ? []
        : [
            {
              promotionId: effect.promotionId,
              amountCents: effect.amountCents,
              shares: effect.shares.map(({ lineId, amountCents }) => ({ lineId, amountCents })),
            },
          ],
    );
  }

  /** Ends the sale with a receipt number of the POS's own. */
  async complete(receipt: string, tender: string): Promise<{ reply: Reply; completed: CompletedSale }> {
    const applied = this.applied();
    const sold = this.lines().reduce((sum, line) => sum + line.amountCents, 0);
    const totalCents = sold - applied.reduce((sum, modifier) => sum + modifier.amountCents, 0);
    const evaluationId = (this.evaluation as { evaluationId?: string } | undefined)?.evaluationId;
    const tenders = [{ kind: tender, amountCents: totalCents }];
    const completion = { receipt, evaluationId, applied, tenders, totalCents };
    const reply = await this.#completeUntilRecorded(completion);
    return { reply, completed: { receipt, applied, totalCents } };
  }

  /** The customer has paid: a completion that the agent could not record is sent again, the very same. */
  async #completeUntilRecorded(completion: object): Promise<Reply> {
    for (let attempt = 1; ; attempt += 1)
      try {
        return await this.#call("transaction.complete", completion);
      } catch (error) {
        const notRecorded = error instanceof PosCallError && error.reason === "not-recorded";
        if (!notRecorded || attempt === attemptsMax) throw error;
        await sleep(resendMs);
      }
  }

  async #call(method: string, params: object): Promise<Reply> {
    const reply = await this.#client.call<Reply>(method, { transactionId: this.transactionId, ...params });
    const evaluation = "effects" in reply ? reply : reply.evaluation;
    // Booked effects of `complete` are the agent's, not news for the POS.
    if (evaluation !== undefined && evaluation !== null && method !== "transaction.complete")
      this.evaluation = evaluation as Evaluation;
    return reply;
  }
}
