/** @gorules/zen-engine: Rust, one decision of all promotions for the whole basket. */

import { createRequire } from "node:module";
import type { PromotionData } from "../../../engine/promotion.ts";
import { lineKeys, selectionKeys, seriesOf } from "../plain.ts";
import type { Matcher, Peer } from "./peer.ts";

interface ZenModule {
  /** Compiles the expressions beforehand; with a plain object each evaluation takes three times as long. */
  readonly ZenDecisionContent: new (
    content: object,
  ) => object;
  readonly ZenEngine: new () => {
    createDecision(content: object): { evaluate(context: unknown): Promise<{ readonly result: unknown }> };
    dispose(): void;
  };
}

/** A decision table that collects, one row a promotion, each cell an expression over true or absent fields. */
export const zenTable: Peer = {
  name: "@gorules/zen-engine 0.54.0",
  form: "decision table",
  load: (promotions) =>
    decision(
      {
        type: "decisionTableNode",
        content: {
          hitPolicy: "collect",
          inputs: [{ id: "condition", name: "condition" }],
          outputs: [{ id: "promotion", name: "promotion", field: "id" }],
          rules: promotions.map((promotion) => ({
            _id: promotion.id,
            condition: conditionOf(promotion),
            promotion: JSON.stringify(promotion.id),
          })),
        },
      },
      (result) => (result as { id: string }[]).map(({ id }) => id),
    ),
};

/** One expression a promotion: slower, for all of them answer. */
export const zenExpressions: Peer = {
  name: "@gorules/zen-engine 0.54.0",
  form: "expressions",
  load: (promotions) =>
    decision(
      {
        type: "expressionNode",
        content: {
          expressions: promotions.map((promotion) => ({
            id: promotion.id,
            key: promotion.id,
            value: conditionOf(promotion),
          })),
        },
      },
      (result) =>
        Object.entries(result as Record<string, unknown>)
          .filter(([, matches]) => matches === true)
          .map(([id]) => id),
    ),
};

function decision(node: object, idsOf: (result: unknown) => string[]): Matcher {
  const { ZenEngine, ZenDecisionContent } = createRequire(import.meta.url)(
    "@gorules/zen-engine",
  ) as ZenModule;
  const at = { position: { x: 0, y: 0 } };
  const engine = new ZenEngine();
  const content = new ZenDecisionContent({
    nodes: [
      { ...at, id: "in", name: "in", type: "inputNode" },
      { ...at, id: "rules", name: "rules", ...node },
      { ...at, id: "out", name: "out", type: "outputNode" },
    ],
    edges: [
      { id: "1", type: "edge", sourceId: "in", targetId: "rules" },
      { id: "2", type: "edge", sourceId: "rules", targetId: "out" },
    ],
  });
  const made = engine.createDecision(content);
  return {
    facts: ({ lines }, { customer, coupons }) => {
      const keys = [
        ...lines.flatMap(lineKeys),
        ...(customer === undefined ? [] : ["card", `tier ${customer.tier}`]),
        ...coupons.map(({ series }) => `coupon ${series}`),
      ];
      return Object.fromEntries(keys.map((key) => [field(key), true]));
    },
    match: async (facts) => idsOf((await made.evaluate(facts)).result),
    close: () => engine.dispose(),
  };
}

/** The goods first, since they fail most often. */
function conditionOf(promotion: PromotionData): string {
  const { who } = promotion;
  const series = seriesOf(promotion);
  const oneOf = (keys: readonly string[]) =>
    `(${keys.map((key) => `(${field(key)} ?? false)`).join(" or ")})`;
  return [
    oneOf(selectionKeys(promotion)),
    ...(who?.card === true ? [oneOf(["card"])] : []),
    ...(who?.tiers === undefined ? [] : [oneOf(who.tiers.map((tier) => `tier ${tier}`))]),
    ...(series === undefined ? [] : [oneOf([`coupon ${series}`])]),
  ].join(" and ");
}

function field(key: string): string {
  return key === "*" ? "everything" : key.replaceAll(/[^A-Za-z0-9]/g, "_");
}
