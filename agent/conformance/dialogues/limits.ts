import type { Group } from "../dialogue.ts";
import {
  absent,
  add,
  begin,
  cancel,
  complete,
  dialogue,
  has,
  identify,
  LIMITED,
  OIL,
  subtotal,
  TX2,
} from "./words.ts";

export const limits: Group = {
  group: "limits",
  dialogues: [
    dialogue(
      "what a customer gets once a day is promised to one sale at a time",
      "ciò che un cliente ha una volta al giorno è promesso a una vendita per volta",
      [
        begin(),
        identify(LIMITED),
        add("1", OIL, "1", { totalCents: 600 }),
        subtotal({ totalCents: 600 }),
        begin({}, TX2),
        identify(LIMITED, {}, TX2),
        add("1", OIL, "1", {}, {}, TX2),
        subtotal({ discountCents: 0, totalCents: 800, degraded: absent }, {}, TX2),
        {
          send: "explain",
          params: { transactionId: TX2 },
          gives: {
            explanations: has({ promotionId: "OIL-ONCE", applied: false, reasons: has({ kind: "used-up" }) }),
          },
        },
        cancel(),
        subtotal({ totalCents: 600 }, {}, TX2),
        cancel({}, TX2),
      ],
    ),
    dialogue(
      "it is used up when the sale is paid, and comes back with its goods",
      "è esaurito quando la vendita è pagata, e torna con la merce",
      [
        begin(),
        identify(LIMITED),
        add("1", OIL, "2"),
        subtotal({ discountCents: 200, totalCents: 1400 }),
        complete(1400),
        begin({}, TX2),
        identify(LIMITED, {}, TX2),
        add("1", OIL, "1", {}, {}, TX2),
        subtotal({ totalCents: 800 }, {}, TX2),
        cancel({}, TX2),
        {
          send: "transaction.return",
          params: { returnId: "{return}", receipt: "{receipt}", commit: true, paidOutCents: 1400 },
          gives: { recorded: true, refundCents: 1400 },
        },
        begin({}, TX2),
        identify(LIMITED, {}, TX2),
        add("1", OIL, "1", { totalCents: 600 }, {}, TX2),
        cancel({}, TX2),
      ],
    ),
  ],
};
