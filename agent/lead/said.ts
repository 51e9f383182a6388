/** What tills of a store say to each other, as it is read once at the door. */

import { z } from "zod";
import { answerSchema, type ClaimAnswer, type ClaimCall, callSchema } from "../../sync/claims/claims.ts";
import { FILE_NAME } from "../../sync/client/store-files.ts";
import { type UseAt, type UsesQuestion, usesQuestionSchema } from "../../sync/customer-uses.ts";
import type { Message, NotLead } from "../../sync/lead/words.ts";
import { keySchema } from "../../sync/suspended.ts";
import type { ReceiptAsk } from "../returns/neighbours.ts";
import type { SaleAsk, SaleSaid } from "../suspended/neighbours.ts";

export type Said =
  /** Among those who choose the lead. */
  | { readonly kind: "among"; readonly message: Message }
  /** `ofHq`: HQ's own word to the book, for whichever till; who says so only brings it. */
  | { readonly kind: "ask"; readonly id: number; readonly call: ClaimCall; readonly ofHq?: true | undefined }
  | { readonly kind: "answer"; readonly id: number; readonly answer: ClaimAnswer | NotLead }
  | FileAsk
  /** Which of these it has. */
  | { readonly kind: "files-ask"; readonly id: number; readonly names: readonly string[] }
  | { readonly kind: "files-answer"; readonly id: number; readonly names: readonly string[] }
  | { readonly kind: "file-answer"; readonly id: number; readonly answer: FileAnswer }
  /** A suspended sale is to go on there. */
  | { readonly kind: "sale-ask"; readonly id: number; readonly ask: SaleAsk }
  | { readonly kind: "sale-answer"; readonly id: number; readonly answer: SaleAnswer }
  /** Goods came to that till, or somebody asks there why a receipt is as it is. */
  | { readonly kind: "receipt-ask"; readonly id: number; readonly ask: ReceiptAsk }
  /** A held receipt, packed, base64; null: nothing of it. */
  | { readonly kind: "receipt-answer"; readonly id: number; readonly body: string | null }
  /** What a customer has used up of his limits there. */
  | { readonly kind: "uses-ask"; readonly id: number; readonly question: UsesQuestion }
  | { readonly kind: "uses-answer"; readonly id: number; readonly uses: readonly UseHere[] };

/** Of one limit and period, by the till's own journal. */
export type UseHere = Pick<UseAt, "promotionId" | "period" | "applications" | "amountCents">;

/** What a till says of a sale by its code; the sale itself packed, base64. */
export type SaleAnswer =
  | Exclude<SaleSaid, { kind: "given" }>
  | (Omit<Extract<SaleSaid, { kind: "given" }>, "session"> & {
      readonly format: number;
      readonly body: string;
    });

/** A part of one of HQ's files, from `offset` on. */
export interface FileAsk {
  readonly kind: "file-ask";
  readonly id: number;
  /** As `FileName`. */
  readonly name: string;
  readonly offset: number;
  /** Whoever asks waits where it will be there soon. */
  readonly patient: boolean;
  /** Of a head: only one that is newer than this, or under a newer root. */
  readonly above?: { readonly head: number; readonly root: number } | undefined;
}

export type FileAnswer =
  /** As much of it as there is, `FILE_PART_BYTES` at the most; `total` bytes is the whole. */
  | { readonly kind: "part"; readonly total: number; readonly base64: string }
  /** It is on its way from HQ: ask again. */
  | { readonly kind: "wait" }
  | { readonly kind: "none" };

/** So much that a part is little work, and so little that no claim waits behind it. */
export const FILE_PART_BYTES = 64 * 1024;
/** A release names some dozen files a channel. */
export const FILE_NAMES_MAX = 5000;

const name = z.string().min(1).max(200);
const member = z.string().min(3).max(128);
const count = z.int().min(0);

const hold = z.object({
  reservation: name,
  till: name,
  transactionId: name,
  fence: count,
  atMs: count,
  points: count,
});
const spent = z.object({ reservation: name, till: name, points: count, atMs: count });
const thing = z.string().min(1).max(700);
const row = z.discriminatedUnion("kind", [
  z.object({ thing, kind: z.literal("held"), hold }),
  z.object({ thing, kind: z.literal("used"), hold, saleId: name }),
  z.object({ thing, kind: z.literal("points"), holds: z.array(hold), spent: z.array(spent) }),
  z.object({ thing, kind: z.literal("ended"), atMs: count }),
  z.object({ thing: z.literal("clock"), kind: z.literal("clock"), atMs: count }),
]);

