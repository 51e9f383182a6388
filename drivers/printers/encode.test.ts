import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ReceiptBlock } from "../device.ts";
import { byteOf, hasCharacter } from "./code-page.ts";
import { qrModules } from "./emulator/qr.ts";
import { encode } from "./encode.ts";
import { printable } from "./printable.ts";
import { type PrinterProfile, type PrinterProfileId, printerProfiles } from "./profiles.ts";
import { type Printed, readBack } from "./read-back.ts";

const wide = printerProfiles["generic-80mm-48"];
const narrow: PrinterProfile = printerProfiles["epson-tm-t88"];

const printed = (blocks: readonly ReceiptBlock[], profile: PrinterProfile = wide): Printed =>
  readBack(encode(blocks, profile), profile.codePage.name);

describe("the bytes of a receipt", () => {
  test("begin with a reset, and set the printer to the code page with the euro", () => {
    const bytes = Buffer.from(encode([{ kind: "text", text: "10 €" }], wide));
    expect(bytes.subarray(0, 2)).toEqual(Buffer.from([0x1b, 0x40]));
    expect(bytes.includes(Buffer.from([0x1b, 0x74, 0x13]))).toBe(true);
    expect(bytes.includes(Buffer.from([0x31, 0x30, 0x20, 0xd5, 0x0a]))).toBe(true);
  });

  test("have Italy's letters where PC858 has them", () => {
    const bytes = Buffer.from(encode([{ kind: "text", text: "àèéìòùÀÈÉ°" }], wide));
    expect(bytes.includes(Buffer.from([0x85, 0x8a, 0x82, 0x8d, 0x95, 0x97, 0xb7, 0xd4, 0x90, 0xf8]))).toBe(
      true,
    );
  });

  test("use each model's own number for the code page", () => {
    const bytes = Buffer.from(encode([{ kind: "text", text: "€" }], printerProfiles["citizen-ct-s310ii"]));
    expect(bytes.includes(Buffer.from([0x1b, 0x74, 2, 0xd5]))).toBe(true);
  });

  test("have every character of a code page at its place", () => {
    for (const name of ["cp858", "windows1252"] as const) {
      const profile: PrinterProfile = { ...wide, codePage: { name, number: name === "cp858" ? 19 : 16 } };
      let found = 0;
      for (let code = 0xa0; code < 0x2600; code++) {
        const character = String.fromCharCode(code);
        if (!hasCharacter(name, character)) continue;
        const bytes = Buffer.from(encode([{ kind: "text", text: `x${character}x` }], profile));
        const there = bytes.includes(Buffer.from([0x78, byteOf(name, character), 0x78]));
        expect([character, there]).toEqual([character, true]);
        found++;
      }
      expect(found).toBe(name === "cp858" ? 124 : 121);
    }
  });

  test("cut after feeding the last line past the blade", () => {
    expect(printed([{ kind: "text", text: "ciao" }, { kind: "cut" }])).toMatchObject({
      cuts: 1,
      lines: ["ciao", "", "", "", ""],
    });
    expect(printed([{ kind: "cut" }], { ...wide, cut: "none" }).cuts).toBe(0);
  });

  test("print bold and large only where asked", () => {
    const { lines, bold, large } = printed([
      { kind: "text", text: "GRAZIE", bold: true, large: true, align: "center" },
      { kind: "text", text: "a presto" },
      { kind: "row", left: "Sconto", right: "-1,00", bold: true },
    ]);
    expect(lines.map((line) => line.trim())).toEqual([
      "GRAZIE",
      "a presto",
      expect.stringContaining("Sconto"),
    ]);
    expect(bold).toEqual([true, false, true]);
    expect(large).toEqual([true, false, false]);
  });
});

