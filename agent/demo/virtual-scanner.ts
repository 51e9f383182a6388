/** A scanner without a scanner: what would come down its cable, served at a TCP port as a serial bridge does. */

import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

export interface VirtualScanner {
  readonly port: number;
  /** A label under the beam: its characters and a carriage return go to whoever is connected. */
  scan(label: string): void;
  /** Resolves once the agent has connected. */
  connected(): Promise<void>;
  close(): Promise<void>;
}

/** @param port 0 is any free one */
export async function startVirtualScanner(port = 0): Promise<VirtualScanner> {
  const cables = new Set<Socket>();
  const server = createServer((cable) => {
    cables.add(cable);
    cable.on("error", () => cable.destroy());
    cable.on("close", () => cables.delete(cable));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    scan: (label) => cables.forEach((cable) => void cable.write(`${label}\r`)),
    async connected() {
      if (cables.size === 0) await once(server, "connection");
    },
    async close() {
      for (const cable of cables) cable.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
