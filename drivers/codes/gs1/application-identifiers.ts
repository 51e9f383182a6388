/**
 * GS1 application identifiers (AIs): what a value looks like, what must stand beside it and what must not, and where a
 * Digital Link may have it.
 *
 * Source: the GS1 Barcode Syntax Dictionary (GS1 AISBL, Apache-2.0) in its state of spring 2026, which is the first with
 * (03), (717) and (8040) to (8043); the facts are written anew here, in a form of our own. GS1 General Specifications
 * section 3 has the same in prose, section 4.13 the associations.
 *
 * A shape is parts with "+" between them, each `n` digits, `x` character set 82, `y` set 39, `z` base64url; a length, or
 * "..20" for 1 to 20; "?" where the part may be missing; after ":" the checks of `checks.ts`.
 */

export interface AiRow {
  readonly ai: string;
  readonly title: string;
  readonly shape: string;
  /** One of these must be on the label too: "01", "01+21" (both), "31nn" (any that begins with 31). */
  readonly needs?: string;
  /** None of these may be on the label. "310n" is any other of that family. */
  readonly never?: string;
  /** It may lead a Digital Link; the qualifiers that may follow it, in this order, in alternatives. */
  readonly leads?: readonly string[];
  /** It may stand in the path or on a label, but not in the query of a Digital Link. */
  readonly notInQuery?: true;
}

const article = "01 02 03 8006 8026";
const shipped = "00";
const measured = "30 31nn 32nn 35nn 36nn";
const day = "n6:day0";
const gln = "n13:check:prefix1";
const countries = "n3:country+n3?:country+n3?:country+n3?:country+n3?:country";

/** "3100" to "3105": the last digit says how many of the value's six are decimals. */
const sixDigits = (families: string, title: string, needs: string): AiRow[] =>
  families
    .split(" ")
    .flatMap((family) => decimals(family, 5, { title, shape: "n6", needs, never: `${family}n` }));

const decimals = (family: string, last: number, row: Omit<AiRow, "ai">): AiRow[] =>
  numbered(family, 0, last, row);

const numbered = (stem: string, first: number, last: number, row: Omit<AiRow, "ai">): AiRow[] =>
  Array.from({ length: last - first + 1 }, (_, at) => ({ ai: `${stem}${first + at}`, ...row }));

