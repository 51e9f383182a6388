/** A day at a till with a real agent, so that every call of the contract has an example that happened. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PosCallError, type PosClient } from "../../agent/client/connect.ts";
import type { CallName } from "../../agent/contract/calls.ts";
import type { Answered, Examples, Refused } from "../../agent/contract/reference/examples.ts";
import { proofOf } from "../../agent/pos/handshake.ts";
import { handshake } from "../../agent/pos/hello.ts";
import { loadProfiles } from "../../agent/pos/load-profiles.ts";
import { CONTRACT_VERSION } from "../../agent/pos/protocol.ts";
import {
  appliedOf,
  BLOCKED_CARD,
  CARD,
  COFFEE,
  COUPON,
  COUPONS,
  line,
  openShop,
  PASTA,
  promotions,
  savedByPaying,
  shopFiles,
} from "../../agent/testing/shop.ts";
import type { Evaluation } from "../../engine/effect.ts";

const offered = [...promotions, ...savedByPaying];
const forwards = {
  name: "forwards",
  says: "A POS that forwards its scans.",
  framing: { kind: "line" },
  abilities: { scanner: "pos-forwards" },
};
const oneAmount = {
  name: "one-amount",
  says: "A POS that takes one amount off the receipt.",
  framing: { kind: "line" },
  abilities: { modifiers: "transaction" },
};
const at = "2026-11-21T10:31:00+01:00";
/** Of the example of the two hellos: with it, the proofs can be reckoned again. */
export const EXAMPLE_SECRET = "5e".repeat(32);
export const EXAMPLE_ENDPOINT = "127.0.0.1:7710";

