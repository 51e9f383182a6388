/** Lines for the document that is open now on a fiscal printer: once, in time, or not at all. */
import type { DeviceCheck, ReceiptBlock } from "../../device.ts";
import { inTurn } from "../in-turn.ts";
import { mustBeAllowed } from "./allowed.ts";
import { FiscalFault, faultOf, noDocument, notPaid, otherDocument } from "./fault.ts";
import { post, type Service } from "./http.ts";
import { type FiscalStatistics, fiscalLife } from "./life.ts";
import type { FiscalModel } from "./models.ts";
import type { FiscalProtocol, FiscalStatus, Strange } from "./protocol.ts";
import { readXml } from "./read-xml.ts";
import { type TrailerLine, trailerLines } from "./trailer-lines.ts";
import { writeXml, type XmlElement } from "./write-xml.ts";

export interface FiscalPrinter {
  readonly model: FiscalModel;
  /** As a message begins: "The fiscal printer at 10.0.0.9:80". */
  readonly name: string;
  /** How it is. Prints nothing. Throws FiscalFault. */
  status(): Promise<FiscalStatus>;
  /**
   * Adds the slip to the document that is open, within `deadlineMs` from now. Resolves with the number of lines that
   * the printer says it took; 0 for a slip that says nothing, for which the printer is not asked.
   * Throws FiscalFault: then `taken` says whether they may be on the document; they are never sent again, nor later.
   */
  addTrailer(blocks: readonly ReceiptBlock[]): Promise<number>;
  /** How it was last found, without asking it: for store IT. */
  check(): DeviceCheck;
  statistics(): FiscalStatistics;
  /** Gives up what is under way. */
  close(): void;
}

export interface FiscalTimes {
  /** From the sale's end until the lines are on the document, or dropped. */
  readonly deadlineMs: number;
  /** Between two tries at a printer that says it is busy and has not looked at the request. */
  readonly busyRetryMs: number;
}

const takesNone = { none: noDocument, "not-paid": notPaid, other: otherDocument } as const;

export function fiscalPrinter(
  model: FiscalModel,
  service: Service,
  times: FiscalTimes,
  protocolOf: (strange: Strange) => FiscalProtocol,
): FiscalPrinter {
  const { name } = service;
  const turn = inTurn();
  const closing = new AbortController();
  const life = fiscalLife(`${service.host}:${service.port}`);
  const protocol = protocolOf(
    (detail) =>
      new FiscalFault(
        "protocol",
        `${name} gave an answer ${detail}. Check that "kind" is its brand, and its firmware.`,
        { taken: "unknown" },
      ),
  );

  const ask = async (request: XmlElement, until: number) => {
    mustBeAllowed(model.brand, request);
    const leftMs = until - performance.now();
    if (leftMs < 1) throw tooLate();
    const text = await post(service, writeXml(request), leftMs, closing.signal);
    try {
      return readXml(text);
    } catch (cause) {
      throw new FiscalFault(
        "protocol",
        `${name} gave an answer that can't be read: ${(cause as Error).message}. Check that "kind" is its brand.`,
        { taken: "unknown", cause },
      );
    }
  };
  const status = async (until: number): Promise<FiscalStatus> => {
    try {
      return protocol.readStatus(await ask(protocol.statusRequest, until));
    } catch (error) {
      throw beforeTheLines(error);
    }
  };
  const tooLate = () =>
    new FiscalFault("timeout", `${name} is too slow, or behind: the time for the lines was over.`);

  const add = async (lines: readonly TrailerLine[], until: number): Promise<number> => {
    let number: string | undefined;
    let wasBusy: FiscalFault | undefined;
    for (;;) {
      try {
        const now = await status(until);
        if (now.document !== "open") throw faultOf(name, now.printerCode, takesNone[now.document]);
        if (number !== undefined && now.number !== number)
          throw faultOf(name, `document ${now.number}`, noDocument);
        number = now.number;
        protocol.readTaken(await ask(protocol.trailerRequest(lines), until), lines);
        return lines.length;
      } catch (error) {
        if (!(error instanceof FiscalFault) || error.taken !== "no") throw error;
        // Busy to the end, not slow.
        if (error.code === "timeout" && wasBusy !== undefined) throw wasBusy;
        if (error.code !== "busy" || until - performance.now() <= times.busyRetryMs) throw error;
        wasBusy = error;
      }
      await new Promise((resolve) => setTimeout(resolve, times.busyRetryMs));
    }
  };

  return {
    model,
    name,
    check: life.check,
    statistics: life.statistics,
    status: () => life.asked(turn(() => status(performance.now() + times.deadlineMs))),
    async addTrailer(blocks) {
      const until = performance.now() + times.deadlineMs;
      const lines = trailerLines(blocks, model);
      if (lines.length === 0) return 0;
      return life.slip(
        turn(() => add(lines, until)).catch((error: unknown) => {
          throw withOutcome(error);
        }),
      );
    },
    close() {
      closing.abort();
      life.close();
    },
  };
}

/** What has become of the lines. */
function withOutcome(error: unknown): unknown {
  if (!(error instanceof FiscalFault)) return error;
  const { code, taken, printerCode } = error;
  const outcome =
    taken === "no" ? "The lines were dropped." : "The lines may be on the receipt: they are not sent again.";
  return new FiscalFault(code, `${error.message} ${outcome}`, { taken, printerCode, cause: error });
}

/** Asking how it is puts no line on anything. */
function beforeTheLines(error: unknown): unknown {
  if (!(error instanceof FiscalFault) || error.taken === "no") return error;
  const { code, message, printerCode } = error;
  return new FiscalFault(code, message, { taken: "no", printerCode, cause: error });
}
