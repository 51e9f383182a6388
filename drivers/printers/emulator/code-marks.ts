/** Barcodes and QR codes: from the settings and bytes that the commands carry to a mark, or to why there is none. */

import { symbologies } from "./bars.ts";
import type { Align, Mark } from "./paper.ts";
import { type QrLevel, qrModules } from "./qr.ts";

/** By the n of GS H. */
export const labelPlaces = ["none", "above", "below", "both"] as const;

export interface BarcodeSettings {
  readonly heightDots: number;
  readonly moduleDots: number;
  readonly labelPlace: (typeof labelPlaces)[number];
}

export const barcodeDefaults: BarcodeSettings = { heightDots: 162, moduleDots: 3, labelPlace: "none" };

/** @param data of GS k: m, then function A's data up to NUL or function B's count and data. */
export function barcodeMark(
  data: Uint8Array,
  settings: BarcodeSettings,
  align: Align,
  widthDots: number,
): Mark | string {
  const m = data[0]!;
  const symbology = symbologies[m];
  if (symbology === undefined) return `barcode system ${m} is not in this emulator`;
  const bars = symbology.bars(m >= 65 ? data.slice(2) : data.slice(1, -1));
  if (!bars.ok) return bars.why;
  const { modules, label } = bars;
  if (modules.length * settings.moduleDots > widthDots)
    return `${symbology.name} ${label} is wider than the paper`;
  return { kind: "barcode", align, symbology: symbology.name, modules, label, ...settings };
}

const qrLevels: Readonly<Record<number, QrLevel>> = { 48: "L", 49: "M", 50: "Q", 51: "H" };

/** The printer's store for two-dimensional codes: set up, filled and printed by GS ( k, one function at a time. */
export class CodeStore {
  #moduleDots = 3;
  #level: QrLevel = "L";
  #data: Uint8Array = new Uint8Array();

  /** @param data pL pH cn fn, then parameters; cn 49 is QR. */
  obey(data: Uint8Array, align: Align): Mark | string | undefined {
    const [cn, fn, parameter] = [data[2], data[3], data[4] ?? 0];
    if (cn !== 49) return `two-dimensional code ${cn} is not in this emulator`;
    switch (fn) {
      case 65:
        return parameter === 50 ? undefined : `QR model ${parameter} is drawn as model 2`;
      case 67:
        this.#moduleDots = parameter;
        return undefined;
      case 69:
        this.#level = qrLevels[parameter] ?? "L";
        return undefined;
      case 80:
        this.#data = data.slice(5);
        return undefined;
      case 81: {
        if (this.#data.length === 0) return "QR printed without data";
        const value = new TextDecoder().decode(this.#data);
        const modules = qrModules(this.#data, this.#level);
        return { kind: "qr", align, value, level: this.#level, modules, moduleDots: this.#moduleDots };
      }
      default:
        return `QR function ${fn} is not in this emulator`;
    }
  }
}
