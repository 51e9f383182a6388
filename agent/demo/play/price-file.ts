/** The POS's own price file: what it knows of articles without asking anybody. */

import { z } from "zod";
import { readText } from "../../../sync/read-text.ts";
import { RecordedSaleError } from "./recorded-sale.ts";

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

/** Reads a chain's articles.json. Throws RecordedSaleError that names the file and what is wrong with it. */
export function readPriceFile(file: string): PriceFile {
  const articles = articlesIn(file);
  return new Map(articles.map(({ article, text, priceCents }) => [article, { text, priceCents }]));
}

function articlesIn(file: string) {
  try {
    return z.array(articleSchema).parse(JSON.parse(readText(file)));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new RecordedSaleError(`${file} is no list of articles with prices: ${why}`, { cause: error });
  }
}
