/** One request to the web service in a fiscal printer: a connection of its own, bounded in time and size. */
import { request } from "node:http";
import { FiscalFault } from "./fault.ts";

export interface Service {
  /** As a message begins: "The fiscal printer at 10.0.0.9:80". */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connectTimeoutMs: number;
}

/** Answers are some hundred bytes. */
const ANSWER_BYTES_MAX = 64 * 1024;

/**
 * The answer's text. Throws FiscalFault: `taken` is "no" as long as no connection was made or the printer says that it
 * did not look at the request, and "unknown" from then on. What is given up is torn down, so that a printer that had
 * not read it yet never does.
 */
export function post(
  service: Service,
  body: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<string> {
  const { name, host, port, path, headers, connectTimeoutMs } = service;
  const bytes = Buffer.from(body, "utf8");
  return new Promise((resolve, reject) => {
    let connected = false;
    const call = request({
      host,
      port,
      path,
      method: "POST",
      agent: false,
      setHost: true,
      headers: { ...headers, "Content-Length": bytes.length, Connection: "close" },
    });
    const fail = (fault: FiscalFault): void => {
      clearTimeout(connecting);
      clearTimeout(whole);
      signal.removeEventListener("abort", closed);
      call.destroy();
      reject(fault);
    };
    const late = (): void =>
      fail(
        connected
          ? new FiscalFault("timeout", `${name} did not answer in time. Look whether it hangs.`, {
              taken: "unknown",
            })
          : new FiscalFault(
              "timeout",
              `${name} was not reached in time. Check that it is on, its network cable and the address.`,
            ),
      );
    const closed = (): void =>
      fail(
        new FiscalFault("disconnected", `${name} is no longer in use.`, {
          taken: connected ? "unknown" : "no",
        }),
      );
    call.on("error", (cause) => fail(brokenFault(name, connected, cause)));
    const whole = setTimeout(late, timeoutMs);
    const connecting = setTimeout(late, Math.min(connectTimeoutMs, timeoutMs));
    signal.addEventListener("abort", closed, { once: true });
    if (signal.aborted) return closed();

    call.on("socket", (socket) =>
      socket.once("connect", () => {
        connected = true;
        clearTimeout(connecting);
      }),
    );
    call.on("response", (answer) => {
      const { statusCode = 0 } = answer;
      if (statusCode !== 200) return fail(httpFault(name, statusCode));
      const parts: Buffer[] = [];
      let length = 0;
      answer.on("data", (part: Buffer) => {
        length += part.length;
        if (length > ANSWER_BYTES_MAX)
          fail(
            new FiscalFault(
              "protocol",
              `${name} gave an endless answer. Check that it is a fiscal printer.`,
              {
                taken: "unknown",
              },
            ),
          );
        else parts.push(part);
      });
      answer.on("error", (cause) => fail(brokenFault(name, true, cause)));
      answer.on("end", () => {
        clearTimeout(whole);
        signal.removeEventListener("abort", closed);
        resolve(Buffer.concat(parts).toString("utf8"));
      });
    });
    call.end(bytes);
  });
}

function brokenFault(name: string, connected: boolean, cause: Error): FiscalFault {
  if (connected)
    return new FiscalFault("disconnected", `${name} broke off. Check its power and network cable.`, {
      taken: "unknown",
      cause,
    });
  const code = "code" in cause ? String(cause.code) : cause.message;
  if (code === "ECONNREFUSED")
    return new FiscalFault(
      "refused",
      `${name} refuses the connection. Switch its web service on, or correct the port (usually 80).`,
      { cause },
    );
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return new FiscalFault(
      "not-found",
      `${name}: no host has that name. Correct it, or give the IP address.`,
      { cause },
    );
  return new FiscalFault(
    "not-found",
    `${name} is not there (${code}). Check that it is on, its network cable and the address.`,
    { cause },
  );
}

function httpFault(name: string, status: number): FiscalFault {
  const printerCode = `HTTP ${status}`;
  switch (status) {
    case 401:
    case 403:
      return new FiscalFault(
        "no-permission",
        `${name} does not accept us. Correct "fiscalId": the number of the printer, as it stands on its receipts.`,
        { printerCode },
      );
    case 404:
      return new FiscalFault(
        "not-found",
        `${name} has no such service. Correct "kind" and "port": another brand answers there, or something else.`,
        { printerCode },
      );
    case 503:
      return new FiscalFault("busy", `${name} is busy, perhaps with the POS.`, {
        printerCode,
      });
    default:
      return new FiscalFault("protocol", `${name} failed (HTTP ${status}). Switch it off and on.`, {
        taken: "unknown",
        printerCode,
      });
  }
}
