/** Selectors that take nothing. */

import type { Selector, SelectorTerm } from "../promotion.ts";
import type { Draft } from "./draft.ts";
import { check, naming } from "./finding.ts";
import { matchersOf, selectorsOf } from "./walk.ts";

export const selectors = check(
  {
    "empty-selector": "error",
    "department-slash": "warning",
    "unknown-group": "error",
    "empty-group": "warning",
  },
  (draft, report) => {
    for (const promotion of draft.promotions) {
      const { it, en } = naming(promotion.data);
      const groups = new Set<string>();
      const slashed = new Set<string>();
      for (const selector of selectorsOf(promotion)) {
        if (takesNothing(selector, draft)) {
          report("empty-selector", [promotion.data], {
            it: `${it} ha una selezione che non prende alcun articolo: ciò che dipende da essa non vale mai. Indicare almeno un articolo che le eccezioni lascino.`,
            en: `${en} has a selection that takes no article: what depends on it never counts. Name at least one article that the exceptions leave.`,
          });
        }
        for (const { group, department = "" } of [...selector.of, ...(selector.except ?? [])]) {
          if (group !== undefined) groups.add(group);
          if (/^\/|\/\/|\/$/.test(department)) slashed.add(department);
        }
      }
      for (const department of slashed) {
        report("department-slash", [promotion.data], {
          it: `${it} nomina il reparto "${department}": con una barra di troppo non ha sotto di sé alcun articolo. Scriverlo come "10/1020".`,
          en: `${en} names department "${department}": with a slash too many no article stands below it. Write it as "10/1020".`,
        });
      }
      for (const group of groups) {
        const articles = draft.groups.get(group);
        if (articles === undefined) {
          report("unknown-group", [promotion.data], {
            it: `${it} nomina il gruppo "${group}", che non esiste: non prende alcun articolo. Crearlo, o correggere il nome.`,
            en: `${en} names group "${group}", which does not exist: it takes no article. Make it, or correct the name.`,
          });
        } else if (articles.size === 0) {
          report("empty-group", [promotion.data], {
            it: `${it} nomina il gruppo "${group}", che è vuoto: non prende alcun articolo. Mettervi gli articoli.`,
            en: `${en} names group "${group}", which is empty: it takes no article. Put its articles in.`,
          });
        }
      }
    }
  },
);

function takesNothing(selector: Selector, { goods, groups }: Draft): boolean {
  const except = selector.except ?? [];
  const isNothing = (term: SelectorTerm): boolean => {
    if ((term.priceFromCents ?? 0) > (term.priceToCents ?? Number.MAX_SAFE_INTEGER)) return true;
    if (term.articles?.length === 0) return true;
    // A group that is missing or empty has a finding of its own.
    if (term.group !== undefined && (groups.get(term.group)?.size ?? 0) === 0) return false;
    if (except.some((left) => goods.termCovers(left, term))) return true;
    const codes = goods.codesOf(term);
    if (codes === undefined) return false;
    const out = except.filter(isOnlyCodes).flatMap((left) => goods.codesOf(left) ?? []);
    for (const code of codes) if (!out.some((left) => left.has(code))) return false;
    return true;
  };
  return selector.of.every(isNothing);
}

function isOnlyCodes({ articles, group, everything: _, ...rest }: SelectorTerm): boolean {
  return (articles !== undefined || group !== undefined) && Object.keys(rest).length === 0;
}

/** With the catalogue: a selection that today's assortment leaves empty. */
export const unsold = check({ "unsold-selection": "warning" }, (draft, report) => {
  const { catalogue, promotions } = draft;
  if (catalogue === undefined) return;
  for (const { data, deals } of promotions) {
    for (const matcher of deals.flatMap(matchersOf)) {
      if (takesNothing(matcher.selector, draft)) continue;
      const names = matcher.selector.of.flatMap(({ group }) => group ?? []);
      if (names.some((group) => (draft.groups.get(group)?.size ?? 0) === 0)) continue;
      if (catalogue.select(matcher).length > 0) continue;
      const { it, en } = naming(data);
      report("unsold-selection", [data], {
        it: `${it} ha una selezione che non prende alcun articolo in vendita (o solo articoli che le promozioni non toccano): ciò che dipende da essa non vale. Controllare codici, reparti, marche e fasce di prezzo.`,
        en: `${en} has a selection that takes no article that is sold (or only goods that promotions leave alone): what depends on it does not count. Check codes, departments, brands and price ranges.`,
      });
      break;
    }
  }
});
