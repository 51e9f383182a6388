/**
 * Obeys commands: keeps the printer's modes and puts marks on the paper. It answers nothing and knows no socket.
 * Meanings and defaults: Epson ESC/POS command reference, by the name of each command in `command-table.ts`.
 */

import { columnsToBitmap, scaled } from "./bitmap.ts";
import { type BarcodeSettings, barcodeDefaults, barcodeMark, CodeStore, labelPlaces } from "./code-marks.ts";
import { characterOf, codePages, nationalSets } from "./code-pages.ts";
import { type Command, hex } from "./command-reader.ts";
import { type Align, type Bitmap, fontDots, type Mark, plain, type Run, type Style } from "./paper.ts";

type PrinterCommand = Extract<Command, { kind: "command" }>;

/** A piece of paper, cut or torn off. */
export interface PrintedPaper {
  readonly marks: readonly Mark[];
  /** What the printer didn't understand or refused to print, in order, in words. */
  readonly unknown: readonly string[];
  /** Openings of the cash drawer while it was printed. */
  readonly drawerPulses: number;
}

const lineSpacingDefault = 30;
const aligns: readonly Align[] = ["left", "center", "right"];

/** Digits may come as numbers (0, 1, 2) or as their characters ("0", "1", "2"). */
const numeral = (byte: number) => (byte >= 48 && byte <= 57 ? byte - 48 : byte);
const word = (data: Uint8Array, at: number) => data[at]! + data[at + 1]! * 256;

export class PrintHead {
  readonly #paperDots: number;
  readonly #onCut: (paper: PrintedPaper) => void;
  #marks: Mark[] = [];
  #unknown: string[] = [];
  #drawerPulses = 0;

  #style: Style = plain;
  #align: Align = "left";
  #page = 0;
  #national = 0;
  #lineSpacing = lineSpacingDefault;
  #spacing = 0;
  #leftMargin = 0;
  #printWidth: number;
  #tabs: readonly number[] = [];
  #barcode: BarcodeSettings = barcodeDefaults;
  #codes = new CodeStore();
  #graphics: Bitmap | undefined;

  #runs: Run[] = [];
  #x = 0;
  #images: Bitmap[] = [];

  /** @param paperDots printable width: 12 a column of font A. */
  constructor(paperDots: number, onCut: (paper: PrintedPaper) => void) {
    this.#paperDots = paperDots;
    this.#printWidth = paperDots;
    this.#onCut = onCut;
  }

  /** Takes one command. Throws nothing: what it can't do goes to `unknown` of the paper. */
  obey(command: Command): void {
    if (command.kind === "text") this.#text(command.bytes);
    else if (command.kind === "unknown")
      this.complain(`byte ${command.offset}: unknown command ${command.bytes}`);
    else this.#command(command);
  }

  /** Notes something that belongs to this paper. */
  complain(what: string): void {
    this.#unknown.push(what);
  }

