/**
 * For tests: reads ESC/POS bytes back into lines. Small and strict: it knows the commands that a receipt needs, and
 * lists any other control byte as unknown. (A whole printer, on paper, is in `emulator/`.)
 * Source: Epson's ESC/POS command reference, by command name.
 */
import { byteOf, type CodePageName, hasCharacter } from "./code-page.ts";

export interface Printed {
  readonly lines: string[];
  /** For each line, whether its first character is bold; likewise large (double width and height). */
  readonly bold: boolean[];
  readonly large: boolean[];
  /** "ean13 …", "code128 …", "qr …" with their data. */
  readonly bars: string[];
  readonly cuts: number;
  /** Bytes that are no command of a receipt, as "offset: byte". */
  readonly unknown: string[];
}

export function readBack(bytes: Uint8Array, page: CodePageName): Printed {
  const printed = {
    lines: [] as string[],
    bold: [] as boolean[],
    large: [] as boolean[],
    bars: [] as string[],
    cuts: 0,
    unknown: [] as string[],
  };
  const letters = new Map<number, string>();
  for (let code = 0xa0; code < 0x2600; code++) {
    const letter = String.fromCharCode(code);
    if (hasCharacter(page, letter)) letters.set(byteOf(page, letter), letter);
  }
  let line = "";
  let bold = false;
  let large = false;
  let lineStyle: { bold: boolean; large: boolean } | undefined;
  let justBars = false;
  let at = 0;
  const latin1 = (from: number, to: number): string =>
    Buffer.from(bytes.subarray(from, to)).toString("latin1");

  /** Length of the command at `at`, after doing it; 0 for none that is known. */
  const command = (): number => {
    const [first, second, third = 0, fourth = 0] = bytes.subarray(at, at + 4);
    const name = `${first === 0x1b ? "ESC" : first === 0x1d ? "GS" : first === 0x1c ? "FS" : "?"} ${String.fromCharCode(second ?? 0)}`;
    switch (name) {
      case "ESC @":
      case "FS .":
        return 2;
      case "ESC E":
        bold = third === 1;
        return 3;
      case "GS !":
        large = third === 0x11;
        return 3;
      case "ESC M":
      case "ESC t":
      case "ESC a":
      case "GS h":
      case "GS w":
      case "GS H":
        return 3;
      case "GS V":
        printed.cuts++;
        justBars = true;
        return 3;
      case "GS k": {
        justBars = true;
        const end = third < 65 ? bytes.indexOf(0, at) : at + 4 + fourth;
        const data = latin1(at + (third < 65 ? 3 : 4), end);
        printed.bars.push(`${third === 2 ? "ean13" : third === 73 ? "code128" : third} ${data}`);
        return end - at + (third < 65 ? 1 : 0);
      }
      case "GS (": {
        justBars = true;
        const length = fourth + (bytes[at + 4] ?? 0) * 256;
        if (bytes[at + 6] === 0x50) printed.bars.push(`qr ${latin1(at + 8, at + 5 + length)}`);
        return 5 + length;
      }
      default:
        return 0;
    }
  };

  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    const length = byte < 0x20 && byte !== 0x0a ? command() : 0;
    if (length > 0) {
      at += length;
      continue;
    }
    if (byte === 0x0a) {
      // The line feed after bars and cuts ends no line of text.
      if (!justBars || line !== "") {
        printed.lines.push(line.trimEnd() === "" ? "" : line);
        printed.bold.push(lineStyle?.bold ?? false);
        printed.large.push(lineStyle?.large ?? false);
      }
      line = "";
      lineStyle = undefined;
      justBars = false;
    } else if (byte < 0x20 || byte === 0x7f) {
      printed.unknown.push(`${at}: ${byte}`);
    } else {
      if (byte !== 0x20) lineStyle ??= { bold, large };
      line += byte < 0x80 ? String.fromCharCode(byte) : (letters.get(byte) ?? "\ufffd");
    }
    at++;
  }
  return printed;
}
