/** A receipt of another till, or what came back elsewhere: asked of HQ when somebody stands there with goods. */

import { hash } from "node:crypto";
import { z } from "zod";
import { type HeldReceipt, type ReceiptQuestion, SyncError } from "../protocol.ts";
import { createHubHttp, type HttpOptions } from "./http.ts";

/** Two thousand lines with their promotions are far below. */
const ANSWER_BYTES_MAX = 16 * 1024 * 1024;

const heldSchema = z.object({
  sale: z.looseObject({ saleId: z.string(), receipt: z.string(), transactionId: z.string() }).nullable(),
  definitions: z.array(z.object({ hash: z.string(), promotionId: z.string(), json: z.string() })),
  returns: z.array(z.looseObject({ returnId: z.string(), kind: z.enum(["of-sale", "without-sale"]) })),
  vouchersUsed: z.array(z.object({ couponId: z.string(), savedCents: z.int().min(0) })).optional(),
});

/**
 * Undefined: HQ does not hold it. Throws SyncError `unreachable`, `refused`, or `malformed` where what HQ holds can't be
 * reckoned with: a promotion that is missing or is not the one the sale met.
 */
export type AskReceipt = (question: ReceiptQuestion, signal: AbortSignal) => Promise<HeldReceipt | undefined>;

const SALE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @param wanted a sale's id, or its receipt number in that store (at that till, if it is known) */
export function receiptQuestion(wanted: string, store: string, till?: string): ReceiptQuestion {
  if (SALE_ID.test(wanted)) return { sale: wanted };
  return { store, receipt: wanted, ...(till === undefined ? {} : { till }) };
}

export function createReceipts(options: Omit<HttpOptions, "onAnswer">): AskReceipt {
  const http = createHubHttp({ ...options, onAnswer: () => {} });
  return async (question, signal) => {
    const path = `/v1/receipt?${new URLSearchParams({ ...question })}`;
    const got = await http.get(path, ANSWER_BYTES_MAX, signal);
    if (got.kind !== "found") return undefined;
    let value: unknown;
    try {
      value = JSON.parse(Buffer.from(got.bytes).toString("utf8"));
    } catch (cause) {
      throw new SyncError("malformed", "HQ's answer about a receipt is no JSON", { cause });
    }
    return checkedReceipt(value, "HQ");
  };
}

/** Throws SyncError `malformed` where it can't be reckoned with. @param who said so */
export function checkedReceipt(value: unknown, who: string): HeldReceipt {
  const malformed = (what: string, cause?: unknown) =>
    new SyncError("malformed", `what ${who} says of a receipt ${what}`, { cause });
  const checked = heldSchema.safeParse(value);
  if (!checked.success) throw malformed("is no receipt", checked.error);
  const read = checked.data;
  const known = new Set(
    read.definitions
      .filter(({ hash: name, json }) => hash("sha256", json, "hex") === name)
      .map((it) => it.hash),
  );
  const missing = ((read.sale?.definitions ?? []) as string[]).find((name) => !known.has(name));
  if (missing !== undefined) throw malformed(`lacks the promotion ${missing}`);
  return read;
}
