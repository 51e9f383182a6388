import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { streamSSE } from "hono/streaming";
import type { z } from "zod";
import { usesQuestionSchema } from "../customer-uses.ts";
import { heldQuestionSchema } from "../held.ts";
import { decodeBatch, REQUEST_BYTES_MAX } from "../outbox.ts";
import { SyncError } from "../protocol.ts";
import { isPrivate } from "../release/channels.ts";
import { REPORT_BYTES_MAX, tillReportSchema } from "../till-report.ts";
import { backlogs } from "./backlogs.ts";
import { callerBy, callerOf, rememberCaller, unauthorized } from "./callers.ts";
import { claimCalls } from "./claim-calls.ts";
import { type Enrolment, enrolCalls } from "./enrol-calls.ts";
import type { Hints } from "./hints.ts";
import { knownStores, unknownStore } from "./known-stores.ts";
import { publishedHead, releaseFile } from "./static.ts";
import type { HubStore } from "./store.ts";
import { suspendedCalls } from "./suspended-calls.ts";

export interface HubAppOptions {
  readonly store: HubStore;
  readonly releasesDir: string;
  readonly hints: Hints;
  readonly secret: string;
  /** Absent: no till is enrolled here. */
  readonly enrolment?: Enrolment;
  readonly nowMs: () => number;
  /** Sets a timer that keeps no process alive, and answers how to stop it. Default: this machine's. */
  readonly later?: (run: () => void, ms: number) => () => void;
  /** For HQ's log: what a request failed of. */
  readonly onFault: (error: unknown, path: string) => void;
}

/** Tills poll every minute or oftener. */
const SILENT_MINUTES = 15;
/** So often something is said on a line that has nothing to say, so that both sides know that it is there. */
const ALIVE_MS = 20_000;

