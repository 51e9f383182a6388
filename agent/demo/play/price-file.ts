/** The POS's own price file: what it knows of articles without asking anybody. */

import { readFileSync } from "node:fs";
import { z } from "zod";

const articleSchema = z.looseObject({
  article: z.string(),
  text: z.string(),
  priceCents: z.int().min(0),
});

export interface PricedArticle {
  readonly text: string;
  /** Of one piece, or of one kilo. */
  readonly priceCents: number;
}

/** By article, digits as the chain spells them. */
export type PriceFile = ReadonlyMap<string, PricedArticle>;

/** Reads a chain's articles.json. Throws if it isn't one. */
export function readPriceFile(file: string): PriceFile {
  const articles = z.array(articleSchema).parse(JSON.parse(readFileSync(file, "utf8")));
  return new Map(articles.map(({ article, text, priceCents }) => [article, { text, priceCents }]));
}