export async function recordExchanges(): Promise<Examples> {
  const answered: Answered[] = [];
  const refused: Refused[] = [];
  const notified: { name: string; params: unknown }[] = [];
  const shop = await openShop(shopFiles(1, offered));
  const own = join(shop.folder, "data", "profiles");
  mkdirSync(own);
  const profileOf = (value: { name: string }) => {
    writeFileSync(join(own, `${value.name}.json`), JSON.stringify(value));
    return loadProfiles([{ from: value.name, value }]).profiles.get(value.name)!;
  };

  const recorder =
    (pos: PosClient, more: { byAmount?: true } = {}) =>
    async <Reply = Evaluation & { evaluationId: string }>(
      says: string,
      call: CallName,
      params: Readonly<Record<string, unknown>>,
    ): Promise<Reply> => {
      try {
        const result = await pos.call<Reply>(call, params);
        answered.push({ call, says, params, result, ...more });
        return result;
      } catch (error) {
        if (!(error instanceof PosCallError)) throw error;
        const { code, message, reason, field, detail } = error;
        const data = JSON.parse(JSON.stringify({ reason, field, detail }));
        refused.push({ call, says, params, error: { code, message, data } });
        return undefined as Reply;
      }
    };

  try {
    const profile = profileOf(forwards);
    const agent = await shop.start({ pos: { profile: profile.name } });
    const pos = await shop.pos(agent, { profile });
    answered.push(...greeting(pos.hello));
    for (const name of ["display", "suggestion"]) pos.on(name, (params) => notified.push({ name, params }));
    const told = recorder(pos);

    const sale = { transactionId: "17" };
    await told("A sale begins.", "transaction.begin", { ...sale, at, operator: "14" });
    await told("The POS has forgotten that it began it.", "transaction.begin", { ...sale, at });
    const first = await told("A piece is rung up.", "line.add", { ...sale, line: line("1") });
    await told("Two more, and the POS asks for the difference: three for two.", "line.add", {
      ...sale,
      line: line("2", PASTA, 119, "2"),
      answer: { difference: first.evaluationId },
    });
    await told("A line's id is used twice.", "line.add", { ...sale, line: line("1") });
    await told("A quantity that is none.", "line.add", { ...sale, line: line("3", PASTA, 119, "0.4540") });
    await told("Coffee, and one too many.", "line.add", { ...sale, line: line("3", COFFEE, 450, "2") });
    await told("One coffee only.", "line.change", { ...sale, line: line("3", COFFEE, 450, "1") });
    await told("A card is shown.", "customer.identify", { ...sale, card: CARD });
    await told("A card that is blocked.", "customer.identify", { ...sale, card: BLOCKED_CARD });
    type Shown = { coupon: { couponId: string } };
    const { coupon } = await told<Shown>("A coupon is shown.", "coupon.present", { ...sale, code: COUPON });
    await told("The same coupon again.", "coupon.present", { ...sale, code: COUPON });
    await told("The coupon is kept for another day.", "coupon.withdraw", {
      ...sale,
      couponId: coupon.couponId,
    });
    await told("Why is there no discount on the coffee?", "explain", sale);
    await told("The customer wants 1 euro for 50 points.", "reward.choose", {
      ...sale,
      rewards: [{ promotionId: "REWARD", times: 1 }],
    });
    await told("No, he keeps his points.", "reward.choose", { ...sale, rewards: [] });
    await told("Everything is rung up.", "transaction.subtotal", sale);
    await told("What if I pay with the store card?", "tender.preview", {
      ...sale,
      tenders: [{ tender: "store-card" }],
    });
    await told("He does, with 5.00 of it.", "tender.add", {
      ...sale,
      tenderId: "1",
      tender: "store-card",
      amountCents: 500,
    });
    await told("The card's terminal fails.", "tender.void", { ...sale, tenderId: "1" });
    const points = { tenderId: "2", reward: "REWARD", times: 1 };
    const offer = await told("50 points instead.", "tender.add", { ...sale, ...points });
    await told("Goods while tenders are confirmed.", "line.void", { ...sale, lineId: "3" });
    const completion = {
      ...sale,
      receipt: "0042-3-0017",
      applied: appliedOf(offer),
      totalCents: offer.totalCents,
      evaluationId: offer.evaluationId,
      tenders: [{ kind: "cash", amountCents: offer.totalCents }],
    };
    await told("The sale is paid.", "transaction.complete", completion);
    await told("Paid, and sent again with another total.", "transaction.complete", {
      ...completion,
      totalCents: 1,
    });
    await told("The POS was started again: where is the sale?", "transaction.resume", sale);

    const other = { transactionId: "18" };
    await told("A sale with suggestions while it rests.", "transaction.begin", {
      ...other,
      at,
      suggestions: true,
    });
    const resting = new Promise((resolve) => pos.on("suggestion", resolve));
    await told("Two of three.", "line.add", { ...other, line: line("1", PASTA, 119, "2") });
    await resting;
    await told("What could be gained still.", "transaction.subtotal", other);
    await told("A card that nobody knows.", "customer.identify", { ...other, card: "4711" });
    await told("A card is shown by mistake.", "customer.identify", { ...other, card: CARD });
    await told("It is taken back.", "customer.forget", other);
    const { suspension } = await told<{ suspension: { code: string } }>(
      "The customer has forgotten his wallet.",
      "transaction.suspend",
      other,
    );
    await told("Goods while the sale waits.", "line.void", { ...other, lineId: "1" });
    const { code } = suspension;
    await told("He is back, with the slip.", "transaction.resume", { suspension: { code } });
    await told("He wants nothing of it.", "line.void", { ...other, lineId: "1" });
    await told("A label of goods that the POS does not know.", "scan", { ...other, data: PASTA });
    await told("A label of a coupon.", "scan", { ...other, data: COUPONS[2]!, aim: "]E0" });
    await told("He leaves.", "transaction.cancel", other);

    const late = { transactionId: "19", receipt: "0042-3-0018", applied: [], totalCents: 357 };
    await told("Rung up while the agent was away.", "transaction.complete", late);
    await told("The same, told whole.", "transaction.complete", {
      ...late,
      basket: { lines: [line("1", PASTA, 119, "3")], at, card: CARD, coupons: [COUPONS[1]] },
    });
    const goods = { receipt: "0042-3-0017", goods: [{ lineId: "3" }] };
    await told("What would the coffee bring?", "transaction.return", {
      returnId: "r1",
      ...goods,
      commit: false,
    });
    await told("It was paid out.", "transaction.return", {
      returnId: "r1",
      ...goods,
      commit: true,
      paidOutCents: 367,
      at,
    });
    await told("The coffee again.", "transaction.return", { returnId: "r2", ...goods, commit: false });
    await told("A receipt that nobody knows.", "transaction.return", {
      returnId: "r3",
      receipt: "4711",
      commit: false,
    });
    await told("A whole basket at once.", "transaction.evaluate", {
      lines: [line("1", PASTA, 119, "3")],
      at,
      card: CARD,
    });
    await told("Why were there so few points?", "explain", { sale: "0042-3-0017" });
    await told("How is the agent?", "agent.status", {});
    await pos.close();
    await agent.close();

    const less = profileOf(oneAmount);
    const next = await shop.start({ pos: { profile: less.name } });
    const simple = await shop.pos(next, { profile: less });
    const heard = recorder(simple, { byAmount: true });
    const third = { transactionId: "20" };
    await simple.call("transaction.begin", { ...third, at });
    await heard("Three for two.", "line.add", { ...third, line: line("1", PASTA, 119, "3") });
    await heard("A card is shown.", "customer.identify", { ...third, card: CARD });
    await heard("A coupon is shown.", "coupon.present", { ...third, code: COUPONS[3]! });
    await heard("One amount is taken off.", "transaction.complete", {
      ...third,
      receipt: "0042-3-0019",
      discountCents: 219,
      totalCents: 138,
    });
    // How often it is told while a busy machine works is chance.
    const once = notified.filter(({ name }, at) => notified.findIndex((one) => one.name === name) === at);
    return { answered, refused, notified: once };
  } finally {
    await shop.close();
  }
}

/** The handshake of a till that has the example's secret. */
function greeting(about: object): Answered[] {
  const secret = Buffer.from(EXAMPLE_SECRET, "hex");
  const profile = loadProfiles().profiles.get("generic")!;
  const { answer } = handshake({ profile, secret, language: "en", about: () => about }, EXAMPLE_ENDPOINT);
  const hello = {
    nonce: "00112233445566778899aabbccddeeff",
    role: "pos",
    profile: "generic",
    version: CONTRACT_VERSION,
    language: "en",
  };
  const welcome = answer({ id: 1, method: "hello", params: hello }) as { nonce: string; proof: string };
  const proof = proofOf("pos", secret, {
    posNonce: hello.nonce,
    agentNonce: welcome.nonce,
    role: hello.role,
    endpoint: EXAMPLE_ENDPOINT,
    version: hello.version,
  });
  const confirmed = answer({ id: 2, method: "hello.confirm", params: { proof } });
  const where = `The secret is ${EXAMPLE_SECRET}, the endpoint ${EXAMPLE_ENDPOINT}.`;
  return [
    { call: "hello", says: `The agent proves itself. ${where}`, params: hello, result: welcome },
    { call: "hello.confirm", says: `The POS proves itself. ${where}`, params: { proof }, result: confirmed },
  ];
}

/** Without what is another one each time. */
export function withoutChance(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, one) => {
      if (["evaluationMs", "saleId", "nonce", "proof", "memoryBytes"].includes(key)) return typeof one;
      if (key === "suspension") return { ...one, code: "" };
      return one;
    }),
  );
}
