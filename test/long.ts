/**
 * `npm run test:long`: what takes as long as one likes. A first word chooses: `laws` (without a word too), `kills`,
 * `images`, `spool`, `attacks`, `damages`, `lead`, `simulator`, `partitions`, `any-age`, `end-to-end`, `month`, `conformance`; the
 * rest are its options.
 */

const SECTIONS: Readonly<Record<string, (words: readonly string[]) => Promise<void>>> = {
  laws: async (words) => (await import("./laws/main.ts")).laws(words),
  kills: async (words) => (await import("./crash/kill-long.ts")).kills(words),
  spool: async ([, kills = "500"]) =>
    (await import("../drivers/printers/spool/kill-story.ts")).longKillStory(Number(kills)),
  images: async (words) => (await import("./crash/image/section.ts")).imagesForLong(words),
  attacks: async (words) => (await import("./attacks/section.ts")).attacks(words),
  lead: async (words) => (await import("../sync/lead/laws/long.ts")).daysForLong(words),
  simulator: async (words) => (await import("./simulator/section.ts")).simulatorForLong(words),
  partitions: async ([, runs = "1000"]) =>
    (await import("./sync/partitions.ts")).partitionsForLong(Number(runs)),
  "any-age": async ([, runs = "200"]) => (await import("./sync/any-age.ts")).anyAgeForLong(Number(runs)),
  "end-to-end": async (words) => (await import("./end-to-end/section.ts")).endToEnd(words),
  month: async (words) => (await import("./end-to-end/month.ts")).month(words),
  conformance: async () => (await import("./conformance/section.ts")).conformanceForLong(),
  damages: async (words) => (await import("./damages/section.ts")).damagesForLong(words),
};

const [first = "", ...rest] = process.argv.slice(2);
const named = first !== "" && !first.startsWith("-");
const section = SECTIONS[named ? first : "laws"];
if (section === undefined) {
  console.error(`No section "${first}": there are ${Object.keys(SECTIONS).join(", ")}.`);
  process.exitCode = 2;
} else await section(named ? rest : process.argv.slice(2));
