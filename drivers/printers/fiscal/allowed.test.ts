/** Whatever a campaign writes: what reaches the printer is a question or a line of the trailer. */
import fc from "fast-check";
import sax from "sax";
import { expect, test } from "vitest";
import type { ReceiptBlock } from "../../device.ts";
import { mustBeAllowed } from "./allowed.ts";
import { CUSTOM_NUMBER, startCustom } from "./emulators/custom.ts";
import { startEpson } from "./emulators/epson.ts";
import { customPos, epsonPos, rchPos } from "./emulators/pos.ts";
import { startRch } from "./emulators/rch.ts";
import { openFiscalPrinter } from "./open-fiscal.ts";

/** Of one request, as its bytes say: each element with what stands in it. Written apart from the driver's own list. */
function wordsOf(bytes: Buffer): { name: string; attributes: Record<string, string>; text: string }[] {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  expect(text).not.toMatch(/<!|<\?(?!xml version="1\.0" encoding="utf-8"\?>\n)|\p{Cc}(?<!\n)/u);
  const words: { name: string; attributes: Record<string, string>; text: string }[] = [];
  const parser = sax.parser(true);
  parser.onerror = (error) => {
    throw error;
  };
  parser.onopentag = ({ name, attributes }) => {
    words.push({ name, attributes: attributes as Record<string, string>, text: "" });
  };
  parser.ontext = (piece) => {
    if (words.length > 0) words.at(-1)!.text += piece;
    else expect(piece.trim()).toBe("");
  };
  parser.write(text).close();
  return words;
}

const around = [
  "s:Envelope",
  "s:Body",
  "printerCommand",
  "queryPrinterStatus",
  "printerFiscalReceipt",
  "Service",
];

function judge(bytes: Buffer, messageType: string): void {
  for (const { name, attributes, text } of wordsOf(bytes)) {
    if (name === "printRecMessage") {
      expect(attributes.messageType).toBe(messageType);
      expect(attributes.message).not.toMatch(/^\s*(void|refund)\b/i);
      expect(attributes.message!.length).toBeLessThanOrEqual(46);
      expect(text).toBe("");
    } else if (name === "cmd") {
      if (text === "<</?s") continue;
      // One text in brackets and nothing behind it; inside, nothing that a command is made of.
      expect(text).toMatch(/^="\/&1\/\([^()/="<>&$\p{Cc}]+\)$/u);
    } else {
      expect(around).toContain(name);
      expect(text.trim()).toBe("");
    }
  }
}

const attacks = [
  '"/><endFiscalReceipt operator="1"/><printRecMessage message="',
  "</printerFiscalReceipt></s:Body></s:Envelope>",
  "]]><beginFiscalReceipt/>",
  "&lt;endFiscalReceiptCut/&gt; &#60;printZReport/&#62; &quot; &amp;",
  '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
  "VOID 0001 0001 22112026 99MEY000001",
  "  refund 0001 0001 22112026 99MEY000001",
  "Pasta)/$1/(x)</cmd><cmd>=C3</cmd><cmd>=C10",
  "=C3",
  "=T1/$0)",
  ')=c(=K(=a("/&1/',
  "<</?i/*4>>",
  "\u0002" + "01005N=C3 0A7\u0003\u001b@\u001dV\u0000\u0010\u0014\r\n=C10\u0085\u2028=T1",
  "caffè € — “offerta” 5\u00ad0\u200b% 🍝 ｆｕｌｌ ﹙=﹚ ／＝（）",
  "\u{feff}\u{202e}OFFERTA\ud800",
  "a".repeat(500),
  "' onload='=c'",
];

const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
const hostile = fc.oneof(
  fc.constantFrom(...attacks),
  fc.string({ unit: anyCharacter, maxLength: 120 }),
  fc.string({
    unit: fc.constantFrom(...'()/=<>"&$*?\\\u0000\u0002\u0003\u001b\r\n VOIDREFUND1C3Tcè€'),
    maxLength: 120,
  }),
);
const block: fc.Arbitrary<ReceiptBlock> = fc.oneof(
  fc.record({
    kind: fc.constant("text" as const),
    text: hostile,
    align: fc.constantFrom("left" as const, "center" as const),
    bold: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("row" as const), left: hostile, right: hostile }),
  fc.record({
    kind: fc.constant("barcode" as const),
    symbology: fc.constantFrom("ean13" as const, "code128" as const),
    value: hostile,
  }),
  fc.record({ kind: fc.constant("qr" as const), value: hostile }),
);