export const aiRows: readonly AiRow[] = [
  { ai: "00", title: "SSCC", shape: "n18:check:prefix2", leads: [] },
  { ai: "01", title: "GTIN", shape: "n14:check:prefix2", never: "255 37", leads: ["22 10 21", "235"] },
  { ai: "02", title: "content", shape: "n14:check:prefix2", needs: "37", never: "01 03" },
  {
    ai: "03",
    title: "made-to-order GTIN",
    shape: "n14:check:prefix2",
    never: "01 02 37 235",
    notInQuery: true,
  },
  { ai: "10", title: "batch or lot", shape: "x..20", needs: article },
  { ai: "11", title: "production date", shape: day, needs: article },
  { ai: "12", title: "due date", shape: day, needs: "8020" },
  { ai: "13", title: "packaging date", shape: day, needs: article },
  { ai: "15", title: "best before", shape: day, needs: article },
  { ai: "16", title: "sell by", shape: day, needs: article },
  { ai: "17", title: "use by, or expiry", shape: day, needs: `${article} 255` },
  { ai: "20", title: "variant", shape: "n2", needs: article },
  { ai: "21", title: "serial", shape: "x..20", needs: "01 03 8006", never: "235", notInQuery: true },
  { ai: "22", title: "consumer product variant", shape: "x..20", needs: "01", notInQuery: true },
  { ai: "235", title: "third-party serial", shape: "x..28", needs: "01", notInQuery: true },
  { ai: "240", title: "additional id", shape: "x..30", needs: article },
  { ai: "241", title: "customer part number", shape: "x..30", needs: article },
  { ai: "242", title: "made-to-order variation", shape: "n..6", needs: "01 02 8006 8026" },
  { ai: "243", title: "packaging component", shape: "x..20", needs: "01 03" },
  { ai: "250", title: "secondary serial", shape: "x..30", needs: "01+21 03+21 8006+21" },
  { ai: "251", title: "source entity", shape: "x..30", needs: "01 03 8006" },
  { ai: "253", title: "GDTI", shape: "n13:check:prefix1+x..17?", leads: [] },
  { ai: "254", title: "GLN extension", shape: "x..20", needs: "414", notInQuery: true },
  {
    ai: "255",
    title: "GCN, coupon number",
    shape: "n13:check:prefix1+n..12?",
    never: "01 02 415 8006 8020 8026",
    leads: [],
  },
  { ai: "30", title: "variable count", shape: "n..8", needs: "01 02" },
  ...sixDigits("310 311 312 313 314 315 316", "trade measure, metric", "01 02"),
  ...sixDigits("320 321 322 323 324 325 326 327 328 329", "trade measure, US", "01 02"),
  ...sixDigits("330 331 332 333 334 335 336", "logistic measure, metric", "00 01"),
  ...sixDigits("337", "kg per m²", "01"),
  ...sixDigits("340 341 342 343 344 345 346 347 348 349", "logistic measure, US", "00 01"),
  ...sixDigits("350 351 352", "area, US", "01 02"),
  ...sixDigits("353 354 355", "logistic area, US", "00 01"),
  ...sixDigits("356 357 360 361", "weight or volume, US", "01 02"),
  ...sixDigits("362 363", "logistic volume, US", "00 01"),
  ...sixDigits("364 365 366", "volume, US", "01 02"),
  ...sixDigits("367 368 369", "logistic volume, US", "00 01"),
  { ai: "37", title: "count", shape: "n..8", needs: "00+02 00+8026" },
  ...decimals("390", 9, {
    title: "amount, coupon value",
    shape: "n..15",
    needs: "255 8020",
    never: "390n 391n 394n 8111",
  }),
  ...decimals("391", 9, {
    title: "amount with currency",
    shape: "n3:currency+n..15",
    needs: "8020",
    never: "391n",
  }),
  ...decimals("392", 9, {
    title: "price",
    shape: "n..15",
    needs: measured
      .split(" ")
      .map((ai) => `01+${ai}`)
      .join(" "),
    never: "392n 393n",
  }),
  ...decimals("393", 9, {
    title: "price with currency",
    shape: "n3:currency+n..15",
    needs: measured,
    never: "393n",
  }),
  ...decimals("394", 3, { title: "percent off", shape: "n4", needs: "255", never: "394n 8111" }),
  ...decimals("395", 5, {
    title: "price by unit of measure",
    shape: "n6",
    needs: measured,
    never: "392n 393n 395n 8005",
  }),
  { ai: "400", title: "order number", shape: "x..30" },
  { ai: "401", title: "GINC", shape: "x..30:prefix1", leads: [] },
  { ai: "402", title: "GSIN", shape: "n17:check:prefix1", leads: [] },
  { ai: "403", title: "route", shape: "x..30", needs: shipped },
  { ai: "410", title: "ship to", shape: gln },
  { ai: "411", title: "bill to", shape: gln },
  { ai: "412", title: "purchased from", shape: gln },
  { ai: "413", title: "ship for", shape: gln },
  { ai: "414", title: "GLN of a place", shape: gln, leads: ["254", "7040"] },
  { ai: "415", title: "pay to", shape: gln, needs: "8020", leads: ["8020"] },
  { ai: "416", title: "GLN of production", shape: gln },
  { ai: "417", title: "GLN of a party", shape: gln, leads: ["7040"] },
  { ai: "420", title: "ship to postal code", shape: "x..20", never: "421" },
  { ai: "421", title: "ship to country, postal code", shape: "n3:country+x..9", never: "4307" },
  { ai: "422", title: "country of origin", shape: "n3:country", needs: article, never: "426" },
  { ai: "423", title: "countries of first processing", shape: countries, needs: "01 02 03", never: "426" },
  { ai: "424", title: "country of processing", shape: "n3:country", needs: "01 02 03", never: "426" },
  { ai: "425", title: "countries of disassembly", shape: countries, needs: "01 02 03", never: "426" },
  { ai: "426", title: "country of the whole process", shape: "n3:country", needs: "01 02 03" },
  { ai: "427", title: "subdivision of origin", shape: "x..3", needs: "01+422 02+422 03+422" },
  ...["430", "431"].flatMap((to) => [
    ...numbered(to, 0, 1, { title: "ship or return to: name", shape: "x..35:percent", needs: shipped }),
    { ai: `${to}2`, title: "ship or return to: address", shape: "x..70:percent", needs: shipped },
    { ai: `${to}3`, title: "ship or return to: address", shape: "x..70:percent", needs: `${to}2` },
    ...numbered(to, 4, 6, { title: "ship or return to: place", shape: "x..70:percent", needs: shipped }),
    { ai: `${to}7`, title: "ship or return to: country", shape: "x2:country2", needs: shipped },
  ]),
  { ai: "4308", title: "ship to phone", shape: "x..30", needs: shipped },
  { ai: "4309", title: "ship to position", shape: "n10:latitude+n10:longitude", needs: shipped },
  { ai: "4318", title: "return to postal code", shape: "x..20", needs: shipped },
  { ai: "4319", title: "return to phone", shape: "x..30", needs: shipped },
  { ai: "4320", title: "service", shape: "x..35:percent", needs: shipped },
  ...numbered("432", 1, 3, { title: "delivery: yes or no", shape: "n1:yesno", needs: shipped }),
  ...numbered("432", 4, 5, { title: "delivery time", shape: "n6:day0+n4:hourMinute", needs: shipped }),
  { ai: "4326", title: "release date", shape: "n6:day", needs: shipped },
  { ai: "4330", title: "highest °F", shape: "n6+x1?:hyphen", needs: shipped, never: "4331" },
  { ai: "4331", title: "highest °C", shape: "n6+x1?:hyphen", needs: shipped, never: "4330" },
  { ai: "4332", title: "lowest °F", shape: "n6+x1?:hyphen", needs: shipped, never: "4333" },
  { ai: "4333", title: "lowest °C", shape: "n6+x1?:hyphen", needs: shipped, never: "4332" },
  { ai: "7001", title: "NATO stock number", shape: "n13", needs: "01 02 8006 8026" },
  { ai: "7002", title: "meat cut", shape: "x..30", needs: "01 02" },
  { ai: "7003", title: "expiry date and time", shape: "n6:day+n4:hourMinute", needs: "01 02 03" },
  { ai: "7004", title: "active potency", shape: "n..4", needs: "01+10 03+10" },
  { ai: "7005", title: "catch area", shape: "x..12", needs: "01 02" },
  { ai: "7006", title: "first freeze date", shape: "n6:day", needs: "01 02" },
  { ai: "7007", title: "harvest date", shape: "n6:day+n6?:day", needs: "01 02" },
  { ai: "7008", title: "aquatic species", shape: "x..3", needs: "01 02" },
  { ai: "7009", title: "fishing gear", shape: "x..10", needs: "01 02" },
  { ai: "7010", title: "production method", shape: "x..2", needs: "01 02 03" },
  { ai: "7011", title: "test by", shape: "n6:day+n4?:hourMinute", needs: "01 02 03" },
  { ai: "7020", title: "refurbishment lot", shape: "x..20", needs: "01+416 03+416 8006+416" },
  { ai: "7021", title: "functional status", shape: "x..20", needs: "01 03 8006" },
  { ai: "7022", title: "revision status", shape: "x..20", needs: "01+7021 03+7021 8006+7021" },
  { ai: "7023", title: "GIAI of an assembly", shape: "x..30:prefix1" },
  ...numbered("703", 0, 9, { title: "processor", shape: "n3:country999+x..27", needs: "01 02" }),
  { ai: "7040", title: "UIC and importer", shape: "n1+x1+x1+x1:importer", notInQuery: true },
  { ai: "7041", title: "freight unit", shape: "x..4:package", needs: shipped, notInQuery: true },
  ...numbered("71", 0, 7, { title: "reimbursement number", shape: "x..20", needs: "01" }),
  ...numbered("723", 0, 9, { title: "certificate", shape: "x2+x..28", needs: "01 8004" }),
  { ai: "7240", title: "protocol", shape: "x..20", needs: "01 8006", never: "03" },
  { ai: "7241", title: "medium", shape: "n2:medium", needs: "8017 8018" },
  { ai: "7242", title: "version control number", shape: "x..25", needs: "8017 8018" },
  { ai: "7250", title: "date of birth", shape: "n8:longDay", needs: "8018", never: "7251" },
  { ai: "7251", title: "time of birth", shape: "n8:longDay+n4:hourMinute", needs: "8018", never: "7250" },
  { ai: "7252", title: "sex", shape: "n1:sex", needs: "8018" },
  ...numbered("725", 3, 4, {
    title: "family or given name",
    shape: "x..40:percent",
    needs: "8017 8018",
    never: "7256 7259",
  }),
  { ai: "7255", title: "name suffix", shape: "x..10", needs: "8017 8018", never: "7256 7259" },
  { ai: "7256", title: "full name", shape: "x..90:percent", needs: "8017 8018" },
  { ai: "7257", title: "address", shape: "x..70:percent", needs: "8018" },
  { ai: "7258", title: "birth sequence", shape: "x3:sequence", needs: "8018+7259" },
  { ai: "7259", title: "baby of", shape: "x..40:percent", needs: "8018", never: "7256" },
  { ai: "8001", title: "roll", shape: "n4:nonzero+n5:nonzero+n3:nonzero+n1:winding+n1", needs: "01" },
  { ai: "8002", title: "mobile telephone", shape: "x..20" },
  { ai: "8003", title: "GRAI", shape: "n1:zero+n13:check:prefix1+x..16?", leads: [] },
  { ai: "8004", title: "GIAI", shape: "x..30:prefix1", leads: ["7040"] },
  { ai: "8005", title: "price by unit", shape: "n6", needs: "01 02" },
  {
    ai: "8006",
    title: "ITIP, piece of an article",
    shape: "n14:check:prefix2+n4:pieceOfTotal",
    never: "01 03 37",
    leads: ["22 10 21"],
  },
  { ai: "8007", title: "IBAN", shape: "x..34:iban", needs: "415" },
  { ai: "8008", title: "production time", shape: "n6:day+n2:hour+n2?:sixty+n2?:sixty", needs: "01 02 03" },
  { ai: "8009", title: "sensor", shape: "x..50", needs: "00 01 03" },
  { ai: "8010", title: "CPID", shape: "y..30:prefix1", leads: ["8011"] },
  { ai: "8011", title: "CPID serial", shape: "n..12:noZeroInFront", needs: "8010", notInQuery: true },
  { ai: "8012", title: "software version", shape: "x..20", needs: "01 03 8006" },
  { ai: "8013", title: "GMN", shape: "x..25:checkPair:prefix1", leads: [] },
  {
    ai: "8014",
    title: "device registration",
    shape: "x..25:checkPair:prefix1:letters",
    needs: "01",
    notInQuery: true,
  },
  { ai: "8017", title: "GSRN of a provider", shape: "n18:check:prefix1", never: "8018", leads: ["8019"] },
  { ai: "8018", title: "GSRN of a customer", shape: "n18:check:prefix1", never: "8017", leads: ["8019"] },
  { ai: "8019", title: "service relation instance", shape: "n..10", needs: "8017 8018", notInQuery: true },
  { ai: "8020", title: "payment slip", shape: "x..25", needs: "415", notInQuery: true },
  {
    ai: "8026",
    title: "pieces contained",
    shape: "n14:check:prefix2+n4:pieceOfTotal",
    needs: "37",
    never: "02 03 8006",
  },
  {
    ai: "8030",
    title: "signature",
    shape: "z..90",
    needs: "00 01+21 03+21 253 255 8003 8004 8006+21 8010+8011 8017 8018",
  },
  { ai: "8040", title: "IMEI", shape: "n15", needs: "01+21", notInQuery: true },
  { ai: "8041", title: "second IMEI", shape: "n15", needs: "01+21+8040", notInQuery: true },
  { ai: "8042", title: "eSIM", shape: "n32", needs: "01+21+8040", notInQuery: true },
  { ai: "8043", title: "SIM", shape: "n18+n..2?", needs: "01+21+8040", notInQuery: true },
  { ai: "8110", title: "coupon, North America", shape: "x..70:coupon" },
  { ai: "8111", title: "points of a coupon", shape: "n4", needs: "255" },
  { ai: "8112", title: "coupon of an offer file, North America", shape: "x..70:offer" },
  { ai: "8200", title: "address of a product", shape: "x..70", needs: "01", notInQuery: true },
  { ai: "90", title: "agreed between partners", shape: "x..30" },
  ...numbered("9", 1, 9, { title: "the company's own", shape: "x..90" }),
];

/**
 * Lengths of identifier and value together for what needs no FNC1 behind it, by the first two digits; an identifier that
 * is not in the table yet has them too. Source: GS1 General Specifications, figure 7.8.5-2 "Element strings with
 * predefined length using GS1 Application Identifiers"; (23) was never given out.
 */
export const predefinedLength: Readonly<Record<string, number>> = {
  "00": 20,
  "01": 16,
  "02": 16,
  "03": 16,
  "04": 18,
  "11": 8,
  "12": 8,
  "13": 8,
  "14": 8,
  "15": 8,
  "16": 8,
  "17": 8,
  "18": 8,
  "19": 8,
  "20": 4,
  "31": 10,
  "32": 10,
  "33": 10,
  "34": 10,
  "35": 10,
  "36": 10,
  "41": 16,
};
