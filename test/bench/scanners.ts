/** From a scan at the cable to the POS's notification, and what scanners cost while nobody scans. */

import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { startVirtualScanner } from "../../agent/demo/virtual-scanner.ts";
import { openShop, PASTA } from "../../agent/testing/shop.ts";
import { type Figure, measureAsync, round } from "./measure.ts";
import { row, say, us } from "./table.ts";

const SCANS = 2000;

export interface ScannerFigures {
  /** Written to the scanner's cable, heard as `scan` by a POS with an open sale; agent and POS in one process. */
  readonly scanToPosUs: Figure;
  /** As many bytes there and back over two sockets in this process. */
  readonly socketUs: Figure;
  /** Percent of one core, while scanners of every kind are open, plugged in or missed, and nobody scans. */
  readonly idleCpuPercent: number;
}

export async function scannerFigures(): Promise<ScannerFigures> {
  const scanToPosUs = await scanToPos();
  const socketUs = await thereAndBack();
  const idleCpuPercent = idleCpu();
  say("A scan, from its cable to the POS                       baseline: two sockets, nothing between");
  row("notification at the POS", us(scanToPosUs), us(socketUs));
  row("idle, every kind of scanner open", `${idleCpuPercent} % of a core`);
  return { scanToPosUs, socketUs, idleCpuPercent };
}

async function scanToPos(): Promise<Figure> {
  const shop = await openShop();
  const scanner = await startVirtualScanner();
  const agent = await shop.start({ scanner: { kind: "tcp", host: "127.0.0.1", port: scanner.port } });
  const pos = await shop.pos(agent);
  await pos.call("transaction.begin", { transactionId: "t1", at: "2026-11-21T10:31:00+01:00" });
  let heard = (): void => {};
  pos.on("scan", () => heard());
  await scanner.connected();
  const taken = await measureAsync(
    SCANS,
    () =>
      new Promise<void>((resolve) => {
        heard = resolve;
        scanner.scan(PASTA);
      }),
  );
  await scanner.close();
  await shop.close();
  return taken;
}

async function thereAndBack(): Promise<Figure> {
  const server = createServer((socket) => socket.on("data", (bytes) => socket.write(bytes)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1").setNoDelay();
  await once(socket, "connect");
  const taken = await measureAsync(SCANS, async () => {
    socket.write(`${PASTA}\r`);
    await once(socket, "data");
  });
  socket.destroy();
  server.close();
  return taken;
}

function idleCpu(): number {
  const program = fileURLToPath(new URL("idle-of.ts", import.meta.url));
  return round(Number(execFileSync(process.execPath, [program], { encoding: "utf8" })));
}
