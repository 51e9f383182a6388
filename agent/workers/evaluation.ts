/**
 * The thread that evaluates for one release: it sees the replica as that release left it, from its first question to
 * its last, and ends when no sale needs it any more. Nothing in it waits for the disk's writers.
 */

import { workerData } from "node:worker_threads";
import type { Context } from "../../engine/context.ts";
import { promotionCount } from "../../engine/finding/finder.ts";
import {
  book,
  compile,
  type Evaluation,
  explain,
  type RuleSet,
  SEMANTICS_VERSION,
  suggest,
  touched,
  used,
} from "../../engine/index.ts";
import { loadChainKey } from "../../sync/release/token.ts";
import { VOUCHERS_ROW, type VoucherSetting } from "../../sync/vouchers.ts";
import { allowancesOf, countedLimits, periodsPerCustomer, summed, usesOf } from "../allowances/limits.ts";
import type { WantedUse } from "../allowances/use.ts";
import { difference } from "../contract/difference.ts";
import { heldHere, vouchersIn } from "../returns/held-here.ts";
import { openBlocklist } from "../store/blocklist.ts";
import { isDamage } from "../store/damage.ts";
import { type JournalReader, openJournalReader } from "../store/journal-reader.ts";
import { pastRules } from "../store/past-rules.ts";
import { openReplicaReader } from "../store/replica-reader.ts";
import { effectsOf } from "../vouchers/instead.ts";
import { numbersByPromotion } from "../vouchers/issue.ts";
import { tillVouchers } from "../vouchers/till-vouchers.ts";
import { assortmentOf } from "./assortment.ts";
import { attend } from "./attend.ts";
import type { Booking, EvaluationApi, EvaluationWorkerData, ReleaseAbout } from "./evaluation-api.ts";
import { evaluationJson } from "./evaluation-json.ts";
import { goodsOf } from "./goods.ts";
import { keptRules } from "./kept-rules.ts";
import { openBaskets } from "./open-baskets.ts";
import { presented } from "./presented.ts";
import { answerRefund } from "./refunds.ts";
import { allowanceRowsOf, readRelease } from "./release.ts";
import { slipOf } from "./slip.ts";

/** Between two times that damage is told. */
const TELL_MS = 60_000;

const { replicaPath, journalPath, chainKeyPath, dataDir, replicaReady } = workerData as EvaluationWorkerData;
// An agent starts all its threads at once: this one has loaded its code by the time the replica is whole.
if (replicaReady !== undefined) Atomics.wait(replicaReady, 0, 0);
let replica = openReplicaReader(replicaPath);
const { rules, parts, goldenSkipped } = await readRelease(replica);
const ruleSet = compile(rules);
/** For a sale in another currency: its amounts mean nothing to these rules. */
const noRules = compile({ semantics: rules.semantics, currency: rules.currency, layers: [], promotions: [] });
const kept = keptRules(replica.ruleSettings(), ruleSet, (id) => replica.promotion(id));
const limits = countedLimits(rules.promotions ?? [], parts);
const goods = goodsOf((code) => readOr(undefined, () => ({ article: replica.article(code) })));
const baskets = openBaskets(ruleSet, goods.line);
// The same release all its life, also when it is opened anew.
const assortment = assortmentOf(goods.article, (wanted) => readOr([], () => replica.articlesOf(wanted)));
let chainKey: Uint8Array | undefined;
let chainKeyProblem: string | undefined;
try {
  chainKey = loadChainKey(chainKeyPath);
} catch (error) {
  chainKeyProblem = (error as Error).message;
}
let journalReader: JournalReader | undefined;
const blocklist = openBlocklist(replicaPath);
const vouchers = tillVouchers({
  ...{ chainKey, blocklist, dataDir, journal },
  promotions: rules.promotions ?? [],
  // Checked when the release was activated.
  setting: (replica.config(VOUCHERS_ROW) ?? {}) as VoucherSetting,
});
/** When damage was told last. */
let toldMs = Number.NEGATIVE_INFINITY;

