/** A worked example in words and JSON, for a page. */

import type { Cents, LineItem } from "../basket.ts";
import type { PresentedCoupon } from "../context.ts";
import type { Reason } from "../effect.ts";
import { basket, type Example, exampleRules } from "../example.ts";
import { jsonText } from "./json-text.ts";

/** Markdown: each rule once, and below it the baskets that show what it does. */
export function exampleTexts(
  kind: string,
  examples: readonly Example<unknown>[],
  tellsLayer: boolean,
): string[] {
  const byRule = Map.groupBy(examples, (one) => jsonText(dataOf(kind, one)));
  return [...byRule].flatMap(([rule, baskets]) => [
    "```json",
    rule,
    "```",
    "",
    ...baskets.map((one) => basketItem(one, tellsLayer)),
    "",
  ]);
}

function basketItem(example: Example<unknown>, tellsLayer: boolean): string {
  const where = tellsLayer && example.layer !== undefined ? ` · ${layerText(example.layer)}` : "";
  return [
    `- **${capital(example.name)}.**`,
    `${basketText(example.basket)}${aroundText(example)}${where} → ${outcomes(example).join("; ")}.`,
  ].join("  \n  ");
}

export function layerText({ stage, mode }: NonNullable<Example<unknown>["layer"]>): string {
  return `stage \`${stage}\`, mode \`${mode}\``;
}

/** As little of the rule set as shows it: the mechanic, or with what stands around it. */
function dataOf(kind: string, example: Example<unknown>): unknown {
  const [promotion] = exampleRules(kind, example).promotions;
  const { mechanics } = promotion!;
  if (example.rules !== undefined)
    return { ...example.rules, promotions: [{ ...example.promotion, mechanics }] };
  if (example.promotion !== undefined || mechanics.length > 1) return { ...example.promotion, mechanics };
  return mechanics[0];
}

/** A basket of the examples' notation, as people read it. */
export function basketText(notation: string): string {
  return basket(notation).lines.map(lineText).join(", ");
}

function lineText(line: LineItem): string {
  const { article, pieces, measureThousandths, unitPriceCents, department, giftOf } = line;
  const much = measureThousandths === undefined ? `${pieces} ×` : measure(measureThousandths);
  const where = department === "" ? "" : ` (department ${department})`;
  return `${much} ${article} at ${money(unitPriceCents)}${where}${giftOf === undefined ? "" : " (added as its gift)"}`;
}

function couponText(coupon: string | Omit<PresentedCoupon, "couponId">): string {
  if (typeof coupon === "string") return `coupon ${coupon}`;
  const { series, amountCents, percent } = coupon;
  return `voucher ${series} of ${amountCents === undefined ? `${percent} %` : money(amountCents)}`;
}

function aroundText({ customer, tenders, coupons = [], chosen, shelf = "" }: Example<unknown>): string {
  const said: string[] = [];
  if (shelf !== "") said.push(`on the shelf ${basketText(shelf)}`);
  for (const coupon of coupons) said.push(`${couponText(coupon)} on the counter`);
  const balances = Object.entries(customer?.balances ?? {});
  if (customer !== undefined) {
    said.push(
      balances.length === 0
        ? "a card is shown"
        : `a card with ${balances.map(([account, balance]) => `${balance} in "${account}"`).join(", ")}`,
    );
  }
  if (chosen !== undefined) said.push(`chosen ${times(chosen)}`);
  for (const { tender, amountCents } of tenders ?? []) {
    said.push(`${tender} for ${amountCents === undefined ? "what is left" : money(amountCents)}`);
  }
  return said.length === 0 ? "" : ` · ${said.join(", ")}`;
}

function outcomes(example: Example<unknown>): string[] {
  const said = [example.saving === 0 ? "nothing comes off" : `**${money(example.saving)}** off`];
  const {
    shares,
    points,
    stamps = 0,
    burnt,
    vouchers = [],
    gifts,
    withdrawn,
    messages = [],
    reasons = [],
    missing,
  } = example;
  if (shares !== undefined) said.push(`by line ${shares.map(money).join(", ")}`);
  if (points !== undefined) said.push(many(points, "point"));
  if (stamps > 0) said.push(`${many(stamps, "stamp")} earned`);
  if (stamps < 0) said.push(`${many(-stamps, "stamp")} used`);
  if (burnt !== undefined) said.push(`${many(burnt, "point")} burnt`);
  for (const { pieces, series, amountCents, percent, validFrom, validTo } of vouchers) {
    const worth =
      amountCents === undefined
        ? percent === undefined
          ? ""
          : ` of ${percent} %`
        : ` of ${money(amountCents)}`;
    said.push(`${many(pieces, "voucher")} ${series}${worth}, ${validFrom} to ${validTo}`);
  }
  if (gifts !== undefined) {
    const what = gifts.articles.length === 0 ? "of the selection" : gifts.articles.join(" or ");
    said.push(`asked for: ${gifts.pieces} × ${what} (\`${gifts.how}\`)`);
  }
  if (withdrawn !== undefined) said.push(`to be taken out: line ${withdrawn.join(", ")}`);
  for (const audience of messages) said.push(`a message for the ${audience}`);
  if (reasons.length > 0) said.push(`explained: ${reasons.map(reasonText).join(", ")}`);
  const { pieces, amountCents, measureThousandths } = missing ?? {};
  const short = [
    ...(pieces === undefined ? [] : [`${pieces} more`]),
    ...(amountCents === undefined ? [] : [`${money(amountCents)} more`]),
    ...(measureThousandths === undefined ? [] : [`${measure(measureThousandths)} more`]),
  ];
  if (short.length > 0) said.push(`suggested: ${short.join(", ")}`);
  return said;
}

/** "`units-short` (2, slot 1)" */
function reasonText(reason: Reason): string {
  const said = Object.entries(reason).flatMap(([name, value]: [string, unknown]) => {
    if (name === "kind") return [];
    if (name === "amountCents") return [money(value as Cents)];
    if (name === "measureThousandths") return [measure(value as number)];
    return [name === "slot" ? `slot ${value}` : [value].flat().join(" or ")];
  });
  return `\`${reason.kind}\`${said.length === 0 ? "" : ` (${said.join(", ")})`}`;
}

function measure(thousandths: number): string {
  return `${(thousandths / 1000).toFixed(3)} kg`;
}

export function money(cents: Cents): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
}

function many(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function times(count: number): string {
  return count === 1 ? "once" : count === 2 ? "twice" : `${count} times`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
