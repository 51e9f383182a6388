/** Recorded sales from files: one sale (.json), a list of them (.json), or one a line (.jsonl); each also as .gz. */

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { type RecordedSale, RecordedSaleError, readRecordedSale } from "./recorded-sale.ts";

/** Throws RecordedSaleError that names file, line and field. */
export function readSales(file: string): RecordedSale[] {
  const text = contentOf(file);
  if (file.replace(/\.gz$/, "").endsWith(".jsonl"))
    return text
      .split("\n")
      .flatMap((line, index) =>
        line.trim() === ""
          ? []
          : [readRecordedSale(parse(line, `${file}:${index + 1}`), `${file}:${index + 1}`)],
      );
  const value = parse(text, file);
  if (!Array.isArray(value)) return [readRecordedSale(value, file)];
  return value.map((sale, index) => readRecordedSale(sale, `${file}, sale ${index + 1}`));
}

function contentOf(file: string): string {
  try {
    const bytes = readFileSync(file);
    return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  } catch (error) {
    throw new RecordedSaleError(`${file} can't be read: ${(error as Error).message}`, { cause: error });
  }
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RecordedSaleError(`${where} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}
