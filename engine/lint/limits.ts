/** Limits that let nothing in, or that leave a question open. */

import { type Deal, givesMoney } from "../deal.ts";
import type { Limits } from "../promotion.ts";
import { check, money, naming, piecesText } from "./finding.ts";
import { audiencesOf } from "./walk.ts";

export const limits = check(
  {
    "limit-below-set": "error",
    "limit-below-reward": "error",
    "exceeding-undeclared": "warning",
    "limit-needs-card": "error",
  },
  ({ data: { currency }, promotions }, report) => {
    for (const { data, deals } of promotions) {
      const own = data.limits;
      if (own === undefined) continue;
      const { it, en } = naming(data);
      const small = deals.flatMap((deal) => tooSmall(deal, own) ?? []);
      const [short] = small;
      if (short !== undefined) {
        const isWhole = small.length === deals.filter(givesMoney).length;
        const never = isWhole
          ? { it: "non si applicherà mai", en: "it will never apply" }
          : {
              it: "quella parte della promozione non vale mai",
              en: "that part of the promotion never counts",
            };
        report("limit-below-set", [data], {
          it: `${it} ammette ${piecesText(short.limit).it} per scontrino ma ne servono ${short.needs}: ${never.it}. Alzare il limite.`,
          en: `${en} lets ${piecesText(short.limit).en} a receipt in but needs ${short.needs}: ${never.en}. Raise the limit.`,
        });
      }
      const refused = own.exceeding === "refuse" ? leastAmount(own) : undefined;
      const reward = Math.min(...deals.map(leastReward));
      if (refused !== undefined && refused < reward && reward < Number.MAX_SAFE_INTEGER) {
        const [promised, left] = [money(reward, currency), money(refused, currency)];
        report("limit-below-reward", [data], {
          it: `${it} dà ${promised.it} alla volta ma il suo limite è ${left.it} e rifiuta ciò che lo supera: non si applicherà mai. Alzare il limite, o dichiarare "exceeding": "cap" (dà quanto resta).`,
          en: `${en} gives ${promised.en} at a time but its limit is ${left.en} and it refuses what exceeds it: it will never apply. Raise the limit, or declare "exceeding": "cap" (it gives what is left).`,
        });
      }
      const isCounted = own.budget?.amountCents !== undefined || own.perCustomer?.amountCents !== undefined;
      if (isCounted && own.exceeding === undefined) {
        report("exceeding-undeclared", [data], {
          it: `${it} ha un budget in denaro ma non dice che cosa succede quando resta meno del premio; così dà solo quanto resta. Dichiarare "exceeding": "cap" (dà quanto resta), "refuse" (non dà nulla) o "overshoot" (l'ultima volta dà ancora tutto).`,
          en: `${en} has a budget in money but does not say what happens when less is left than the reward; so it gives only what is left. Declare "exceeding": "cap" (gives what is left), "refuse" (gives nothing) or "overshoot" (the last time still gives all).`,
        });
      }
      if (own.perCustomer !== undefined && audiencesOf(data).some(({ card }) => card === false)) {
        report("limit-needs-card", [data], {
          it: `${it} ha un limite per cliente ma è solo per chi non ha la carta: senza carta nessuno si può contare, e non si applicherà mai. Togliere il limite, o rivolgerla ai titolari di carta.`,
          en: `${en} has a limit per customer but is only for people without a card: nobody can be counted without one, so it will never apply. Leave the limit out, or make it for card holders.`,
        });
      }
    }
  },
);

function tooSmall(deal: Deal, { units }: Limits): { limit: number; needs: number } | undefined {
  const needs = unitsNeeded(deal);
  return units !== undefined && units < needs ? { limit: units, needs } : undefined;
}

function unitsNeeded(deal: Deal): number {
  switch (deal.shape) {
    case "set":
      return deal.size;
    case "slots":
      return deal.slots.reduce((sum, { min }) => sum + min, 0);
    case "scaled":
      return deal.by === "pieces" ? deal.tiers[0]!.from : 1;
    default:
      return 0;
  }
}

function leastAmount({ amountCents, budget, perCustomer }: Limits): number | undefined {
  const amounts = [amountCents, budget?.amountCents, perCustomer?.amountCents].filter(
    (one) => one !== undefined,
  );
  return amounts.length === 0 ? undefined : Math.min(...amounts);
}

/** The least that one application gives, where that is a fixed amount; otherwise it may be anything. */
function leastReward(deal: Deal): number {
  if (deal.shape === "points" || deal.shape === "message" || deal.shape === "voucher") {
    return Number.MAX_SAFE_INTEGER;
  }
  if (deal.shape !== "receipt") return 0;
  const { tiers, base, maxCents = Number.MAX_SAFE_INTEGER } = deal;
  return Math.min(
    ...tiers.map(({ reward, spendCents }) => {
      // Off a receipt that may be smaller than the amount, less comes off.
      const isWhole = reward.kind === "amount" && base === "net" && reward.amountCents <= spendCents;
      return isWhole ? Math.min(reward.amountCents, maxCents) : 0;
    }),
  );
}
