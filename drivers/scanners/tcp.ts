/** Scanners behind a TCP port: serial-to-network bridges, and the virtual scanner of the demo. */
import { connect as dial } from "node:net";
import { z } from "zod";
import { type CodeRules, defaultCodeRules } from "../codes/code-rules.ts";
import { DeviceError, type Scanner, type ScannerEvents } from "../device.ts";
import { framingShape, reopeningShape } from "./options.ts";
import { receive } from "./receive.ts";
import { type Connection, openReopening, type Receiving } from "./reopening.ts";
import { withStripes } from "./stripe.ts";

export const tcpScannerSchema = z.strictObject({
  kind: z.literal("tcp").default("tcp"),
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  connectTimeoutMs: z.int().min(50).max(60_000).default(3000),
  ...framingShape,
  ...reopeningShape,
});
export type TcpScannerOptions = z.input<typeof tcpScannerSchema>;

/** Connects to a scanner's bridge and reconnects after each loss until it is closed. Faults come as events. */
export function openTcpScanner(
  options: TcpScannerOptions,
  events: ScannerEvents,
  rules: () => CodeRules = () => defaultCodeRules,
): Scanner {
  const settings = tcpScannerSchema.parse(options);
  const { host, port, connectTimeoutMs } = settings;
  const address = `${host}:${port}`;

  const connect = (into: Receiving): Promise<Connection> =>
    new Promise((resolve, reject) => {
      const socket = dial({ host, port, keepAlive: true, noDelay: true });
      const fail = (cause?: Error): void => {
        socket.destroy();
        reject(
          new DeviceError(
            "not-found",
            `No scanner answers at ${address}. Switch its bridge on, or correct host and port.`,
            { cause },
          ),
        );
      };
      socket.setTimeout(connectTimeoutMs, fail);
      socket.once("error", fail);
      socket.once("connect", () => {
        socket.setTimeout(0);
        socket.off("error", fail);
        const stop = receive(socket, settings, withStripes(into, rules));
        resolve({
          about: { path: address, exclusive: true },
          release: async () => {
            stop();
            socket.destroy();
          },
        });
      });
    });

  return openReopening(`Scanner at ${address}`, connect, settings, events);
}
