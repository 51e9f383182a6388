/** The folder that HQ keeps and `publish` reads: JSON files, described field by field in README.md. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { couponAllowanceSchema, partSchema, pointsAllowanceSchema } from "../claims/allowances.ts";
import { type GoldenEntry, goldenFileSchema } from "../golden/golden.ts";
import { lanSchema } from "../lead/lan.ts";
import { SyncError } from "../protocol.ts";
import { EVERYBODY, rolloutSchema } from "../rollout/plan.ts";
import { voucherSettingSchema } from "../vouchers-schema.ts";
import { type Articles, articlesSchema, digits } from "./articles.ts";
import { checked, invalid, readJson, uniqueBy } from "./chain-file.ts";
import { type PriceZone, readZones } from "./zones.ts";

const texts = z.record(z.string().regex(/^[a-z]{2}$/, "must be a language code like it"), z.string());
const day = z.iso.date();

const cardsSchema = uniqueBy(
  z.strictObject({
    number: digits,
    tier: z.string().default(""),
    segments: z.array(z.string()).default([]),
    staff: z.boolean().default(false),
    attributes: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
    balances: z.record(z.string(), z.int()).default({}),
    balanceAt: z.iso.datetime({ offset: true }),
    home: z.string().min(1).max(64).optional(),
    status: z.enum(["active", "blocked"]).default("active"),
  }),
  "number",
);

const inOrder = ({ validFrom, validTo }: { readonly validFrom?: string; readonly validTo?: string }) =>
  validFrom === undefined || validTo === undefined || validFrom <= validTo;
/** Nobody could use it on any day. */
const backwards = {
  message: "it ends before it begins: turn validFrom and validTo round",
  path: ["validTo"],
};

const couponsSchema = z.strictObject({
  series: uniqueBy(
    z
      .strictObject({
        series: z.string().min(1),
        name: texts,
        validFrom: day.optional(),
        validTo: day.optional(),
        singleUse: z.boolean(),
        personal: z.boolean(),
        code: z.string().min(1).optional(),
      })
      .refine(inOrder, backwards),
    "series",
  ).default([]),
  codes: uniqueBy(
    z
      .strictObject({
        code: z.string().min(1),
        series: z.string().min(1),
        card: digits.optional(),
        /** The store that may grant it alone while HQ is away. */
        home: z.string().min(1).max(64).optional(),
        validFrom: day.optional(),
        validTo: day.optional(),
        status: z.enum(["issued", "withdrawn"]).default("issued"),
      })
      .refine(inOrder, backwards),
    "code",
  ).default([]),
});

const storeSchema = z.looseObject({
  store: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, "may have letters, digits, dot, dash and underscore"),
  name: z.string(),
  address: z.string().default(""),
  storeGroups: z.array(z.string()).default([]),
  timeZone: z
    .string()
    .refine(isTimeZone, "is no time zone: write it like Europe/Rome")
    .default("Europe/Rome"),
  /** How its tills reach each other: one of them leads (sync/lead/). */
  lan: lanSchema.optional(),
});
const configSchema = z
  .strictObject({
    /** In the tills' own words: their schema judges it (till-codes.ts), and it travels as it was written. */
    codes: z.record(z.string(), z.unknown()),
    store: storeSchema.optional(),
    stores: uniqueBy(storeSchema, "store").default([]),
    receipt: z.record(z.string(), z.unknown()).default({}),
    languages: z.array(z.string().regex(/^[a-z]{2}$/)).min(1),
    /** What tills may give while nobody can be asked, and on what its worst loss is reckoned. */
    allowances: z
      .strictObject({
        tills: z.int().min(1),
        days: z.int().min(1).default(1),
        coupons: z.record(z.string(), couponAllowanceSchema).default({}),
        points: z.record(z.string(), pointsAllowanceSchema).default({}),
        budgets: z.record(z.string(), partSchema).default({}),
      })
      .optional(),
    /** How much vouchers may be worth, and how long those of before tills signed them are taken. */
    vouchers: z.strictObject(voucherSettingSchema.shape).optional(),
    /** How a release spreads over the stores. Without it: to all at once. */
    rollout: rolloutSchema.optional(),
  })
  .transform(({ store, stores, ...rest }) => ({ ...rest, stores: store ? [...stores, store] : stores }))
  .refine((config) => config.stores.length > 0, { message: "names no store", path: ["stores"] });

export type Cards = z.infer<typeof cardsSchema>;
export type Coupons = z.infer<typeof couponsSchema>;
export type ChainConfig = z.infer<typeof configSchema>;

