/** What stands before HQ and does not like some of what it reads. */

import { decodeBatch } from "../../sync/outbox.ts";
import { PARKED_KIND } from "../../sync/protocol.ts";
import type { Truth } from "./truth.ts";

/** Answers in HQ's place where a poisoned sale is in what a till sends; a note about one goes through. */
export function firewall(truth: Truth) {
  return async (request: Request): Promise<Response | undefined> => {
    const poisoned = [...truth.sold.values()].filter(({ sale }) => sale.isPoisoned);
    if (poisoned.length === 0 || !request.url.endsWith("/v1/outbox")) return undefined;
    const { events } = await decodeBatch(new Uint8Array(await request.clone().arrayBuffer()));
    const isBad = events.some(
      ({ kind, body }) =>
        kind !== PARKED_KIND && poisoned.some(({ sale }) => body.includes(`"${sale.receipt}"`)),
    );
    if (!isBad) return undefined;
    return Response.json({ code: "bad-request", message: "this looks like an attack" }, { status: 400 });
  };
}
