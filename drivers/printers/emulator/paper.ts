/** What stands on the paper, top to bottom, in dots; pictures and readable text are made of it. */

import type { QrLevel } from "./qr.ts";

export type Align = "left" | "center" | "right";

export interface Style {
  readonly bold: boolean;
  /** Thickness in dots. */
  readonly underline: 0 | 1 | 2;
  readonly inverse: boolean;
  /** Multiples of the font's own size, 1 to 8. */
  readonly width: number;
  readonly height: number;
  /** A is 12 × 24 dots, B is 9 × 17. */
  readonly font: "A" | "B";
}

/** Characters of one style, beginning `x` dots from the left of the line's own content. */
export interface Run {
  readonly x: number;
  readonly text: string;
  readonly style: Style;
}

/** One bit a dot, rows from the top, each row filled up to whole bytes. */
export interface Bitmap {
  readonly widthDots: number;
  readonly heightDots: number;
  readonly bits: Uint8Array;
}

export type Mark =
  | {
      readonly kind: "line";
      readonly align: Align;
      readonly runs: readonly Run[];
      readonly widthDots: number;
      readonly heightDots: number;
    }
  | { readonly kind: "feed"; readonly heightDots: number }
  | {
      readonly kind: "barcode";
      readonly align: Align;
      readonly symbology: string;
      readonly modules: string;
      readonly label: string;
      readonly moduleDots: number;
      readonly heightDots: number;
      readonly labelPlace: "none" | "above" | "below" | "both";
    }
  | {
      readonly kind: "qr";
      readonly align: Align;
      readonly value: string;
      readonly level: QrLevel;
      /** `undefined`: too long for the emulator's encoder; drawn as a labelled box. */
      readonly modules: readonly (readonly boolean[])[] | undefined;
      readonly moduleDots: number;
    }
  | { readonly kind: "image"; readonly align: Align; readonly bitmap: Bitmap };

/** Dots of one character of the font at its own size. */
export const fontDots = { A: { width: 12, height: 24 }, B: { width: 9, height: 17 } } as const;

export const plain: Style = { bold: false, underline: 0, inverse: false, width: 1, height: 1, font: "A" };
