/** A cable pulled out, on Linux and macOS, told as such by node-serialport. */
import { read } from "node:fs";
import { promisify } from "node:util";
import type { SerialPort } from "serialport";

const readFile = promisify(read);

/**
 * A terminal that has hung up reads as zero bytes, for ever. node-serialport 13 reads again at once, without end: the
 * processor is busy, the memory grows until the process dies, and no "close" comes (serialport/bindings-cpp issue 162;
 * seen here on a pty). So its read is replaced on this one open port: zero bytes are a lost port. Call it after the
 * port has been opened and before anything listens to its data. Windows reads in another way and is left alone.
 */
export function noticeHangUp(port: SerialPort): void {
  const line = port.port;
  if (!line || !("poller" in line)) return;
  line.read = async (buffer: Buffer, offset: number, length: number) => {
    const open = (): number => {
      if (line.fd === null) throw Object.assign(new Error("The port is closed."), { canceled: true });
      return line.fd;
    };
    for (;;) {
      const fd = open();
      try {
        const { bytesRead } = await readFile(fd, buffer, offset, length, null);
        if (bytesRead > 0) return { buffer, bytesRead };
        throw new Error("The line has hung up.");
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code;
        if (code !== "EAGAIN" && code !== "EWOULDBLOCK" && code !== "EINTR") throw error;
      }
      // Closed while it was being read: its poller is freed, and to wait for it ends the process.
      open();
      await new Promise<void>((resolve, reject) => {
        line.poller.once("readable", (error: Error | null) => (error ? reject(error) : resolve()));
      });
    }
  };
}
