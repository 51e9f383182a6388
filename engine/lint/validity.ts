/** When a promotion is open: over, never, or much longer than was meant. */

import { dayBefore, weekdayOf } from "../finding/calendar.ts";
import type { Validity } from "../promotion.ts";
import { check, naming } from "./finding.ts";

export const validity = check(
  { "validity-over": "warning", "validity-never": "error", "time-band-whole-day": "warning" },
  ({ data, options: { today } }, report) => {
    for (const promotion of data.promotions) {
      const { valid } = promotion;
      if (valid === undefined) continue;
      const { it, en } = naming(promotion);
      const { from, to, weekdays = [], times = [] } = valid;
      if (from !== undefined && to !== undefined && to < from) {
        report("validity-never", [promotion], {
          it: `${it} finisce il ${to}, prima di cominciare il ${from}: correggere le date.`,
          en: `${en} ends on ${to}, before it begins on ${from}: correct the dates.`,
        });
      } else if (weekdays.length > 0 && !hasOneOf(valid)) {
        report("validity-never", [promotion], {
          it: `${it} vale solo in giorni della settimana che non cadono tra il ${from} e il ${to}: correggere le date o i giorni.`,
          en: `${en} is valid only on weekdays that do not fall between ${from} and ${to}: correct the dates or the days.`,
        });
      } else if (today !== undefined && to !== undefined && to < today) {
        report("validity-over", [promotion], {
          it: `${it} è finita il ${to}: toglierla, o prolungarla.`,
          en: `${en} ended on ${to}: take it out, or prolong it.`,
        });
      }
      const endless = times.find((band) => band.from === band.to && band.from !== "00:00");
      if (endless !== undefined) {
        report("time-band-whole-day", [promotion], {
          it: `${it} ha una fascia dalle ${endless.from} alle ${endless.to}: dura 24 ore. Correggere l'ora di fine, o togliere la fascia.`,
          en: `${en} has a time band from ${endless.from} to ${endless.to}: it lasts 24 hours. Correct the end, or leave the band out.`,
        });
      }
    }
  },
);

/** One of its weekdays falls between its first and its last day. */
function hasOneOf({ from, to, weekdays = [] }: Validity): boolean {
  if (from === undefined || to === undefined) return true;
  let day = to;
  for (let looked = 0; looked < 7 && day >= from; looked++) {
    if (weekdays.includes(weekdayOf(day))) return true;
    day = dayBefore(day);
  }
  return false;
}