  /** Ends the paper where it is. A blank piece without complaints is no paper. */
  cut(): void {
    this.#endLine();
    const printed = this.#marks.some((mark) => mark.kind !== "feed");
    if (printed || this.#unknown.length > 0)
      this.#onCut({ marks: this.#marks, unknown: this.#unknown, drawerPulses: this.#drawerPulses });
    this.#marks = [];
    this.#unknown = [];
    this.#drawerPulses = 0;
  }

  /** Throws away what is in the line buffer (DLE ENQ 2, DLE DC4 8, CAN). */
  clearLine(): void {
    this.#runs = [];
    this.#images = [];
    this.#x = 0;
  }

  #text(bytes: Uint8Array): void {
    for (const byte of bytes) {
      const character = characterOf(byte, this.#page, this.#national);
      if (character === "\ufffd")
        this.complain(`byte value 0x${byte.toString(16)} has no character in code page ${this.#page}`);
      const step = fontDots[this.#style.font].width * this.#style.width + this.#spacing * this.#style.width;
      if (this.#x + step > this.#printWidth) this.#endLine();
      const last = this.#runs.at(-1);
      if (
        last !== undefined &&
        last.style === this.#style &&
        this.#spacing === 0 &&
        this.#x === last.x + last.text.length * step
      )
        this.#runs[this.#runs.length - 1] = { ...last, text: last.text + character };
      else this.#runs.push({ x: this.#x, text: character, style: this.#style });
      this.#x += step;
    }
  }

  /** Prints the line buffer; an empty one feeds nothing. */
  #endLine(): void {
    if (this.#images.length > 0) {
      for (const bitmap of this.#images) this.#marks.push({ kind: "image", align: this.#align, bitmap });
      this.#images = [];
    }
    if (this.#runs.length > 0) {
      const tallest = Math.max(
        ...this.#runs.map((run) => fontDots[run.style.font].height * run.style.height),
      );
      const heightDots = Math.max(tallest, this.#lineSpacing);
      this.#marks.push({
        kind: "line",
        align: this.#align,
        runs: this.#runs,
        widthDots: this.#x,
        heightDots,
      });
    }
    this.#runs = [];
    this.#x = 0;
  }

  #lineFeed(): void {
    if (this.#runs.length === 0 && this.#images.length === 0) this.#feed(this.#lineSpacing);
    else this.#endLine();
  }

  #feed(heightDots: number): void {
    if (heightDots > 0) this.#marks.push({ kind: "feed", heightDots });
  }

  #set(change: Partial<Style>): void {
    this.#style = { ...this.#style, ...change };
  }

