/** How a rollout goes, for whoever publishes: in Italian and English. */

import type { Verdict } from "../../sync/rollout/judge.ts";
import type { Rollout, Why } from "../../sync/rollout/state.ts";
import type { InBoth, Language } from "./language.ts";

const states: Readonly<Record<Rollout["state"], InBoth>> = {
  running: { it: "in corso", en: "running" },
  halted: { it: "FERMATO", en: "HALTED" },
  done: { it: "per tutti", en: "for all" },
  undone: { it: "annullato", en: "undone" },
};

export function stateText(state: Rollout["state"], language: Language): string {
  return states[state][language];
}

const reasons: { readonly [Kind in Why["kind"]]: (why: Extract<Why, { kind: Kind }>) => InBoth } = {
  rejected: ({ tills, till, message }) => ({
    it: `${tills} ${tills === 1 ? "cassa lo rifiuta" : "casse lo rifiutano"} (${till}: ${message})`,
    en: `${tills} ${tills === 1 ? "till refuses" : "tills refuse"} it (${till}: ${message})`,
  }),
  silent: ({ tills, of, till }) => ({
    it: `${tills} di ${of} casse che lo hanno preso tacciono (${till})`,
    en: `${tills} of ${of} tills that took it have gone silent (${till})`,
  }),
  restarts: ({ till, restarts }) => ({
    it: `la cassa ${till} è ripartita ${restarts} volte`,
    en: `till ${till} had to begin again ${restarts} times`,
  }),
  slow: ({ till, p99Ms }) => ({
    it: `alla cassa ${till} una valutazione su cento richiede più di ${p99Ms} ms`,
    en: `at till ${till} one evaluation of a hundred takes longer than ${p99Ms} ms`,
  }),
  discount: ({ percent, elsewhere, sales }) => ({
    it: `sconto del ${percent} % su ${sales} vendite, altrove del ${elsewhere} %`,
    en: `${percent} % come off in ${sales} sales, elsewhere ${elsewhere} %`,
  }),
  "by-hand": ({ by, reason }) => ({
    it: `fermato da ${by}${reason && `: ${reason}`}`,
    en: `stopped by ${by}${reason && `: ${reason}`}`,
  }),
};

/** "till 0042/3 had to begin again 3 times". */
export function whyText(why: Why, language: Language): string {
  return (reasons[why.kind] as (why: Why) => InBoth)(why)[language];
}

/** What it waits for; "" where it does not wait. */
export function verdictText(verdict: Verdict, language: Language): string {
  if (verdict.kind !== "wait") return "";
  const words: InBoth =
    verdict.for === "tills"
      ? {
          it: `${verdict.tills} casse devono ancora prenderlo`,
          en: `${verdict.tills} tills have not taken it yet`,
        }
      : verdict.for === "time"
        ? { it: `ancora ${verdict.minutes} minuti`, en: `${verdict.minutes} minutes left` }
        : { it: `mancano ${verdict.sales} vendite`, en: `${verdict.sales} sales are missing` };
  return words[language];
}

export const columns: Readonly<Record<"ring" | "stores" | "soak" | "state" | "all", InBoth>> = {
  ring: { it: "anello", en: "ring" },
  stores: { it: "negozi", en: "stores" },
  soak: { it: "attesa", en: "soak" },
  state: { it: "stato", en: "state" },
  all: { it: "tutti", en: "all" },
};

/** Of a ring, or of the end where everybody has it. */
export const ringStates: Readonly<Record<"past" | "here" | "stopped" | "ahead", InBoth>> = {
  past: { it: "fatto", en: "done" },
  here: { it: "qui", en: "here" },
  stopped: { it: "FERMO QUI", en: "STOPPED HERE" },
  ahead: { it: "da fare", en: "to come" },
};

export function minutesText(minutes: number): string {
  return minutes >= 120 ? `${Math.round(minutes / 6) / 10} h` : `${minutes} min`;
}

/** "Release 7 (for all: 6): running". */
export function headlineText({ release, before, state }: Rollout, language: Language): string {
  const words: InBoth = {
    it: `Rilascio ${release} (per tutti: ${state === "done" ? release : before}): ${states[state].it}`,
    en: `Release ${release} (for all: ${state === "done" ? release : before}): ${states[state].en}`,
  };
  return words[language];
}

export const nextSteps: InBoth = {
  it: "Nessun altro negozio lo riceve. Con `tillside rollout resume` riprende, con `undo` torna quello di prima.",
  en: "No other store gets it. `tillside rollout resume` goes on, `undo` brings back what was before.",
};

export const noRollout: InBoth = { it: "Nessun rollout.", en: "There is no rollout." };
