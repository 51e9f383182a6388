/** What is wrong with a rule set before it is published. Errors stop a publication; warnings are shown. */

import type { Texts } from "./basket.ts";
import { mechanics } from "./mechanics/index.ts";
import type {
  Condition,
  MechanicData,
  PromotionData,
  RuleSetData,
  Selector,
  SelectorTerm,
} from "./promotion.ts";

export interface Finding {
  readonly severity: "error" | "warning";
  /** A stable name: "unknown-layer". */
  readonly code: string;
  readonly promotionIds: readonly string[];
  readonly text: Texts;
}

/** `today`: "YYYY-MM-DD"; without it nothing is said about validity. Findings come in the rule set's order. */
export function lint(data: RuleSetData, today?: string): Finding[] {
  const findings: Finding[] = [];
  duplicateIds(data, findings);
  for (const promotion of data.promotions) {
    lookAtLayer(data, promotion, findings);
    lookAtSelectors(data, promotion, findings);
    lookAtTerms(promotion, findings);
    lookAtValidity(promotion, today, findings);
  }
  equalPriorities(data, findings);
  return findings;
}

type Add = Finding[];

function duplicateIds({ promotions }: RuleSetData, findings: Add): void {
  const counts = new Map<string, number>();
  for (const { id } of promotions) counts.set(id, (counts.get(id) ?? 0) + 1);
  for (const [id, count] of counts) {
    if (count === 1) continue;
    findings.push(
      error("duplicate-id", [id], {
        it: `La promozione ${id} compare ${count} volte: ogni promozione ha un proprio codice.`,
        en: `Promotion ${id} stands ${count} times: give each promotion an id of its own.`,
      }),
    );
  }
}

function lookAtLayer({ layers }: RuleSetData, promotion: PromotionData, findings: Add): void {
  const { id } = promotion;
  const layer = layers.find((one) => one.id === promotion.layer);
  if (layer === undefined) {
    findings.push(
      error("unknown-layer", [id], {
        it: `La promozione ${id} è nel livello "${promotion.layer}", che non esiste: non si applicherà mai.`,
        en: `Promotion ${id} is in layer "${promotion.layer}", which does not exist: it will never apply.`,
      }),
    );
    return;
  }
  const byLine = promotion.mechanics.some(({ round, per }) => round === "line" || per === "line");
  if (layer.mode === "best" && byLine) {
    findings.push(
      warning("line-in-best-layer", [id], {
        it: `La promozione ${id} lavora per riga in un livello "best": prenderà righe intere o niente.`,
        en: `Promotion ${id} works by line in a "best" layer: it will take whole lines or nothing.`,
      }),
    );
  }
}

function lookAtSelectors(data: RuleSetData, promotion: PromotionData, findings: Add): void {
  const { id } = promotion;
  for (const selector of selectorsOf(promotion)) {
    if (selector.of.length === 0 || selector.of.every(isEmpty)) {
      findings.push(
        error("empty-selector", [id], {
          it: `La promozione ${id} non indica alcun articolo: non si applicherà mai.`,
          en: `Promotion ${id} selects no article: it will never apply.`,
        }),
      );
    }
    for (const { group } of [...selector.of, ...(selector.except ?? [])]) {
      if (group === undefined) continue;
      const articles = data.groups?.[group];
      if (articles === undefined) {
        findings.push(
          error("unknown-group", [id], {
            it: `La promozione ${id} nomina il gruppo "${group}", che non esiste.`,
            en: `Promotion ${id} names group "${group}", which does not exist.`,
          }),
        );
      } else if (articles.length === 0) {
        findings.push(
          warning("empty-group", [id], {
            it: `La promozione ${id} nomina il gruppo "${group}", che è vuoto.`,
            en: `Promotion ${id} names group "${group}", which is empty.`,
          }),
        );
      }
    }
  }
}

function isEmpty(term: SelectorTerm): boolean {
  const from = term.priceFromCents ?? 0;
  return term.articles?.length === 0 || from > (term.priceToCents ?? Number.MAX_SAFE_INTEGER);
}

function lookAtTerms(promotion: PromotionData, findings: Add): void {
  const { id } = promotion;
  for (const mechanic of promotion.mechanics) {
    if (!mechanics.has(mechanic.kind)) {
      findings.push(
        warning("unknown-mechanic", [id], {
          it: `La promozione ${id} usa la meccanica "${mechanic.kind}", che questa versione non conosce: non si applicherà.`,
          en: `Promotion ${id} uses mechanic "${mechanic.kind}", which this version does not know: it will not apply.`,
        }),
      );
    }
    if (hasDeadTier(mechanic)) {
      findings.push(
        error("tier-out-of-reach", [id], {
          it: `La promozione ${id} ha due soglie uguali: una non sarà mai premiata.`,
          en: `Promotion ${id} has two tiers at the same amount: one can never be rewarded.`,
        }),
      );
    }
  }
}

function hasDeadTier({ tiers }: MechanicData): boolean {
  if (!Array.isArray(tiers)) return false;
  const steps = tiers.map(({ spendCents }: { spendCents: number }) => spendCents);
  return new Set(steps).size < steps.length;
}

function lookAtValidity({ id, valid }: PromotionData, today: string | undefined, findings: Add): void {
  if (today === undefined || valid?.to === undefined || valid.to >= today) return;
  findings.push(
    warning("validity-over", [id], {
      it: `La promozione ${id} è finita il ${valid.to}.`,
      en: `Promotion ${id} ended on ${valid.to}.`,
    }),
  );
}

/** In layers that go by priority, equal ones leave the order to the ids: probably nobody meant that. */
function equalPriorities({ layers, promotions }: RuleSetData, findings: Add): void {
  for (const { id, mode } of layers) {
    if (mode === "best") continue;
    const inLayer = promotions.filter(({ layer, mechanics: all }) => layer === id && all.some(isCut));
    for (const [priority, equal] of Map.groupBy(inLayer, (one) => one.priority ?? 0)) {
      if (equal.length === 1) continue;
      const ids = equal.map((one) => one.id);
      findings.push(
        warning("equal-priority", ids, {
          it: `Nel livello "${id}" ${ids.length} promozioni hanno la stessa priorità ${priority}: decide il codice.`,
          en: `In layer "${id}" ${ids.length} promotions have the same priority ${priority}: their ids decide.`,
        }),
      );
    }
  }
}

function isCut({ kind }: MechanicData): boolean {
  return kind !== "points" && kind !== "message";
}

function selectorsOf({ mechanics: all, requires }: PromotionData): Selector[] {
  const found: Selector[] = [];
  for (const { select, reward } of all as readonly { select?: Selector; reward?: { select?: Selector } }[]) {
    if (select !== undefined) found.push(select);
    if (reward?.select !== undefined) found.push(reward.select);
  }
  const look = (condition: Condition | undefined): void => {
    if (condition === undefined) return;
    if (condition.kind === "all" || condition.kind === "any") condition.of.forEach(look);
    else if (condition.kind === "not") look(condition.of);
    else if (condition.kind === "items") found.push(condition.select);
  };
  look(requires);
  return found;
}

function error(code: string, promotionIds: readonly string[], text: Texts): Finding {
  return { severity: "error", code, promotionIds, text };
}

function warning(code: string, promotionIds: readonly string[], text: Texts): Finding {
  return { severity: "warning", code, promotionIds, text };
}