  #initialise(): void {
    this.clearLine();
    this.#style = plain;
    this.#align = "left";
    this.#page = 0;
    this.#national = 0;
    this.#lineSpacing = lineSpacingDefault;
    this.#spacing = 0;
    this.#leftMargin = 0;
    this.#printWidth = this.#paperDots;
    this.#tabs = [];
    this.#barcode = barcodeDefaults;
    this.#codes = new CodeStore();
    this.#graphics = undefined;
  }

  #command({ name, data, offset }: PrinterCommand): void {
    const n = data[0] ?? 0;
    switch (name) {
      case "initialise":
        this.#initialise();
        return;
      case "line-feed":
        this.#lineFeed();
        return;
      case "feed-lines":
        this.#endLine();
        this.#feed(n * this.#lineSpacing);
        return;
      case "feed-dots":
        this.#endLine();
        this.#feed(n);
        return;
      case "line-spacing-default":
        this.#lineSpacing = lineSpacingDefault;
        return;
      case "line-spacing":
        this.#lineSpacing = n;
        return;
      case "character-space":
        this.#spacing = n;
        return;
      case "print-mode":
        this.#set({
          font: n & 0x01 ? "B" : "A",
          bold: (n & 0x08) !== 0,
          height: n & 0x10 ? 2 : 1,
          width: n & 0x20 ? 2 : 1,
          underline: n & 0x80 ? 1 : 0,
        });
        return;
      case "bold":
      case "double-strike":
        this.#set({ bold: (n & 1) === 1 });
        return;
      case "underline":
        this.#set({ underline: Math.min(numeral(n), 2) as 0 | 1 | 2 });
        return;
      case "inverse":
        this.#set({ inverse: (n & 1) === 1 });
        return;
      case "font":
        this.#set({ font: numeral(n) === 1 ? "B" : "A" });
        return;
      case "character-size":
        this.#set({ width: ((n >> 4) & 7) + 1, height: (n & 7) + 1 });
        return;
      case "align":
        // Obeyed at the beginning of a line only, as the reference says.
        if (this.#runs.length === 0) this.#align = aligns[numeral(n)] ?? this.#align;
        return;
      case "code-page":
        if (codePages[n] === undefined)
          this.complain(`byte ${offset}: code page ${n} is not in this printer`);
        this.#page = n;
        return;
      case "national-set":
        if (nationalSets[n] === undefined)
          this.complain(`byte ${offset}: national set ${n} is not in this printer`);
        this.#national = n;
        return;
      case "left-margin":
        this.#leftMargin = word(data, 0);
        this.#printWidth = Math.min(this.#printWidth, this.#paperDots - this.#leftMargin);
        return;
      case "print-width":
        this.#printWidth = Math.min(word(data, 0), this.#paperDots - this.#leftMargin);
        return;
      case "absolute-position":
        this.#x = word(data, 0);
        return;
      case "relative-position": {
        const move = word(data, 0);
        this.#x = Math.max(0, this.#x + (move >= 32_768 ? move - 65_536 : move));
        return;
      }
      case "tab-stops":
        this.#tabs = [...data]
          .filter((column) => column > 0)
          .map((column) => column * fontDots[this.#style.font].width);
        return;
      case "tab": {
        const stops =
          this.#tabs.length > 0
            ? this.#tabs
            : Array.from({ length: 32 }, (_, i) => (i + 1) * 8 * fontDots.A.width);
        this.#x = stops.find((stop) => stop > this.#x) ?? this.#x;
        return;
      }
      case "barcode-height":
        this.#barcode = { ...this.#barcode, heightDots: n };
        return;
      case "barcode-module-width":
        this.#barcode = { ...this.#barcode, moduleDots: n };
        return;
      case "barcode-text-place":
        this.#barcode = { ...this.#barcode, labelPlace: labelPlaces[numeral(n)] ?? "none" };
        return;
      case "barcode":
        this.#endLine();
        this.#put(barcodeMark(data, this.#barcode, this.#align, this.#printWidth), offset);
        return;
      case "two-dimensional-code":
        this.#put(this.#codes.obey(data, this.#align), offset);
        return;
      case "raster-image":
        this.#endLine();
        this.#marks.push({
          kind: "image",
          align: this.#align,
          bitmap: scaled(
            { widthDots: word(data, 1) * 8, heightDots: word(data, 3), bits: data.slice(5) },
            numeral(n),
          ),
        });
        return;
      case "column-image":
        this.#images.push(columnsToBitmap(data));
        return;
      case "graphics":
        this.#graphic(data.subarray(2), offset);
        return;
      case "graphics-wide":
        this.#graphic(data.subarray(4), offset);
        return;
      case "cut":
        if (n >= 65) {
          this.#endLine();
          this.#feed(data[1] ?? 0);
        }
        this.cut();
        return;
      case "cut-partly-old":
        this.cut();
        return;
      case "drawer-pulse":
        this.#drawerPulses += 1;
        return;
      case "real-time-request":
        if (n === 1) this.#drawerPulses += 1;
        return;
      case "cancel":
        return;
      case "rotate":
      case "upside-down":
        if ((n & 1) === 1) this.complain(`byte ${offset}: ${name} is not drawn by this emulator`);
        return;
      case "test-print":
      case "user-settings":
      case "kanji-on":
        this.complain(`byte ${offset}: ${name} is not obeyed by this emulator`);
        return;
      // Heard and without a trace on the paper: status and set-up commands, carriage return with auto line feed off.
      default:
        return;
    }
  }

  /** A mark for the paper, a complaint, or nothing. */
  #put(result: Mark | string | undefined, offset: number): void {
    if (typeof result === "string") this.complain(`byte ${offset}: ${result}`);
    else if (result !== undefined) {
      this.#endLine();
      this.#marks.push(result);
    }
  }

  /** GS ( L and GS 8 L: m fn, then parameters. 112 stores a raster, 50 (or 2) prints what is stored. */
  #graphic(data: Uint8Array, offset: number): void {
    const fn = data[1];
    if (fn === 112) {
      const [bx, by] = [data[3]!, data[4]!];
      const bitmap = { widthDots: word(data, 6), heightDots: word(data, 8), bits: data.slice(10) };
      this.#graphics = scaled(bitmap, (bx === 2 ? 1 : 0) + (by === 2 ? 2 : 0));
    } else if (fn === 50 || fn === 2) {
      this.#endLine();
      if (this.#graphics !== undefined)
        this.#marks.push({ kind: "image", align: this.#align, bitmap: this.#graphics });
      this.#graphics = undefined;
    } else this.complain(`byte ${offset}: graphics function ${fn} is not in this emulator`);
  }
}

/** Used by messages of the server. */
export const inWords = (bytes: Uint8Array) => (bytes.length === 0 ? "nothing" : hex(bytes));