export interface Chain {
  /** As HQ wrote it: what this version doesn't know of a promotion travels on. The engine's schema judges it. */
  readonly rules: unknown;
  readonly articles: Articles;
  /** What some stores have otherwise, of the folder articles/, which may be missing. */
  readonly zones: readonly PriceZone[];
  readonly cards: Cards;
  readonly coupons: Coupons;
  readonly config: ChainConfig;
  /** Of golden.json, which may be missing. */
  readonly golden: readonly GoldenEntry[];
}

/**
 * Reads and checks the folder. `issued` are coupons on top of coupons.json: an object of the same form, or its path.
 * Throws SyncError `invalid-chain` that names file, place and reason.
 */
export function readChain(folder: string, issued?: unknown): Chain {
  if (!existsSync(folder))
    throw new SyncError(
      "invalid-chain",
      `${folder} is not there: --from names the folder that has rules.json and the others`,
    );
  const load = <T>(name: string, schema: z.ZodType<T>): T => {
    const file = join(folder, name);
    return checked(schema, readJson(file), file);
  };
  const coupons = load("coupons.json", couponsSchema);
  const extra = typeof issued === "string" ? readJson(issued) : issued;
  const extraName = typeof issued === "string" ? issued : "the issued coupons";
  const articles = load("articles.json", articlesSchema);
  const cards = load("cards.json", cardsSchema);
  const config = load("config.json", configSchema);
  const chain = {
    rules: readJson(join(folder, "rules.json")),
    articles,
    zones: readZones(join(folder, "articles"), articles, config.stores),
    cards,
    coupons: extra === undefined ? withSeries(coupons, folder) : joined(coupons, extra, extraName, folder),
    config,
    golden: existsSync(join(folder, "golden.json")) ? load("golden.json", goldenFileSchema) : [],
  };
  const stores = new Set(chain.config.stores.map(({ store }) => store));
  for (const [name, rows] of [
    ["coupons.json: codes", chain.coupons.codes],
    ["cards.json", chain.cards],
  ] as const) {
    const lost = rows.findIndex(({ home }) => home !== undefined && !stores.has(home));
    if (lost >= 0)
      throw invalid(join(folder, name), `${lost}.home`, `no store is called ${rows[lost]!.home}`);
  }
  requirePriced(chain.golden, articles, join(folder, "golden.json"));
  requireRings(config, stores, join(folder, "config.json"));
  const known = new Set(chain.coupons.series.map(({ series }) => series));
  for (const series of Object.keys(chain.config.allowances?.coupons ?? {}))
    if (!known.has(series))
      throw invalid(join(folder, "config.json"), `allowances.coupons.${series}`, "no series is called so");
  return chain;
}

/** What a line of a golden basket leaves out is that of its article, so there must be one where its price is left out. */
function requirePriced(golden: readonly GoldenEntry[], articles: Articles, file: string): void {
  const known = new Set(articles.map(({ article }) => article));
  for (const { name, basket } of golden) {
    const at = basket.lines.findIndex(
      (line) => !known.has(line.article) && !("unitPriceCents" in line) && !("unitPrice" in line),
    );
    if (at < 0) continue;
    const { article } = basket.lines[at]!;
    throw new SyncError(
      "invalid-chain",
      `${file}: "${name}", line ${at + 1}: articles.json has no article ${article}: correct its number, or say unitPriceCents`,
    );
  }
}

/** By its name a ring is chosen with `--ring`; one that no till is in would be passed at once, and the release be for all. */
function requireRings({ rollout }: ChainConfig, stores: ReadonlySet<string>, file: string): void {
  const names = new Set<string>();
  for (const [index, ring] of (rollout?.rings ?? []).entries()) {
    const at = `rollout.rings.${index}`;
    if (ring.name === EVERYBODY)
      throw invalid(file, `${at}.name`, `"${EVERYBODY}" is everybody at once: call the ring otherwise`);
    if (names.has(ring.name)) throw invalid(file, `${at}.name`, `${ring.name} is there twice`);
    names.add(ring.name);
    const lost = ring.stores.find((store) => !stores.has(store));
    if (lost !== undefined) throw invalid(file, `${at}.stores`, `no store is called ${lost}`);
  }
}

function joined(coupons: Coupons, extra: unknown, name: string, folder: string): Coupons {
  const more = checked(couponsSchema, extra, name);
  const both = { series: [...coupons.series, ...more.series], codes: [...coupons.codes, ...more.codes] };
  return withSeries(checked(couponsSchema, both, `${join(folder, "coupons.json")} with ${name}`), folder);
}

function withSeries(coupons: Coupons, folder: string): Coupons {
  const known = new Set(coupons.series.map((series) => series.series));
  const lost = coupons.codes.findIndex((code) => !known.has(code.series));
  if (lost < 0) return coupons;
  const series = coupons.codes[lost]?.series;
  throw invalid(join(folder, "coupons.json"), `codes.${lost}.series`, `no series is called ${series}`);
}

/** A store whose zone nobody knows would refuse the whole release. */
function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
}
