/** The same receipt by two encoders that know nothing of each other shows the same on the same printer. */
import { array, constantFrom, assert as hold, oneof, property, record, string, tuple } from "fast-check";
import receiptline from "receiptline";
import { expect, test } from "vitest";
import type { ReceiptBlock } from "../device.ts";
import { CommandReader } from "./emulator/command-reader.ts";
import type { Mark } from "./emulator/paper.ts";
import { type PrintedPaper, PrintHead } from "./emulator/print-head.ts";
import { encode } from "./encode.ts";
import { printerProfiles } from "./profiles.ts";

function paperOf(bytes: Uint8Array): PrintedPaper {
  const papers: PrintedPaper[] = [];
  const head = new PrintHead(42 * 12, (paper) => papers.push(paper));
  for (const command of new CommandReader().read(bytes)) head.obey(command);
  head.cut();
  expect(papers).toHaveLength(1);
  return papers[0]!;
}

/** What a person reads, without blanks, since the two break lines differently; rules are drawn in two ways. */
function shown(marks: readonly Mark[]): string[] {
  return marks.flatMap((mark) => {
    if (mark.kind === "line") return [mark.runs.map(({ text }) => text.replaceAll(/[\s─-]/g, "")).join("")];
    return mark.kind === "barcode" ? [`${mark.symbology} ${mark.label}`] : [];
  });
}

const escaped = (text: string): string => text.replaceAll(/[\\|{}~_"`^]/g, "\\$&");

/** Our blocks in the markup of receiptline. */
function markup(block: ReceiptBlock): string {
  switch (block.kind) {
    case "text": {
      const style = `${block.bold ? '"' : ""}${block.large ? "^^^" : ""}`;
      return `${block.align === "center" ? "" : "|"}${style}${escaped(block.text)}`;
    }
    case "row":
      return `${escaped(block.left)} | ${escaped(block.right)}`;
    case "rule":
      return "-";
    case "space":
      return "";
    case "barcode":
      return `{code:${escaped(block.value)};option:${block.symbology === "ean13" ? "ean" : "128"},hri,2,80}`;
    case "qr":
      return `{code:${escaped(block.value)};option:qrcode,6,m}`;
    case "number":
      return `{code:${block.digits};option:qrcode,6,m}`;
    case "cut":
      return "=";
    default:
      return block satisfies never;
  }
}

const theirs = (blocks: readonly ReceiptBlock[]): PrintedPaper =>
  paperOf(
    Buffer.from(
      receiptline.transform(blocks.map(markup).join("\n"), {
        cpl: 42,
        encoding: "multilingual",
        command: "escpos",
        cutting: true,
      }),
      "latin1",
    ),
  );
const ours = (blocks: readonly ReceiptBlock[]): PrintedPaper =>
  paperOf(encode(blocks, printerProfiles["epson-tm-t88"]));

const letters = constantFrom(
  ..."abcdefghilmnopqrstuvzABCDEFGHILMNOPQRSTUVZàèéìòùÈ€0123456789%.,:;()!?/+'&*@#$",
);
const words = array(string({ unit: letters, minLength: 1, maxLength: 12 }), {
  minLength: 1,
  maxLength: 8,
}).map((list) => list.join(" "));
const short = string({ unit: letters, minLength: 1, maxLength: 12 });
const flags = { bold: constantFrom(true, false), large: constantFrom(true, false) };
const block = oneof(
  record({
    kind: constantFrom("text" as const),
    text: words,
    align: constantFrom("left", "center"),
    ...flags,
  }),
  record({ kind: constantFrom("row" as const), left: short, right: short }),
  record({ kind: constantFrom("rule" as const) }),
  record({ kind: constantFrom("space" as const) }),
  string({ unit: constantFrom(..."ABCDEFGHILMNOPQRSTUVZ0123456789"), minLength: 1, maxLength: 10 }).map(
    (value) => ({ kind: "barcode", symbology: "code128", value }) as const,
  ),
  constantFrom({ kind: "barcode", symbology: "ean13", value: "9900000000011" } as const),
);

test("any receipt shows the same text and the same bars, whoever encodes it", () => {
  hold(
    property(tuple(array(block, { minLength: 1, maxLength: 12 }), short), ([blocks, last]) => {
      const receipt: ReceiptBlock[] = [...blocks, { kind: "text", text: last }, { kind: "cut" }];
      const [mine, other] = [ours(receipt), theirs(receipt)];
      expect(mine.unknown).toEqual([]);
      expect(other.unknown).toEqual([]);
      expect(shown(mine.marks).join("")).toBe(shown(other.marks).join(""));
    }),
    { numRuns: 150 },
  );
});

test("a QR code that the printer makes has as many modules as one that is sent as an image", () => {
  const blocks: ReceiptBlock[] = [
    { kind: "qr", value: "https://example.it/b?c=9900000000011" },
    { kind: "cut" },
  ];
  const mine = ours(blocks).marks.find((mark) => mark.kind === "qr");
  const image = theirs(blocks).marks.find((mark) => mark.kind === "image");
  expect(image?.bitmap.widthDots).toBe((mine?.modules?.length ?? 0) * 6);
});
