/** Tells node:test's results to the host, one line each: "ok", a tab, the test's name; "failed" with what was wrong. */

import type { TestEvent } from "node:test/reporters";

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    if (type === "test:stdout" || type === "test:stderr") yield data.message;
    if (type === "test:pass" && data.details.type !== "suite") yield `ok\t${data.name}\n`;
    if (type === "test:fail" && data.details.type !== "suite")
      yield `failed\t${data.name}\t${JSON.stringify(String(data.details.error.cause?.stack ?? data.details.error))}\n`;
  }
}
