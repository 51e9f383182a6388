/** One question to the hub by who is not a till yet. */

import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { SyncError } from "../protocol.ts";

export interface PostedJson {
  readonly status: number;
  /** Undefined where the answer is no JSON. */
  readonly body: unknown;
}

const PATIENCE_MS = 20_000;
const ANSWER_BYTES_MAX = 2 * 1024 * 1024;

/**
 * Over TLS the hub's certificate is not looked at: what is asked tells a stranger nothing, and what is answered is sealed
 * with the code, which only HQ knows. Throws SyncError `unreachable`.
 */
export async function postJson(hubUrl: string, path: string, body: unknown): Promise<PostedJson> {
  const url = hubUrl.replace(/\/+$/, "") + path;
  const text = JSON.stringify(body);
  const options = {
    method: "POST",
    headers: { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) },
    signal: AbortSignal.timeout(PATIENCE_MS),
  };
  try {
    const secure = url.startsWith("https:");
    const asking = secure
      ? httpsRequest(url, { ...options, rejectUnauthorized: false })
      : httpRequest(url, options);
    const { status, bytes } = await answerTo(asking, text);
    return { status, body: jsonOf(bytes) };
  } catch (cause) {
    const { message, code } = cause as NodeJS.ErrnoException;
    throw new SyncError("unreachable", `HQ at ${hubUrl} can't be reached: ${message || code}`, { cause });
  }
}

function answerTo(asking: ClientRequest, text: string): Promise<{ status: number; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    asking.once("error", reject);
    asking.once("response", (answer: IncomingMessage) => {
      const parts: Buffer[] = [];
      let length = 0;
      answer.on("data", (part: Buffer) => {
        length += part.length;
        if (length > ANSWER_BYTES_MAX) asking.destroy(new Error("the answer is too long"));
        parts.push(part);
      });
      answer.once("error", reject);
      answer.once("end", () => resolve({ status: answer.statusCode ?? 0, bytes: Buffer.concat(parts) }));
    });
    asking.end(text);
  });
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