/** Every answer that isn't 2xx or 304 is `{ code, message }`. */
export function hubApp(options: HubAppOptions): Hono {
  const { store, releasesDir, hints, secret, nowMs, later = alarmIn } = options;
  const app = new Hono();

  app.get("/health", (c) => c.json({ ok: true }));

  app.get("/releases/*", async (c) => {
    const name = c.req.path.slice("/releases/".length);
    if (isPrivate(name)) {
      await identify(c);
      if (!callerOf(c)) return unauthorized(c);
    }
    return (
      (await releaseFile(releasesDir, name, c.req.raw)) ??
      refuse(c, 404, "not-found", `no release file ${name}`)
    );
  });

  app.use("/v1/*", async (c, next) => {
    await identify(c);
    await next();
  });

  const limited = bodyLimit({
    maxSize: REQUEST_BYTES_MAX,
    onError: (c) =>
      refuse(c, 413, "too-large", `a batch may have ${REQUEST_BYTES_MAX} bytes: send fewer events`),
  });
  const short = bodyLimit({
    maxSize: REPORT_BYTES_MAX,
    onError: (c) => refuse(c, 413, "too-large", `this may have ${REPORT_BYTES_MAX} bytes`),
  });
  const { refusal, inTurn } = backlogs();
  app.post("/v1/outbox", authenticated, limited, async (c) => {
    const caller = callerOf(c);
    const laterMs = refusal(Number(c.req.header("content-length") ?? 0));
    if (laterMs !== undefined) {
      c.header("Retry-After", String(Math.ceil(laterMs / 1000)));
      return refuse(c, 503, "busy", "many tills send what they sold while HQ was away: come again later");
    }
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const answer = await inTurn(bytes.length, c.req.raw.signal, async () => {
      const batch = await decodeBatch(bytes);
      const isOwn = caller?.kind === "till" && caller.store === batch.store && caller.till === batch.till;
      return isOwn ? store.accept(batch, nowMs()) : { notOf: `${batch.store}/${batch.till}` };
    });
    if ("notOf" in answer)
      return refuse(c, 403, "wrong-till", `the batch is of till ${answer.notOf}, the token isn't`);
    // By HQ's clock tills know which balances have it: after it was taken, so that none of before is believed to.
    if (!("forkedAt" in answer)) return c.json({ ...answer, nowMs: nowMs() });
    const message = `${answer.lane} ${answer.forkedAt} doesn't continue what HQ holds: the journal was restored or cloned; open a new epoch and send again`;
    return c.json({ code: "fork", message, ...answer, nowMs: nowMs() }, 409);
  });

  app.post("/v1/outbox/held", authenticated, short, async (c) => {
    const caller = callerOf(c);
    if (caller?.kind !== "till") return unauthorized(c);
    const question = heldQuestionSchema.safeParse(await c.req.json().catch(() => null));
    if (!question.success) return refuse(c, 400, "bad-request", wrong(question.error, "the question"));
    return c.json({ held: await store.holds(caller, question.data.marks, nowMs()) });
  });

  app.get("/v1/sales", authenticated, async (c) => {
    const since = wholeNumber(c.req.query("since"), 0);
    const limit = wholeNumber(c.req.query("limit"), 100);
    if (since === undefined || limit === undefined || limit < 1 || limit > 1000) {
      return refuse(
        c,
        400,
        "bad-request",
        "since is the position of the last sale seen (0 for all), limit is 1 to 1000",
      );
    }
    const caller = callerOf(c);
    // A till asks for its own store, whatever it asks for.
    const filter = caller?.kind === "till" ? caller.store : c.req.query("store");
    const sales = await store.sales({ since, limit, ...(filter === undefined ? {} : { store: filter }) });
    return c.json({ sales, next: sales.at(-1)?.position ?? since });
  });

  app.get("/v1/receipt", authenticated, async (c) => {
    const { sale, receipt, store: of, till } = c.req.query();
    // Goods bought in one store come back in another: a till may ask for any receipt that it can name.
    const question = sale
      ? { sale }
      : receipt && of
        ? { receipt, store: of, ...(till ? { till } : {}) }
        : null;
    if (question === null)
      return refuse(c, 400, "bad-request", "name a sale, or a receipt and its store (and till)");
    const held = await store.receipt(question);
    return held ? c.json(held) : refuse(c, 404, "not-found", "HQ holds nothing of this receipt");
  });

  app.post("/v1/customer-uses", authenticated, short, async (c) => {
    const caller = callerOf(c);
    if (caller?.kind !== "till") return unauthorized(c);
    const question = usesQuestionSchema.safeParse(await c.req.json().catch(() => null));
    if (!question.success) return refuse(c, 400, "bad-request", wrong(question.error, "the question"));
    return c.json({ uses: await store.customerUses(caller, question.data) });
  });

  app.get("/v1/status", authenticated, async (c) =>
    c.json({ ...(await store.status(nowMs())), head: await publishedHead(releasesDir) }),
  );

  app.put("/v1/till-report", authenticated, short, async (c) => {
    const caller = callerOf(c);
    if (caller?.kind !== "till") return unauthorized(c);
    const report = tillReportSchema.safeParse(await c.req.json().catch(() => null));
    if (!report.success) return refuse(c, 400, "bad-request", wrong(report.error, "the report"));
    const { marks = [], ...said } = report.data;
    await store.reported(caller, said, nowMs());
    const lost = (await store.holds(caller, marks, nowMs())).includes(false);
    return c.json({ ok: true, lost, nowMs: nowMs() });
  });

  app.get("/v1/fleet", async (c) => {
    if (callerOf(c)?.kind !== "operator") return unauthorized(c);
    const silentMinutes = wholeNumber(c.req.query("silentMinutes"), SILENT_MINUTES);
    if (silentMinutes === undefined) return refuse(c, 400, "bad-request", "silentMinutes is a whole number");
    const of = c.req.query("store");
    const fleet = await store.fleet({ nowMs: nowMs(), silentMs: silentMinutes * 60_000, store: of });
    // A store that has left config.json may have tills all the same.
    const unknown =
      of !== undefined && fleet.tills.length === 0 && unknownStore(await knownStores(releasesDir), of);
    if (unknown) return refuse(c, 404, "unknown-store", unknown);
    return c.json({ ...fleet, head: await publishedHead(releasesDir) });
  });

  app.get("/v1/vouchers", async (c) => {
    if (callerOf(c)?.kind !== "operator") return unauthorized(c);
    const { store: of, till, from } = c.req.query();
    const [fromMs, limit] = [wholeNumber(from, 0), wholeNumber(c.req.query("limit"), -1)];
    if (fromMs === undefined || limit === undefined || (of === undefined) !== (till === undefined))
      return refuse(
        c,
        400,
        "bad-request",
        "from is in milliseconds, limit in cents; store and till, or none",
      );
    const place = of === undefined ? undefined : { store: of, till: till! };
    const limitCents = limit < 0 ? undefined : limit;
    return c.json(await store.vouchers({ of: place, fromMs, limitCents }));
  });

  app.get("/v1/hints", authenticated, (c) => {
    const versions: number[] = [];
    let isAsked = false;
    let wake = () => {};
    const stop = hints.listen((version) => {
      versions.push(version);
      wake();
    });
    if (stop === undefined) {
      c.header("Retry-After", "60");
      return refuse(
        c,
        503,
        "unavailable",
        "too many tills listen to this hub: they hear of news at their next poll",
      );
    }
    c.header("X-Accel-Buffering", "no");
    const caller = callerOf(c);
    const forget =
      caller?.kind === "till"
        ? store.whenAsked(caller.store, () => {
            isAsked = true;
            wake();
          })
        : () => {};
    return streamSSE(c, async (stream) => {
      stream.onAbort(() => {
        stop();
        forget();
        wake();
      });
      while (!stream.aborted) {
        const version = versions.at(-1);
        versions.length = 0;
        const asked = isAsked;
        isAsked = false;
        if (asked) await stream.writeSSE({ event: "home", data: "asked" });
        if (version !== undefined) await stream.writeSSE({ event: "head", data: String(version) });
        if (version === undefined && !asked) await stream.write(": alive\n\n");
        if (versions.length > 0 || isAsked) continue;
        let calm = () => {};
        await new Promise<void>((resolve) => {
          wake = resolve;
          calm = later(resolve, ALIVE_MS);
        });
        calm();
      }
    });
  });

  const parts = { store, nowMs, callerOf, unauthorized, refuse };
  suspendedCalls(app, parts);
  claimCalls(app, parts);
  if (options.enrolment !== undefined)
    enrolCalls(app, { ...options.enrolment, ...parts, secret, releasesDir });

  app.notFound((c) => refuse(c, 404, "not-found", `there is nothing at ${c.req.method} ${c.req.path}`));
  app.onError((error, c) => {
    if (error instanceof SyncError && error.code === "too-large")
      return refuse(c, 413, error.code, error.message);
    if (error instanceof SyncError) return refuse(c, 400, error.code, error.message);
    options.onFault(error, c.req.path);
    // The till keeps everything and comes again: a full or busy disk here costs nothing there.
    c.header("Retry-After", "10");
    return refuse(
      c,
      503,
      "unavailable",
      "HQ could not store this now; nothing was taken; send it again later",
    );
  });
  return app;

  async function identify(c: Context): Promise<void> {
    rememberCaller(c, await callerBy(c.req.header("authorization"), { store, secret, nowMs: nowMs() }));
  }

  async function authenticated(c: Context, next: () => Promise<void>): Promise<Response | undefined> {
    if (!callerOf(c)) return unauthorized(c);
    await next();
    return undefined;
  }
}

function alarmIn(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms).unref();
  return () => clearTimeout(timer);
}

function refuse(
  c: Context,
  status: 400 | 403 | 404 | 409 | 413 | 429 | 503,
  code: string,
  message: string,
): Response {
  return c.json({ code, message }, status);
}

function wrong({ issues }: z.ZodError, what: string): string {
  return `${issues[0]?.path.join(".") || what}: ${issues[0]?.message}`;
}

function wholeNumber(text: string | undefined, fallback: number): number | undefined {
  if (text === undefined || text === "") return fallback;
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
