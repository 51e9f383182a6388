import fc from "fast-check";
import { expect, test } from "vitest";
import type { ReceiptBlock } from "../../device.ts";
import { type FiscalModelId, fiscalModels } from "./models.ts";
import { find, readXml, textOf } from "./read-xml.ts";
import { CUT_MARK, trailerLines } from "./trailer-lines.ts";

const lines = (model: FiscalModelId, ...blocks: ReceiptBlock[]) =>
  trailerLines(blocks, fiscalModels[model]).map(({ text }) => text);
const text = (text: string): ReceiptBlock => ({ kind: "text", text });

test("a long text is broken between words, at the width of the model", () => {
  const long = text("Con la tessera domani tutta la pasta di semola costa la metà, in tutti i punti vendita");
  expect(lines("epson-rt", long)).toEqual([
    "Con la tessera domani tutta la pasta di semola",
    "costa la metà, in tutti i punti vendita",
  ]);
  expect(lines("rch-rt", long)).toEqual([
    "Con la tessera domani tutta la",
    "pasta di semola costa la meta', in",
    "tutti i punti vendita",
  ]);
});

test("what is more than the printer takes is dropped, with a mark", () => {
  const many = Array.from({ length: 25 }, (_, n) => text(`riga ${n + 1}`));
  const printed = lines("rch-rt", ...many);
  expect(printed).toHaveLength(20);
  expect(printed.slice(-2)).toEqual(["riga 19", CUT_MARK]);
});

test("a voucher's bars become its number, which a cashier can key in", () => {
  expect(lines("custom-rt", { kind: "barcode", symbology: "ean13", value: "9900000001007" })).toEqual([
    "9900000001007",
  ]);
});

test("letters without a place in ASCII stay readable", () => {
  expect(lines("rch-rt", text("Perché no? Caffè è più buono: 1,20 €"))).toEqual([
    "Perche' no? Caffe' e' piu' buono:",
    "1,20 EUR",
  ]);
  expect(lines("rch-rt", text('Cioè (solo oggi) 3/12 = -50% & "extra"'))).toEqual([
    "Cioe' [solo oggi] 3-12 - -50% +",
    "'extra'",
  ]);
});

test("a line is bold only where the model has a bold font", () => {
  const [line] = trailerLines([{ kind: "text", text: "Grazie", bold: true }], fiscalModels["custom-rt"]);
  expect(line).toEqual({ text: "Grazie", bold: true });
  expect(fiscalModels["epson-rt"].fonts.bold).toBe(fiscalModels["epson-rt"].fonts.normal);
});

test("no line begins as an order to void a receipt, wherever a text is broken", () => {
  for (const start of ["", "a".repeat(45), " ".repeat(10)])
    for (const printed of lines("epson-rt", text(`${start} VOID 0001 0001`)))
      expect(printed).not.toMatch(/^\s*VOID/);
  expect(lines("epson-rt", text("Voidate le tasche!"))).toEqual(["Voidate le tasche!"]);
});

const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));

test("any text becomes lines of the model's characters, none too long and none empty", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...(Object.keys(fiscalModels) as FiscalModelId[])),
      fc.string({ unit: anyCharacter, maxLength: 100 }),
      (model, any) => {
        const { columns, linesMax, characters } = fiscalModels[model];
        const printed = lines(model, text(any), { kind: "row", left: any, right: any });
        expect(printed.length).toBeLessThanOrEqual(linesMax);
        const known = characters === "ascii" ? /^[ -~]+$/u : /^[ -~\u00a1-\u00ff€]+$/u;
        for (const line of printed) {
          expect(line.length).toBeLessThanOrEqual(columns);
          expect(line).toMatch(known);
        }
      },
    ),
  );
});

test("an answer is read whatever prefix and blank lines it has", () => {
  const answer = readXml(
    '\n\n<?xml version="1.0"?>\n<e:E xmlns:e="x"><response success="true"><a> 1 </a></response></e:E>',
  );
  expect(find(answer, "response")?.attributes.success).toBe("true");
  expect(textOf(answer, "a")).toBe("1");
  expect(textOf(answer, "constructor")).toBe("");
});

test.each([
  ["nothing", ""],
  ["a web page", "<html><body><br></body></html>"],
  ["half an answer", '<response success="true"><addInfo>'],
  ["a document type", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ["an entity of nobody's", "<a>&b;</a>"],
  ["an entity out of the prototype", "<a>&constructor;</a>"],
  ["two roots", "<a/><b/>"],
  ["a text behind the end", "<a/>b"],
  ["a tower", "<a>".repeat(1000)],
  ["a crowd", `<a>${"<b/>".repeat(1000)}</a>`],
])("an answer that is %s is refused", (_name, xml) => {
  expect(() => readXml(xml)).toThrow();
});

test("whatever bytes come for an answer, they are read or refused", () => {
  const pieces = fc.constantFrom(
    "<",
    ">",
    "/",
    "a",
    "=",
    '"',
    "&",
    ";",
    "!",
    "?",
    "[",
    "]",
    "-",
    "response",
    " ",
    "\u0000",
  );
  fc.assert(
    fc.property(fc.string({ unit: pieces, maxLength: 60 }), (any) => {
      try {
        expect(typeof readXml(any).name).toBe("string");
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
    { numRuns: 500 },
  );
});
