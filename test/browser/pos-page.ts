/** A POS that lives in a browser: its page is let in and sells over the WebSocket of the panel's port. */

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { newToken } from "../../agent/panel/token.ts";
import { line, openShop } from "../../agent/testing/shop.ts";

/** What a page of the POS's own origin is answered when it sells, and a page of another one. */
export async function soldFromPages(
  browser: Browser,
): Promise<{ readonly own: object; readonly foreign: object }> {
  const shop = await openShop();
  const page = createServer((_, response) => response.end("<!doctype html><title>POS</title>"));
  const foreign = createServer((_, response) => response.end("<!doctype html><title>Elsewhere</title>"));
  const at = async (server: typeof page) => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  };
  try {
    const [own, other] = [await at(page), await at(foreign)];
    const agent = await shop.start({ panel: { port: 0, origins: [own] } });
    const secret = Buffer.from(readFileSync(join(shop.folder, "data", "pos.secret"), "utf8").trim(), "hex");
    const tab = await browser.newPage();
    const sale = async (origin: string) => {
      await tab.goto(origin);
      return tab.evaluate(sell, { port: agent.panelPort, token: newToken(secret), item: line("1") });
    };
    return { own: await sale(own), foreign: await sale(other) };
  } finally {
    page.close();
    foreign.close();
    await shop.close();
  }
}

/** In the page. */
async function sell({ port, token, item }: { port: number; token: string; item: object }) {
  const session = await fetch(`http://127.0.0.1:${port}/pos/session`, {
    method: "POST",
    credentials: "include",
    headers: { authorization: `Bearer ${token}` },
  }).then(
    ({ status }) => status,
    () => "refused",
  );
  const visible = (globalThis as unknown as { document: { cookie: string } }).document.cookie;
  const answers = await new Promise<unknown>((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/pos`);
    const calls = [
      { method: "hello", params: { role: "pos", profile: "generic", version: "1" } },
      { method: "transaction.begin", params: { transactionId: "page" } },
      { method: "line.add", params: { transactionId: "page", line: item } },
    ];
    const heard: unknown[] = [];
    const next = () => {
      const call = calls[heard.length];
      if (call === undefined) resolve(heard);
      else socket.send(JSON.stringify({ jsonrpc: "2.0", id: heard.length, ...call }));
    };
    socket.onopen = next;
    socket.onmessage = ({ data }) => {
      heard.push(JSON.parse(String(data)));
      next();
    };
    socket.onclose = () => resolve("closed");
  });
  return { session, visible, answers };
}
