/** When a promotion is open: over, never, or much longer than was meant. */

import { dayBefore, weekdayOf } from "../finding/calendar.ts";
import type { Validity } from "../promotion.ts";
import { check, dayText, naming } from "./finding.ts";

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
          it: `${it} finisce il ${dayText(to).it}, prima di cominciare il ${dayText(from).it}: non si applicherà mai. Correggere le date.`,
          en: `${en} ends on ${dayText(to).en}, before it begins on ${dayText(from).en}: it will never apply. Correct the dates.`,
        });
      } else if (weekdays.length > 0 && !hasOneOf(valid)) {
        report("validity-never", [promotion], {
          it: `${it} vale solo in giorni della settimana che non cadono tra il ${dayText(from!).it} e il ${dayText(to!).it}: non si applicherà mai. Correggere le date, o i giorni.`,
          en: `${en} is valid only on weekdays that do not fall between ${dayText(from!).en} and ${dayText(to!).en}: it will never apply. Correct the dates, or the days.`,
        });
      } else if (today !== undefined && to !== undefined && to < today) {
        report("validity-over", [promotion], {
          it: `${it} è finita il ${dayText(to).it}: non si applica più. Toglierla, o prolungarla.`,
          en: `${en} ended on ${dayText(to).en}: it applies no more. Take it out, or prolong it.`,
        });
      }
      const endless = times.find((band) => band.from === band.to && band.from !== "00:00");
      if (endless !== undefined) {
        report("time-band-whole-day", [promotion], {
          it: `${it} ha una fascia dalle ${endless.from} alle ${endless.to}: dura 24 ore, cioè tutto il giorno. Correggere l'ora di fine, o togliere la fascia.`,
          en: `${en} has a time band from ${endless.from} to ${endless.to}: it lasts 24 hours, that is the whole day. Correct the end, or leave the band out.`,
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
