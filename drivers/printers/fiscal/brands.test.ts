/** What is one brand's own. */
import { afterEach, expect, test } from "vitest";
import { startCustom } from "./emulators/custom.ts";
import { startEpson } from "./emulators/epson.ts";
import { epsonPos, rchPos } from "./emulators/pos.ts";
import { startRch } from "./emulators/rch.ts";
import { epsonProtocol } from "./epson.ts";
import { FiscalFault } from "./fault.ts";
import { fiscalModels } from "./models.ts";
import { type FiscalPrinterOptions, fiscalPrinterSchema, openFiscalPrinter } from "./open-fiscal.ts";
import { rchProtocol } from "./rch.ts";
import { readXml } from "./read-xml.ts";

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
const kept = <T extends { close(): unknown }>(one: T): T => {
  opened.push(one);
  return one;
};
const open = (options: FiscalPrinterOptions) => kept(openFiscalPrinter(options));
const host = "127.0.0.1";
const thanks = [{ kind: "text", text: "Grazie" }] as const;
const strange = (detail: string) => new FiscalFault("protocol", detail);

const epson = epsonProtocol(
  "The printer",
  fiscalModels["epson-rt"],
  { operator: "1", firstIndex: 1 },
  strange,
);
const epsonStatus = (fpStatus: string) =>
  readXml(
    `<response success="true" code="" status="2"><addInfo><fpStatus>${fpStatus}</fpStatus></addInfo></response>`,
  );

test.each([
  ["00100", "open"],
  ["20130", "open"],
  ["00170", "open"],
  ["00110", "none"],
  ["00140", "none"],
  ["00120", "other"],
  ["00180", "other"],
  ["001A0", "other"],
])("Epson's fpStatus %s means %s", (fpStatus, document) => {
  expect(epson.readStatus(epsonStatus(fpStatus))).toEqual({ document, printerCode: `fpStatus ${fpStatus}` });
});

test.each([
  ["30100", "paper-end", "out of paper, or its cover is open"],
  ["001C0", "no-document", "fpStatus 001C0"],
  ["1", "protocol", 'the status "1"'],
  ["", "protocol", 'the status ""'],
])("Epson's fpStatus %s is no receipt to write on", (fpStatus, code, says) => {
  expect(() => epson.readStatus(epsonStatus(fpStatus))).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(says) }),
  );
});

test.each([
  ["FP_NO_ANSWER", "13", "timeout", "unknown"],
  ["EPTR_REC_EMPTY", "3", "paper-end", "unknown"],
  ["PARSER_ERROR", "0", "protocol", "no"],
  ["LAN_ERROR", "0", "busy", "no"],
  ["PRINTER ERROR", "11", "no-document", "unknown"],
  ["PRINTER ERROR", "99", "refused", "unknown"],
  ["constructor", "toString", "refused", "unknown"],
])("Epson's error %s, %s is told with its own code", (error, status, code, taken) => {
  const answer = readXml(`<response success="false" code="${error}" status="${status}"/>`);
  expect(() => epson.readTaken(answer, [])).toThrow(
    expect.objectContaining({ code, taken, printerCode: `${error}, ${status}` }),
  );
});

test("Epson's lines keep clear of those of the POS", async () => {
  const { port, paper } = kept(await startEpson());
  const pos = epsonPos(port);
  await pos.sell();
  await pos.pay();
  paper.document!.additional.set(1, "RIGA DEL POS");
  await open({ kind: "epson-fiscal", host, port, firstIndex: 51 }).addTrailer(thanks);
  await pos.end();
  expect(paper.printed[0]).toContain("CASSA 3\nRIGA DEL POS\nGrazie\n|||");
});

test("an Epson that wants whole receipts says that the POS has to print the lines", async () => {
  const { port } = kept(await startEpson({ wholeFilesOnly: true }));
  await epsonPos(port)
    .sell()
    .catch(() => {});
  await expect(open({ kind: "epson-fiscal", host, port }).addTrailer(thanks)).rejects.toMatchObject({
    code: "protocol",
    taken: "unknown",
    message: expect.stringContaining('"prints": "pos"'),
  });
});

test("a Custom with another number than the configured one says what to correct", async () => {
  const { port } = kept(await startCustom());
  const printer = open({ kind: "custom-fiscal", host, port, fiscalId: "STMTE000000" });
  await expect(printer.status()).rejects.toMatchObject({ code: "no-permission", printerCode: "HTTP 401" });
});

test("an RCH takes no lines before the receipt is paid, and says so", async () => {
  const { port, requests } = kept(await startRch());
  await rchPos(port).sell();
  const printer = open({ kind: "rch-fiscal", host, port });
  await expect(printer.addTrailer(thanks)).rejects.toThrow(/not paid yet.*idleState 1/);
  expect(requests).toHaveLength(1);
});

test("an RCH that took some of the lines is not believed to have taken none", () => {
  const rch = rchProtocol("The printer", strange);
  const answer = (errorCode: number, lastCmd: number) =>
    readXml(
      `<Service><Request><errorCode>${errorCode}</errorCode><printerError>0</printerError><paperEnd>0</paperEnd><coverOpen>0</coverOpen><lastCmd>${lastCmd}</lastCmd><busy>0</busy></Request></Service>`,
    );
  const lines = [1, 2, 3].map((n) => ({ text: `riga ${n}`, bold: false }));
  expect(() => rch.readTaken(answer(0, 3), lines)).not.toThrow();
  expect(() => rch.readTaken(answer(0, 2), lines)).toThrow("to 2 commands instead of 3");
  expect(() => rch.readTaken(answer(102, 2), lines)).toThrow(expect.objectContaining({ taken: "unknown" }));
  expect(() => rch.readTaken(answer(102, 0), lines)).toThrow(expect.objectContaining({ taken: "no" }));
});

test("a service of another brand is recognised as none of ours", async () => {
  const { port } = kept(await startRch());
  await expect(open({ kind: "epson-fiscal", host, port }).status()).rejects.toMatchObject({
    code: "not-found",
    message: expect.stringContaining("another brand"),
  });
});

test.each([
  [{ kind: "epson-fiscal" }, "host"],
  [{ kind: "epson-fiscal", host, operator: '1"/>' }, "operator"],
  [{ kind: "epson-fiscal", host, deviceId: "a&timeout=1" }, "deviceId"],
  [{ kind: "custom-fiscal", host }, "fiscalId"],
  [{ kind: "custom-fiscal", host, fiscalId: "a:b" }, "fiscalId"],
  [{ kind: "rch-fiscal", host, deadlineMs: 60_000 }, "deadlineMs"],
])("settings that are wrong are refused at the door: %j", (settings, field) => {
  expect(fiscalPrinterSchema.safeParse(settings).error?.issues[0]?.path).toEqual([field]);
});