const api: EvaluationApi = {
  evaluate({ suggest: isSuggesting, evaluationId, differenceFrom, uses: isCounting, ...change }) {
    const startMs = performance.now();
    const now = baskets.evaluate(change, evaluationId);
    if (now === undefined) return null;
    const { basket, context, evaluation, before } = now;
    const suggestions = isSuggesting ? suggest(ruleSet, basket, context, { assortment }) : [];
    const more = {
      ...(isSuggesting ? { suggestions, articleNames: goods.names(evaluation, suggestions) } : {}),
      ...(isCounting ? { uses: usesIn(evaluation.effects, context) } : {}),
    };
    const isLess = before !== undefined && before.evaluationId === differenceFrom;
    const less = isLess ? difference(before.evaluation, evaluation) : undefined;
    const evaluationMs = Math.round((performance.now() - startMs) * 1000) / 1000;
    if (less !== undefined) return { difference: JSON.stringify(less), evaluationMs, ...more };
    // What is not kept is written once.
    const json = change.copy === undefined ? JSON.stringify(evaluation) : evaluationJson(evaluation);
    return { evaluation: json, evaluationMs, ...more };
  },

  forget: baskets.forget,

  explain: (question) => explain(rulesIn(question.currency), goods.basket(question), question.context),

  explainSale(wanted) {
    const found = typeof wanted === "string" ? readJournal().find(wanted) : wanted;
    if (found === undefined) return null;
    const { sale, definitions } = found;
    const explanations = explain(pastRules(sale, definitions), sale.basket, sale.context);
    const { degradedReason } = sale;
    return { explanations, ...(degradedReason === undefined ? {} : { degradedReason }) };
  },

  pastSale(wanted) {
    const sale = readJournal().find(wanted)?.sale;
    return sale === undefined ? null : { saleId: sale.saleId, vouchers: vouchersIn(sale) };
  },

  customerUses: (question) => journal()?.customerUses(question) ?? [],

  heldReceipt: (ask) => heldHere(readJournal(), ask),

  refund: (question) =>
    answerRefund(question, readJournal(), (sale, earlier, refund) => {
      const instead = vouchers.instead(sale, earlier, refund, question.returnId);
      const effects = effectsOf(sale, instead);
      const receipt = slipOf(replica, {
        booked: { effects, discountCents: 0 },
        receipt: sale.receipt,
        language: question.language,
        context: sale.context,
        voucherNumbers: numbersByPromotion(effects, instead),
      });
      return { instead, receipt };
    }),

  book({ applied, language, receipt, issues, ...question }) {
    const { context } = question;
    const basket = goods.basket(question);
    const met = rulesIn(question.currency);
    const booked = book(met, basket, context, applied);
    const { redeemed, freed } = booked.coupons;
    const issued = vouchers.issue(issues, booked.effects, context.customer?.id);
    const numbered = issued.filter((one) => one !== undefined);
    const answer: Omit<Booking, "receipt"> = {
      semantics: SEMANTICS_VERSION,
      basket,
      effects: booked.effects,
      ...(replica.release === 0 ? { degradedReason: "no-release" } : {}),
      ...(replica.release > 0 && met === noRules ? { degradedReason: "other-currency" } : {}),
      coupons: booked.promised,
      redeemed,
      freed,
      grossCents: booked.grossCents,
      discountCents: booked.discountCents,
      totalCents: booked.totalCents,
      lines: booked.lines,
      vat: booked.vat,
      ...kept.of(
        basket.lines.map((line) => line.article),
        touched(met, basket, context),
      ),
      uses: usesOf(limits, booked.used, context.date, context.customer !== undefined).map(
        ({ most: _, overshoots: _o, ...use }) => use,
      ),
      ...(numbered.length === 0 ? {} : { vouchers: numbered }),
      ...(numbered.length === issued.length ? {} : { vouchersHeldBack: issued.length - numbered.length }),
    };
    const voucherNumbers = numbersByPromotion(booked.effects, issued);
    return { ...answer, receipt: slipOf(replica, { booked, receipt, language, context, voucherNumbers }) };
  },

  ...presented({ replica: () => replica, journal, chainKey, blocklist, vouchers }),

  refresh() {
    const fresh = openReplicaReader(replicaPath);
    const same = fresh.release === replica.release;
    // Both are open for a moment: the release is never out of sight.
    (same ? replica : fresh).close();
    if (same) replica = fresh;
    return same;
  },

  allowances(question) {
    const counted = journal()?.counted(question);
    if (counted === undefined) return null;
    return allowancesOf(limits, summed([...counted, ...(question.elsewhere ?? [])]), question.date);
  },

  transactionKnown: (transactionId) => journal()?.hasTransaction(transactionId) ?? false,
};

const attendance = attend({
  api: telling(api) as never,
  ready: {
    release: replica.release,
    promotions: promotionCount(ruleSet.finder),
    currency: rules.currency,
    unread: (rules.unread ?? []).map(({ id, reason }) => ({ id, reason })),
    goldenSkipped,
    hasLimits: limits.size > 0,
    countsPerCustomer: periodsPerCustomer(limits),
    allowances: allowanceRowsOf(replica),
    codes: replica.config("codes"),
    store: replica.storeSetting(),
    receipt: replica.config("receipt"),
    lan: replica.lanSetting(),
    profiles: replica.configs("profile/").map(({ name, value }) => ({ from: `HQ: ${name}`, value })),
    ...(chainKeyProblem === undefined ? {} : { chainKeyProblem }),
  } satisfies ReleaseAbout,
  close() {
    journalReader?.close();
    blocklist.close();
    replica.close();
  },
});

function rulesIn(currency: string): RuleSet {
  return currency === rules.currency ? ruleSet : noRules;
}

/** What a basket can do without: promotions go on from memory while the replica can't be read and is made anew. */
function readOr<Value>(otherwise: Value, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!isDamage(error, replicaPath)) throw error;
    tellDamage();
    return otherwise;
  }
}

function tellDamage(): void {
  if (performance.now() - toldMs < TELL_MS) return;
  toldMs = performance.now();
  attendance.tell({ unreadable: true });
}

/** As they are; but damage that one of them comes upon is told. */
function telling(calls: EvaluationApi): EvaluationApi {
  const watched = Object.entries(calls).map(([name, call]) => [
    name,
    (argument: never) => {
      try {
        return (call as (argument: never) => unknown)(argument);
      } catch (error) {
        if (isDamage(error, replicaPath)) tellDamage();
        throw error;
      }
    },
  ]);
  return Object.fromEntries(watched) as EvaluationApi;
}

function usesIn(effects: Evaluation["effects"], { date, customer }: Context): WantedUse[] {
  return usesOf(limits, used(ruleSet, effects), date, customer !== undefined);
}

/** The journal may come later than this thread, or be in repair: without it local movements are left out. */
function journal(): JournalReader | undefined {
  try {
    return readJournal();
  } catch {
    return undefined;
  }
}

/** For what has no answer without it: "not sold here" must not be said of what can't be read now. Throws StoreError. */
function readJournal(): JournalReader {
  journalReader ??= openJournalReader(journalPath);
  return journalReader;
}