const brands = [
  {
    brand: "Epson",
    messageType: "3",
    start: () => startEpson(),
    posAt: epsonPos,
    open: (port: number) => openFiscalPrinter({ kind: "epson-fiscal", host: "127.0.0.1", port }),
  },
  {
    brand: "Custom",
    messageType: "4",
    start: startCustom,
    posAt: customPos,
    open: (port: number) =>
      openFiscalPrinter({ kind: "custom-fiscal", host: "127.0.0.1", port, fiscalId: CUSTOM_NUMBER }),
  },
  {
    brand: "RCH",
    messageType: "",
    start: startRch,
    posAt: rchPos,
    open: (port: number) => openFiscalPrinter({ kind: "rch-fiscal", host: "127.0.0.1", port }),
  },
];

test.each(brands)("no text opens, totals, voids or ends anything on a printer of $brand", async (row) => {
  const emulator = await row.start();
  const pos = row.posAt(emulator.port);
  const printer = row.open(emulator.port);
  await pos.sell();
  await pos.pay();
  const body = [...emulator.paper.document!.body];
  for (const text of attacks) await printer.addTrailer([{ kind: "text", text }]);
  await fc.assert(
    fc.asyncProperty(fc.array(block, { maxLength: 8 }), async (blocks) => {
      await printer.addTrailer(blocks);
    }),
    { numRuns: 60 },
  );
  for (const { bytes, path } of emulator.requests) {
    judge(bytes, row.messageType);
    expect(path).toMatch(
      /^\/(cgi-bin\/fpmate\.cgi\?devid=local_printer&timeout=3000|xml\/printer\.htm|service\.cgi)$/,
    );
  }
  expect(emulator.requests.length).toBeGreaterThan(60);
  // The receipt is the POS's still, and was never ended or totalled by anybody else.
  expect(emulator.paper.printed).toEqual([]);
  expect(emulator.paper.document).toMatchObject({ kind: "receipt", body, paid: true });
  await pos.end();
  expect(emulator.paper.printed).toHaveLength(1);
  await emulator.close();
});

const line = { messageType: "3", index: "1", font: "1", operator: "1", message: "Grazie" };
const inEpson = (name: string, attributes: Record<string, string> = {}) => ({
  name: "s:Envelope",
  attributes: { "xmlns:s": "http://schemas.xmlsoap.org/soap/envelope/" },
  children: [
    { name: "s:Body", children: [{ name: "printerFiscalReceipt", children: [{ name, attributes }] }] },
  ],
});

test("the gate lets a trailer line pass", () => {
  expect(() => mustBeAllowed("epson", inEpson("printRecMessage", line))).not.toThrow();
});

test.each([
  ["an end", inEpson("endFiscalReceipt", { operator: "1" })],
  ["a total", inEpson("printRecTotal", { payment: "0" })],
  ["native commands", inEpson("directIO", { command: "3013", data: "00" })],
  ["a description", inEpson("printRecMessage", { ...line, messageType: "4" })],
  ["an order to void", inEpson("printRecMessage", { ...line, message: "VOID 0001" })],
  ["one attribute more", inEpson("printRecMessage", { ...line, comment: "x" })],
  ["one attribute less", inEpson("printRecMessage", { message: "Grazie" })],
  ["an element of another brand", inEpson("cmd")],
  ["a name out of the prototype", inEpson("constructor")],
  ["a line where there is no receipt", { name: "printRecMessage", attributes: line }],
])("the gate stops %s", (_name, element) => {
  expect(() => mustBeAllowed("epson", element)).toThrow("Nothing was sent");
});

test.each([
  "=c",
  "=C3",
  "=T1",
  "=K",
  '="/(text before the total)',
  '="/&1/(a)/&2/(b)',
  "<</?i/*4",
  '="/&1/(a/b)',
])("the gate stops RCH's %s", (text) => {
  const element = { name: "Service", children: [{ name: "cmd", text }] };
  expect(() => mustBeAllowed("rch", element)).toThrow("Nothing was sent");
});
