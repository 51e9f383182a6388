/** What is known of each family of fiscal printers, as data. Every row says where it was read. */

export type FiscalBrand = "epson" | "custom" | "rch";

export interface FiscalModel {
  readonly name: string;
  readonly brand: FiscalBrand;
  /** Characters in one line of the trailer. */
  readonly columns: number;
  /** Lines for one document; more are dropped, with a mark. */
  readonly linesMax: number;
  /** "latin": the letters of Western Europe and the euro sign; "ascii": nothing beyond "~". */
  readonly characters: "latin" | "ascii";
  /** As the protocol names them. Where no bold one is known, bold lines are as the others. */
  readonly fonts: { readonly normal: string; readonly bold: string };
  /** Of columns, lines, characters and fonts, in this order. None of it was tried on a real printer. */
  readonly source: string;
}

export const fiscalModels = {
  "epson-rt": {
    name: "Epson FP-81 II RT, FP-90 III RT",
    brand: "epson",
    columns: 46,
    linesMax: 99,
    characters: "latin",
    fonts: { normal: "1", bold: "1" },
    source:
      "46 and 1 to 99: comments on printRecMessage, after Epson's guide, in github.com/Marks1996/fiscal_printer lib/common/epson_model.dart, and efsta's documentation; " +
      "the euro sign in texts: github.com/721377/procassa lib/epsonxml.js; other letters beyond ASCII: the request is UTF-8, which of them print was not found; " +
      "font 1: TxtExamples of EpsonFpSuite 2.2.0. What the other fonts are was not found",
  },
  "custom-rt": {
    name: "Custom K3 RT, Q3X RT and others with the XML protocol",
    brand: "custom",
    columns: 42,
    linesMax: 30,
    characters: "latin",
    fonts: { normal: "3", bold: "8" },
    source:
      "42, font 3 (42 characters), font 8 (42 characters, bold): comments on printRecMessage in github.com/Marks1996/fiscal_printer lib/common/custom_model.dart; " +
      "30 lines is our own bound, none was found; the request is UTF-8, which letters print was not found",
  },
  "rch-rt": {
    name: "RCH Print!F RT, Onda RT and others with the web service",
    brand: "rch",
    columns: 35,
    linesMax: 20,
    characters: "ascii",
    fonts: { normal: "", bold: "" },
    source:
      "35 characters after the total: github.com/lucafabbri/rch-driver-js src/protocol/Core.ts; 20 lines is our own bound: the manual of the web service (Print!F, V5 R0319) bounds a request, the number was not found; " +
      "20 to 7F hex only: RCH's protocol of the Onda, 1.0; no fonts after the total",
  },
} as const satisfies Record<string, FiscalModel>;

export type FiscalModelId = keyof typeof fiscalModels;
