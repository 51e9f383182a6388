/** Customers who cannot exist, and windows that never close. */

import type { AttributeTest, Who } from "../promotion.ts";
import { check, naming } from "./finding.ts";
import { audiencesOf } from "./walk.ts";

export const audience = check(
  { "nobody-meant": "error", "window-always-open": "warning" },
  ({ data }, report) => {
    for (const promotion of data.promotions) {
      const { it, en } = naming(promotion);
      const audiences = audiencesOf(promotion);
      const anonymous = audiences.some(({ card }) => card === false);
      if (audiences.some(isNobody) || (anonymous && audiences.some(needsCard))) {
        report("nobody-meant", [promotion], {
          it: `${it} è per clienti che non possono esistere (per esempio senza carta ma di un certo livello): non si applicherà mai. Correggere a chi è rivolta.`,
          en: `${en} is for customers who cannot exist (without a card but of a tier, for example): it will never apply. Correct whom it is for.`,
        });
      }
      const windows = audiences.flatMap(({ birthday, anniversary }) => [birthday, anniversary]);
      if (windows.some((one) => one !== undefined && one.daysBefore + one.daysAfter >= 364)) {
        report("window-always-open", [promotion], {
          it: `${it} ha una finestra intorno al compleanno o all'anniversario che copre tutto l'anno: ridurre i giorni.`,
          en: `${en} has a window around birthday or anniversary that covers the whole year: take fewer days.`,
        });
      }
    }
  },
);

/** Only a card tells this of a customer. */
export function needsCard(who: Who): boolean {
  const { tiers = [], segments = [], attributes = [], events = [] } = who;
  return (
    who.card === true ||
    who.staff === true ||
    tiers.length + segments.length + attributes.length + events.length > 0 ||
    who.birthday !== undefined ||
    who.anniversary !== undefined ||
    who.purchase !== undefined ||
    who.daysSinceVisit !== undefined
  );
}

function isNobody({ attributes = [], birthday, anniversary, purchase, daysSinceVisit }: Who): boolean {
  const { atLeast = 0, atMost = Number.MAX_SAFE_INTEGER } = daysSinceVisit ?? {};
  return (
    attributes.some(failsAlways) ||
    [birthday, anniversary].some((one) => one !== undefined && one.daysBefore + one.daysAfter < 0) ||
    atLeast > atMost ||
    // Who buys for the first time has no last visit.
    (purchase?.nth === 1 && purchase.every === undefined && daysSinceVisit !== undefined)
  );
}

function failsAlways({ is, isNot, oneOf, atLeast, atMost }: AttributeTest): boolean {
  const values = is === undefined ? oneOf : oneOf === undefined || oneOf.includes(is) ? [is] : [];
  const passes = (value: string | number) =>
    value !== isNot &&
    (atLeast === undefined || (typeof value === "number" && value >= atLeast)) &&
    (atMost === undefined || (typeof value === "number" && value <= atMost));
  if (values !== undefined) return !values.some(passes);
  return atLeast !== undefined && atMost !== undefined && atLeast > atMost;
}