describe("rows", () => {
  test.each([48, 42] as const)("are exactly %i columns, and a long name goes on below, whole", (columns) => {
    const profile = columns === 48 ? wide : narrow;
    const { lines } = printed(
      [
        { kind: "row", left: "Pasta 3x2", right: "-1,19 €" },
        { kind: "row", left: "Un nome di promozione che non finisce mai, davvero mai", right: "-123,45 €" },
        { kind: "rule" },
      ],
      profile,
    );
    const [plain, name, below, rule] = lines;
    expect([plain, name, rule].map((line) => line?.length)).toEqual([columns, columns, columns]);
    expect(plain).toMatch(/^Pasta 3x2 +-1,19 €$/);
    expect(name).toMatch(/^Un nome di promozione che non +(finisce +)?-123,45 €$/);
    expect(below?.trimEnd()).toBe(columns === 48 ? "  mai, davvero mai" : "  finisce mai, davvero mai");
    expect(rule).toBe("-".repeat(columns));
  });

  test("put a right part that fills the line below the left", () => {
    const { lines } = printed([{ kind: "row", left: "Codice", right: "x".repeat(48) }]);
    expect(lines.map((line) => line.trim())).toEqual(["Codice", "x".repeat(48)]);
  });

  test("put a name that a long right leaves no room for above it", () => {
    const { lines } = printed([{ kind: "row", left: "Premio fedeltà di dicembre", right: "x".repeat(40) }]);
    expect(lines.map((line) => line.trim())).toEqual(["Premio fedeltà di dicembre", "x".repeat(40)]);
  });
});

