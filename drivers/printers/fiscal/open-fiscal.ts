/** Every fiscal printer, one line each. */
import { z } from "zod";
import { customProtocol } from "./custom.ts";
import { epsonProtocol } from "./epson.ts";
import { type FiscalPrinter, fiscalPrinter } from "./fiscal-printer.ts";
import { type FiscalModel, fiscalModels } from "./models.ts";
import { rchProtocol } from "./rch.ts";

const reach = {
  host: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535).default(80),
  /** Narrower paper than the model's. */
  columns: z.int().min(20).max(64).optional(),
  /** From the sale's end until its lines are on the document, or dropped. */
  deadlineMs: z.int().min(100).max(15_000).default(3000),
  connectTimeoutMs: z.int().min(50).max(10_000).default(1000),
  busyRetryMs: z.int().min(10).max(2000).default(200),
};

/** What a configuration says about it: `{ "kind": "epson-fiscal", "host": "10.0.0.9" }`. */
export const fiscalPrinterSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("epson-fiscal"),
    ...reach,
    deviceId: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,40}$/)
      .default("local_printer"),
    /** A cashier's number that the printer knows. */
    operator: z
      .string()
      .regex(/^[0-9]{1,2}$/)
      .default("1"),
    /** Of our first line; the POS's own additional trailer lines keep the numbers below. */
    firstIndex: z.int().min(1).max(99).default(1),
  }),
  z.strictObject({
    kind: z.literal("custom-fiscal"),
    ...reach,
    /** The printer's number, as on its receipts: its user and password. */
    fiscalId: z.string().regex(/^[A-Za-z0-9]{1,20}$/),
  }),
  z.strictObject({ kind: z.literal("rch-fiscal"), ...reach }),
]);
export type FiscalPrinterOptions = z.input<typeof fiscalPrinterSchema>;

/** Connects when needed. Throws ZodError for options out of bounds. */
export function openFiscalPrinter(options: FiscalPrinterOptions): FiscalPrinter {
  const settings = fiscalPrinterSchema.parse(options);
  const { host, port, connectTimeoutMs } = settings;
  const name = `The fiscal printer at ${host}:${port}`;
  const service = { name, host, port, connectTimeoutMs };
  const narrowed = (model: FiscalModel): FiscalModel => ({
    ...model,
    columns: Math.min(settings.columns ?? model.columns, model.columns),
  });
  switch (settings.kind) {
    case "epson-fiscal": {
      const { deviceId, deadlineMs, firstIndex } = settings;
      const model = narrowed(fiscalModels["epson-rt"]);
      const linesMax = Math.min(model.linesMax, 100 - firstIndex);
      return fiscalPrinter(
        { ...model, linesMax },
        {
          ...service,
          // The printer itself gives up then, so that it does not come back to lines that were dropped.
          path: `/cgi-bin/fpmate.cgi?devid=${deviceId}&timeout=${deadlineMs}`,
          headers: { "Content-Type": "text/xml; charset=utf-8" },
        },
        settings,
        (strange) => epsonProtocol(name, model, settings, strange),
      );
    }
    case "custom-fiscal": {
      const { fiscalId } = settings;
      const model = narrowed(fiscalModels["custom-rt"]);
      return fiscalPrinter(
        model,
        {
          ...service,
          path: "/xml/printer.htm",
          headers: {
            "Content-Type": "text/plain; charset=utf-8",
            Authorization: `Basic ${Buffer.from(`${fiscalId}:${fiscalId}`).toString("base64")}`,
          },
        },
        settings,
        (strange) => customProtocol(name, model, strange),
      );
    }
    case "rch-fiscal":
      return fiscalPrinter(
        narrowed(fiscalModels["rch-rt"]),
        { ...service, path: "/service.cgi", headers: { "Content-Type": "application/xml" } },
        settings,
        (strange) => rchProtocol(name, strange),
      );
    default:
      return settings satisfies never;
  }
}
