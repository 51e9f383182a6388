/** A till that speaks nothing but XML: documents out, documents in, each call answered before the next. */

import { once } from "node:events";
import { connect } from "node:net";
import { nonce, proofOf } from "../../agent/pos/handshake.ts";
import { element, elementsOf, namespaces, textOf, type XmlElement } from "../../agent/pos/ncr/xml.ts";
import { readXml } from "../../agent/pos/ncr/xml-reader.ts";
import { writeXml } from "../../agent/pos/ncr/xml-writer.ts";
import { CONTRACT_VERSION } from "../../agent/pos/protocol.ts";

export interface NcrPos {
  /** Resolves to the document that answers. */
  say(document: XmlElement): Promise<XmlElement>;
  /** What the agent said without being asked. */
  readonly notices: readonly XmlElement[];
  close(): void;
}

/** A call with texts as its fields, and the log's own elements beside them. */
export function call(
  method: string,
  fields: Readonly<Record<string, string>>,
  ...own: readonly XmlElement[]
): XmlElement {
  const bound = { xmlns: namespaces[""]!, "xmlns:acs": namespaces.acs!, "xmlns:ts": namespaces.ts! };
  return element("ts:Call", { ...bound, id: "1", method }, [
    ...Object.entries(fields).map(([name, text]) => element(`ts:${name}`, {}, [text])),
    ...own,
  ]);
}

/** The text of one field of an answer. */
export function fieldOf(answer: XmlElement, name: string): string | undefined {
  const found = elementsOf(answer).find((one) => one.name === `ts:${name}`);
  return found && textOf(found);
}

export async function connectNcr(port: number, secretText: string): Promise<NcrPos> {
  const socket = connect({ host: "127.0.0.1", port, noDelay: true });
  await once(socket, "connect");
  let heard = Buffer.alloc(0);
  const notices: XmlElement[] = [];
  let wake = () => {};
  socket.on("close", () => wake());
  socket.on("data", (chunk) => {
    heard = Buffer.concat([heard, chunk]);
    wake();
  });
  const say = async (document: XmlElement) => {
    const body = Buffer.from(writeXml(document));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    socket.write(Buffer.concat([length, body]));
    for (;;) {
      const said = await next();
      if (said.name !== "ts:Notice") return said;
      notices.push(said);
    }
  };
  const next = async () => {
    while (heard.length < 4 || heard.length < 4 + heard.readUInt32BE()) {
      if (socket.destroyed) throw new Error("the agent closed the connection");
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const end = 4 + heard.readUInt32BE();
    const answer = readXml(heard.subarray(4, end).toString("utf8"));
    heard = heard.subarray(end);
    return answer;
  };
  const posNonce = nonce();
  const hello = { nonce: posNonce, role: "pos", profile: "ncr", version: CONTRACT_VERSION };
  const answer = await say(call("hello", hello));
  const terms = {
    posNonce,
    agentNonce: fieldOf(answer, "nonce")!,
    role: "pos",
    endpoint: `127.0.0.1:${port}`,
    version: CONTRACT_VERSION,
  };
  const secret = Buffer.from(secretText.trim(), "hex");
  const confirmed = await say(call("hello.confirm", { proof: proofOf("pos", secret, terms) }));
  if (confirmed.name !== "ts:Answer") throw new Error(writeXml(confirmed));
  return { say, notices, close: () => void socket.destroy() };
}