describe("texts that a printer must not see as they are", () => {
  test.each([
    ["“Più” – l’offerta…", '"Più" - l\'offerta...'],
    ["3,20\u00a0€ / 4\u202f€", "3,20 € / 4 €"],
    ["apri\u001bp\u0000\u0019\u00fa cassetto", "aprip\u00fa cassetto"],
    ["\u0010\u0014\u0001\u0000\u0001", ""],
    ["una\triga", "una riga"],
    ["\u009b1m\u007f\u200b\ufeff\u202ezero", "1mzero"],
    ["e\u0300 già", "è già"],
    ["Łódź, Plzeň, İstanbul", "Lódz, Plzen, Istanbul"],
    ["50 % ➜ 25 %", "50 % -> 25 %"],
    ["Buon Natale 🎄👨‍👩‍👧", "Buon Natale **"],
    ["½ ﬁne ™", "½ fine (TM)"],
    ["Привет", "******"],
  ])("%j becomes %j", (text, becomes) => {
    expect(printable(text, "cp858")).toBe(becomes);
  });

  test("a code page that has typographic signs keeps them", () => {
    expect(printable("“Più” – l’offerta…", "windows1252")).toBe("“Più” – l’offerta…");
  });

  test("no text whatever puts a control character or a question mark of the encoder's on the line", () => {
    // As fast-check's "binary", which takes most of a second to lay out its table.
    const anyCharacter = fc.nat(0x10f7ff).map((n) => String.fromCodePoint(n < 0xd800 ? n : n + 0x800));
    const anyText = fc.string({ unit: anyCharacter, maxLength: 60 });
    fc.assert(
      fc.property(
        anyText,
        anyText,
        fc.constantFrom(wide, narrow),
        fc.boolean(),
        (left, right, profile, large) => {
          const { lines, unknown } = printed(
            [
              { kind: "row", left, right },
              { kind: "text", text: left, large },
              { kind: "barcode", symbology: "code128", value: left },
              { kind: "qr", value: right },
            ],
            profile,
          );
          expect(unknown).toEqual([]);
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(profile.columns);
          expect(lines.join("").split("?").length).toBeLessThanOrEqual(
            4 * (left + right).split(/[?‽⁇⁈⁉？﹖︖⸮]/u).length,
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test("long texts are broken between words, and in a word that is longer than the paper", () => {
    const { lines } = printed([
      { kind: "text", text: `Grazie per aver fatto la spesa da noi, torna presto ${"x".repeat(60)}\nCiao` },
    ]);
    expect(lines).toEqual([
      "Grazie per aver fatto la spesa da noi, torna",
      "presto",
      "x".repeat(48),
      "x".repeat(12),
      "Ciao",
    ]);
  });

  test("an empty text is an empty line", () => {
    expect(
      printed([{ kind: "text", text: "" }, { kind: "space" }, { kind: "text", text: "." }]).lines,
    ).toEqual(["", "", "."]);
  });
});

describe("bars", () => {
  test("of every length hold no command that a printer obeys before its turn: no drawer opens", () => {
    const profile = printerProfiles["epson-tm-t88"];
    for (let length = 1; length <= 400; length++) {
      const value = "x".repeat(length);
      const receipt: ReceiptBlock[] = [{ kind: "qr", value }];
      // Longer ones are printed as text.
      if (length < 20) receipt.push({ kind: "barcode", symbology: "code128", value });
      const bytes = Buffer.from(encode(receipt, profile)).toString("latin1");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: DLE EOT, DLE ENQ, DLE DC4.
      expect(bytes).not.toMatch(/\x10[\x04\x05\x14]/);
    }
  });

  test("of a voucher's signed digits hold none either, and are drawn in 57 modules of four dots", () => {
    const { widthDots } = printerProfiles["epson-tm-t88"];
    expect(57 * 4).toBeLessThan(widthDots);
    const digits = "99100032042546003012345678901287654321";
    for (const length of [457, 470, 501, 513, 600]) {
      const qr = digits + "7".repeat(length - digits.length);
      const { bars } = printed([{ kind: "number", digits, qr }]);
      expect(bars[0]).toBe(`qr ${qr}`);
      const bytes = encode([{ kind: "number", digits, qr }], printerProfiles["epson-tm-t88"]);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: DLE EOT, DLE ENQ, DLE DC4.
      expect(Buffer.from(bytes).toString("latin1")).not.toMatch(/\x10[\x04\x05\x14]/);
    }
    expect(qrModules(Buffer.from("7".repeat(501)), "M")).toHaveLength(57);
    // One that no paper holds leaves its number, which can be typed too.
    expect(printed([{ kind: "number", digits, qr: digits.repeat(20) }]).bars[0]).toBe(`qr ${digits}`);
  });

  test("are printed when they are right", () => {
    const { bars } = printed([
      { kind: "barcode", symbology: "ean13", value: "8076809513753" },
      { kind: "barcode", symbology: "code128", value: "SPRING{2026}" },
      { kind: "qr", value: "https://example.it/?c=1" },
    ]);
    expect(bars).toEqual(["ean13 8076809513753", "code128 {BSPRING{{2026}", "qr https://example.it/?c=1"]);
  });

  test("a voucher's number is printed in every way that the printer has, and below to be typed", () => {
    const digits = "99100032042546003012345678901287654321";
    const said = "9910 0032 0425 4600 3012 3456 7890 1287 6543 21";
    const pairs = digits.replaceAll(/../g, (pair) => String.fromCharCode(Number(pair)));
    const shown = (id: PrinterProfileId) => {
      const { bars, lines } = printed([{ kind: "number", digits }], printerProfiles[id]);
      expect(lines.map((line) => line.trim()).join(" ")).toContain(said);
      return bars;
    };
    const [qr, bars] = [`qr ${digits}`, `code128 {C${pairs}`];
    expect(shown("generic-80mm-48")).toEqual([qr, bars]);
    expect(shown("epson-tm-t88")).toEqual([qr, bars]);
    // Older ones have no QR codes; 38 digits are wider than 58 mm.
    expect(shown("epson-tm-t88-old")).toEqual([bars]);
    expect(shown("generic-58mm-32")).toEqual([qr]);
  });

  test.each<[string, ReceiptBlock]>([
    ["a wrong check digit", { kind: "barcode", symbology: "ean13", value: "8076809513754" }],
    ["letters", { kind: "barcode", symbology: "ean13", value: "807680951375A" }],
    ["three digits", { kind: "barcode", symbology: "ean13", value: "123" }],
    ["too long for the paper", { kind: "barcode", symbology: "code128", value: "A".repeat(40) }],
    ["an order to the printer in its pairs", { kind: "barcode", symbology: "code128", value: "99162000" }],
    ["accents in a Code 128", { kind: "barcode", symbology: "code128", value: "PIÙ" }],
    ["nothing", { kind: "barcode", symbology: "code128", value: "" }],
    ["accents in a QR code", { kind: "qr", value: "città" }],
  ])("that cannot be printed are printed as text: %s", (_why, block) => {
    const { bars, lines } = printed([block]);
    expect(bars).toEqual([]);
    expect(lines.join("").trim()).toBe("value" in block ? block.value : "");
  });
});
