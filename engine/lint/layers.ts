/** Layers that lead nowhere. */

import { givesMoney } from "../deal.ts";
import { STAGES } from "../promotion.ts";
import { check, listing, naming } from "./finding.ts";

export const layers = check(
  {
    "unknown-layer": "error",
    "duplicate-layer": "error",
    "stage-order": "error",
    "unused-layer": "warning",
    "base-without-stack": "warning",
  },
  ({ data, layerOf }, report) => {
    for (const promotion of data.promotions) {
      if (layerOf(promotion) !== undefined) continue;
      const { it, en } = naming(promotion);
      report("unknown-layer", [promotion], {
        it: `${it} è nel livello "${promotion.layer}", che non esiste: non si applicherà mai. Scegliere uno dei livelli dell'insieme.`,
        en: `${en} is in layer "${promotion.layer}", which does not exist: it will never apply. Choose one of the rule set's layers.`,
      });
    }
    const used = new Set(data.promotions.map(({ layer }) => layer));
    const seen = new Set<string>();
    let reached = 0;
    for (const { id, stage, mode, base } of data.layers) {
      if (seen.has(id)) {
        report("duplicate-layer", [], {
          it: `Il livello "${id}" compare due volte, e le sue promozioni finiscono tutte nell'ultimo: dare a ciascuno un nome proprio.`,
          en: `Layer "${id}" is there twice, and all of its promotions fall into the last one: give each its own name.`,
        });
      }
      seen.add(id);
      const place = STAGES.indexOf(stage);
      if (place < reached) {
        report("stage-order", [], {
          it: `Il livello "${id}" (fase "${stage}") viene dopo la fase "${STAGES[reached]}": spostarlo prima. L'ordine delle fasi è ${STAGES.join(", ")}.`,
          en: `Layer "${id}" (stage "${stage}") comes after stage "${STAGES[reached]}": move it forward. The order of the stages is ${STAGES.join(", ")}.`,
        });
      }
      reached = Math.max(reached, place);
      if (!used.has(id)) {
        report("unused-layer", [], {
          it: `Nessuna promozione è nel livello "${id}": toglierlo, o controllare il livello delle promozioni.`,
          en: `No promotion is in layer "${id}": take it out, or check the layers of the promotions.`,
        });
      }
      if (base !== undefined && mode !== "stack") {
        report("base-without-stack", [], {
          it: `Il livello "${id}" dichiara la base "${base}", che vale solo per i livelli "stack": qui non fa nulla. Toglierla.`,
          en: `Layer "${id}" declares the base "${base}", which only means something in "stack" layers: here it does nothing. Leave it out.`,
        });
      }
    }
  },
);

/** Points follow what is paid, wherever they stand; what a tender covers is known at the end. */
export const stages = check({ "wrong-stage": "warning" }, ({ promotions, layerOf }, report) => {
  for (const { data, deals } of promotions) {
    const layer = layerOf(data);
    if (layer === undefined || deals.some(({ shape }) => shape === "unknown")) continue;
    const { it, en } = naming(data);
    const inStage = { it: `nella fase "${layer.stage}"`, en: `in stage "${layer.stage}"` };
    if (deals.some(givesMoney) && layer.stage === "earn") {
      report("wrong-stage", [data], {
        it: `${it} toglie denaro ${inStage.it}, che è per punti, bollini e messaggi: spostarla in un livello precedente.`,
        en: `${en} takes money off ${inStage.en}, which is for points, stamps and messages: move it to an earlier layer.`,
      });
    } else if (!deals.some(givesMoney) && layer.stage !== "earn") {
      report("wrong-stage", [data], {
        it: `${it} è ${inStage.it} ma non toglie denaro: conta comunque alla fine, su quanto si paga. Spostarla in un livello della fase "earn".`,
        en: `${en} stands ${inStage.en} but takes no money off: it counts at the end anyway, on what is paid. Move it to a layer of stage "earn".`,
      });
    }
    const byTender = deals.some((deal) => deal.shape === "receipt" && deal.tenders !== undefined);
    if (byTender && layer.stage !== "tender" && layer.stage !== "earn") {
      report("wrong-stage", [data], {
        it: `${it} premia un mezzo di pagamento ${inStage.it}: i livelli seguenti abbassano ancora quanto c'è da pagare. Spostarla in un livello della fase "tender".`,
        en: `${en} rewards a means of payment ${inStage.en}: later layers still lower what there is to pay. Move it to a layer of stage "tender".`,
      });
    }
  }
});

/** What makes a `best` layer take less than the best: said to marketing, since it was written on purpose. */
export const bestLayer = check(
  { "line-in-best-layer": "warning", "grouping-in-best-layer": "warning" },
  ({ promotions, layerOf, goods }, report) => {
    for (const promotion of promotions) {
      const { data, deals } = promotion;
      if (layerOf(data)?.mode !== "best") continue;
      const { it, en } = naming(data);
      if (deals.some((deal) => deal.shape === "unit" && deal.by === "line")) {
        report("line-in-best-layer", [data], {
          it: `${it} lavora per riga in un livello "best": prende righe intere o niente, e il cliente può avere meno del massimo. Lavorare per pezzo, se non è voluto.`,
          en: `${en} works by line in a "best" layer: it takes whole lines or nothing, and the customer may get less than the most. Work by piece unless it is meant.`,
        });
      }
      for (const deal of deals) {
        if ((deal.shape !== "set" && deal.shape !== "slots") || deal.group === "best") continue;
        const selects = deal.shape === "set" ? [deal.select] : deal.slots.map(({ select }) => select);
        const rival = selects
          .flatMap((select) => goods.touching(select).filter((other) => goods.meets(select, other.select)))
          .find(
            (other) =>
              other.promotion !== promotion &&
              other.promotion.layer === promotion.layer &&
              other.deal.shape !== "receipt",
          );
        if (rival === undefined) continue;
        report("grouping-in-best-layer", [data, rival.promotion.data], {
          it: `${it} forma i gruppi in un ordine fisso ("${deal.group}") e contende gli articoli a ${listing([rival.promotion.data]).it}: ogni gruppo è preso intero o per niente, e il cliente può avere meno del massimo. Togliere "group" se non è voluto.`,
          en: `${en} forms its sets in a fixed order ("${deal.group}") and competes with ${listing([rival.promotion.data]).en}: each set is taken whole or not at all, and the customer may get less than the most. Leave "group" out unless it is meant.`,
        });
        break;
      }
    }
  },
);
