/** A POS at an emulated fiscal printer: it opens, pays and ends its receipts with requests of its own. */
import { setTimeout as sleep } from "node:timers/promises";
import { CUSTOM_NUMBER } from "./custom.ts";
import { POS_HEADER } from "./service.ts";

export interface FiscalPos {
  /** Opens a receipt with one article. */
  sell(): Promise<void>;
  /** Asks the printer how it is, as a POS does all the time; false while it serves somebody else. */
  ask(): Promise<boolean>;
  pay(): Promise<void>;
  end(): Promise<void>;
  /** Opens something that is no receipt. */
  beginOther(): Promise<void>;
}

/** Rejects where the printer did not do it. */
async function posted(
  url: string,
  headers: Record<string, string>,
  body: string,
  done: RegExp,
): Promise<void> {
  const answer = await fetch(url, { method: "POST", headers: { ...POS_HEADER, ...headers }, body });
  const text = await answer.text();
  if (!done.test(text)) throw new Error(`${body}\n${text}`);
}

function answered(asked: Promise<void>): Promise<boolean> {
  return asked.then(
    () => true,
    () => false,
  );
}

export function epsonPos(port: number): FiscalPos {
  const send = (file: string) =>
    posted(
      `http://127.0.0.1:${port}/cgi-bin/fpmate.cgi?devid=local_printer&timeout=15000`,
      { "Content-Type": "text/xml" },
      `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${file}</s:Body></s:Envelope>`,
      /success="true"/,
    );
  const receipt = (elements: string) => send(`<printerFiscalReceipt>${elements}</printerFiscalReceipt>`);
  const item = '<printRecItem description="PASTA" quantity="1" unitPrice="1,19" department="1"/>';
  return {
    sell: () => receipt(`<beginFiscalReceipt operator="1"/>${item}`),
    ask: () => answered(send("<printerCommand><queryPrinterStatus/></printerCommand>")),
    pay: () =>
      receipt(
        '<printRecMessage messageType="2" index="1" font="1" message="GRAZIE"/><printRecTotal description="CONTANTI" payment="1,19" paymentType="0"/>',
      ),
    end: () =>
      receipt('<printBarCode codeType="EAN13" code="0042003000017"/><endFiscalReceipt operator="1"/>'),
    beginOther: () => send('<printerNonFiscal><beginNonFiscal operator="1"/></printerNonFiscal>'),
  };
}

export function customPos(port: number): FiscalPos {
  const authorization = `Basic ${Buffer.from(`${CUSTOM_NUMBER}:${CUSTOM_NUMBER}`).toString("base64")}`;
  const post = (file: string) =>
    posted(
      `http://127.0.0.1:${port}/xml/printer.htm`,
      { "Content-Type": "text/plain", authorization },
      file,
      /success="true"/,
    );
  const receipt = (elements: string) => post(`<printerFiscalReceipt>${elements}</printerFiscalReceipt>`);
  const item = '<printRecItem description="PASTA" quantity="1" unitPrice="1,19" department="1"/>';
  return {
    sell: () => receipt(`<beginFiscalReceipt/>${item}`),
    ask: () => answered(post("<printerCommand><queryPrinterStatus/></printerCommand>")),
    pay: () => receipt('<printRecTotal description="CONTANTI" payment="1,19" paymentType="1"/>'),
    end: () => receipt('<printBarCode codeType="EAN13" code="0042003000017"/><endFiscalReceiptCut/>'),
    // Its status does not tell a receipt from other documents.
    beginOther: async () => {},
  };
}

export function rchPos(port: number): FiscalPos {
  /** Says it again while the printer serves somebody else, as RCH's manual asks. */
  const send = async (command: string): Promise<void> => {
    for (let tries = 1; ; tries++) {
      const said = posted(
        `http://127.0.0.1:${port}/service.cgi`,
        { "Content-Type": "application/xml" },
        `<Service><cmd>${command}</cmd></Service>`,
        /<errorCode>0<.*<busy>0</,
      );
      if (await answered(said)) return;
      if (tries === 20) return said;
      await sleep(10);
    }
  };
  return {
    sell: () => send("=R1/$119/(PASTA)"),
    ask: () => answered(send("&lt;&lt;/?s")),
    pay: () => send("=T1"),
    end: () => send("=c"),
    beginOther: () => send("=o"),
  };
}