const order = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("opened") }),
  z.object({ kind: z.literal("voters"), voters: z.array(member).max(20), line: count.optional() }),
  z.object({ kind: z.literal("call"), call: callSchema, till: name, atMs: count }),
  z.object({ kind: z.literal("sweep"), atMs: count }),
]);
const entry = z.object({ index: count, term: count, order });
const page = z.object({ index: count, term: count, voters: z.array(member).max(20), line: count });

const message = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("vote"),
    from: member,
    line: count,
    term: count,
    would: z.boolean(),
    lastIndex: count,
    lastTerm: count,
    founding: z.string().max(20_000).optional(),
  }),
  z.object({
    kind: z.literal("voted"),
    from: member,
    asked: count,
    would: z.boolean(),
    yes: z.boolean(),
    term: count,
  }),
  z.object({
    kind: z.literal("append"),
    from: member,
    line: count,
    term: count,
    previousIndex: count,
    previousTerm: count,
    entries: z.array(entry).max(1000),
    decided: count,
    tick: z.int(),
  }),
  z.object({
    kind: z.literal("install"),
    from: member,
    line: count,
    term: count,
    page,
    offset: count,
    rows: z.array(row).max(1000),
    last: z.boolean(),
    tick: z.int(),
  }),
  z.object({
    kind: z.literal("appended"),
    from: member,
    line: count,
    term: count,
    matched: count.optional(),
    decided: count,
    installed: count.optional(),
    tick: z.int(),
  }),
]);

const notLead = z.object({ kind: z.literal("not-lead"), lead: name.optional() });

const fileName = z.string().regex(FILE_NAME);
const fileNames = z.array(fileName).max(FILE_NAMES_MAX);
const fileAnswer = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("part"), total: count, base64: z.string().max(2 * FILE_PART_BYTES) }),
  z.object({ kind: z.literal("wait") }),
  z.object({ kind: z.literal("none") }),
]);

const withinMs = z.number().min(0).max(60_000);
const saleAsk = z.object({ code: name.max(64), take: z.boolean(), withinMs });
const receiptAsk = z.union([
  z.object({ wanted: name, till: name.optional(), withinMs }),
  z.object({ sale: name, vouchers: z.array(name).max(1000), withinMs }),
]);
const saleAnswer = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("waits") }),
  z.object({ kind: z.literal("taken"), till: name }),
  z.object({ kind: z.literal("unknown") }),
  z.object({
    kind: z.literal("given"),
    key: keySchema,
    round: z.int().min(1),
    format: z.int(),
    body: z.string(),
  }),
]);

const useHere = z.object({
  promotionId: z.string(),
  period: z.string(),
  applications: count,
  amountCents: count,
});

export const saidSchema: z.ZodType<Said> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("among"), message }),
  z.object({ kind: z.literal("ask"), id: count, call: callSchema, ofHq: z.literal(true).optional() }),
  z.object({ kind: z.literal("answer"), id: count, answer: z.union([answerSchema, notLead]) }),
  z.object({
    kind: z.literal("file-ask"),
    id: count,
    name: fileName,
    offset: count,
    patient: z.boolean(),
    above: z.object({ head: count, root: count }).optional(),
  }),
  z.object({ kind: z.literal("files-ask"), id: count, names: fileNames }),
  z.object({ kind: z.literal("files-answer"), id: count, names: fileNames }),
  z.object({ kind: z.literal("sale-ask"), id: count, ask: saleAsk }),
  z.object({ kind: z.literal("sale-answer"), id: count, answer: saleAnswer }),
  z.object({ kind: z.literal("receipt-ask"), id: count, ask: receiptAsk }),
  z.object({ kind: z.literal("receipt-answer"), id: count, body: z.string().nullable() }),
  z.object({ kind: z.literal("uses-ask"), id: count, question: usesQuestionSchema }),
  z.object({ kind: z.literal("uses-answer"), id: count, uses: z.array(useHere).max(5000) }),
  z.object({ kind: z.literal("file-answer"), id: count, answer: fileAnswer }),
]);
