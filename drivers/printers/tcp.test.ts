import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { PrinterLink } from "../device.ts";
import { encode } from "./encode.ts";
import { openPrinter } from "./open-printer.ts";
import { print } from "./print.ts";
import { printerProfiles } from "./profiles.ts";
import { openTcpPrinter, type TcpPrinterOptions } from "./tcp.ts";

/** Answers to DLE EOT 1, 2, 3 and 4: all is well, and the ways in which it is not. */
type Status = readonly [number, number, number, number];
const well: Status = [0x12, 0x12, 0x12, 0x12];
const paperEnd: Status = [0x1a, 0x32, 0x12, 0x72];
const coverOpen: Status = [0x1a, 0x16, 0x12, 0x12];
const nearEnd: Status = [0x12, 0x12, 0x12, 0x1e];
const offline: Status = [0x1a, 0x12, 0x12, 0x12];
const jammed: Status = [0x1a, 0x52, 0x1a, 0x12];
const broken: Status = [0x1a, 0x52, 0x32, 0x12];

interface Behaviour {
  /** None: it stays silent. */
  status?: Status | undefined;
  /** Whether it says that a receipt is printed. */
  confirms?: boolean;
  /** Called with each new connection. */
  onConnect?(socket: Socket): void;
  /** Called with all bytes of a connection after each chunk. */
  onBytes?(bytes: Buffer, socket: Socket): void;
}

const opened: { servers: Server[]; links: PrinterLink[]; sockets: Socket[] } = {
  servers: [],
  links: [],
  sockets: [],
};

afterEach(async () => {
  for (const link of opened.links.splice(0)) await link.close();
  for (const socket of opened.sockets.splice(0)) socket.destroy();
  for (const server of opened.servers.splice(0)) server.close();
});

/** A server that behaves as a printer might. `jobs` has the bytes of each connection, without the questions. */
async function printer(behaviour: Behaviour) {
  const jobs: string[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    opened.sockets.push(socket);
    socket.on("error", () => {});
    behaviour.onConnect?.(socket);
    const job = jobs.push("") - 1;
    let all = Buffer.alloc(0);
    let answered = 0;
    socket.on("data", (chunk) => {
      all = Buffer.concat([all, chunk]);
      behaviour.onBytes?.(all, socket);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the printer's commands are control characters.
      const questions = /\x10\x04([\x01-\x04])|\x1d\x28\x48\x06\x00\x30\x30(....)|\x1d\x72\x01/gs;
      const text = all.toString("latin1");
      jobs[job] = text.replace(questions, "");
      questions.lastIndex = answered;
      for (let found = questions.exec(text); found; found = questions.exec(text)) {
        answered = questions.lastIndex;
        const place = found[1] && found[1].charCodeAt(0) - 1;
        if (typeof place === "number" && behaviour.status)
          socket.write(Uint8Array.of(behaviour.status[place] ?? 0));
        if (found[2] && behaviour.confirms) socket.write(`\x37\x22${found[2]}\0`);
        if (found[0] === "\x1d\x72\x01" && behaviour.confirms) socket.write("\0");
      }
    });
  });
  opened.servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, jobs };
}

function link(port: number, options: Partial<TcpPrinterOptions> = {}): PrinterLink {
  const opening = openTcpPrinter({
    host: "127.0.0.1",
    port,
    answers: "yes",
    completion: "process-id",
    statusTimeoutMs: 10_000,
    writeTimeoutMs: 10_000,
    printedTimeoutMs: 10_000,
    idleCloseMs: 50,
    ...options,
  });
  opened.links.push(opening);
  return opening;
}

const receipt = encode(
  [{ kind: "text", text: "Hai risparmiato 3,20 €" }, { kind: "cut" }],
  printerProfiles["epson-tm-t88"],
);
const asText = Buffer.from(receipt).toString("latin1");

describe("a printer that works", () => {
  test("gets the receipt byte for byte, and says that it is printed", async () => {
    const { port, jobs } = await printer({ status: well, confirms: true });
    expect(await print(link(port), receipt)).toBe("printed");
    expect(jobs).toEqual([asText]);
  });

  test("says that it is printed in the older way too, GS r", async () => {
    const { port } = await printer({ status: well, confirms: true });
    expect(await print(link(port, { completion: "paper-status" }), receipt)).toBe("printed");
  });

  test("that says nothing at all prints too, where its profile allows for that", async () => {
    const { port, jobs } = await printer({});
    const silent = link(port, { answers: "maybe", statusTimeoutMs: 20 });
    expect(await print(silent, receipt)).toBe("sent");
    expect(await silent.status()).toBeUndefined();
    await vi.waitFor(() => expect(jobs.join("")).toBe(asText), 20_000);
  });

  test("prints two receipts one after the other, whoever sends them", async () => {
    const { port, jobs } = await printer({ status: well, confirms: true });
    const shared = link(port, { idleCloseMs: 1000 });
    const long = new Uint8Array(200_000).fill(0x41);
    const outcomes = await Promise.all([print(shared, long), print(shared, receipt), shared.status()]);
    expect(outcomes).toEqual(["printed", "printed", { online: true, paper: "ok", coverOpen: false }]);
    expect(jobs).toEqual(["A".repeat(200_000) + asText]);
  });

  test("is left to other tills when it is not needed, and found again", async () => {
    const { port, jobs } = await printer({ status: well, confirms: true });
    const shared = link(port, { idleCloseMs: 10 });
    await print(shared, receipt);
    const [first] = opened.sockets;
    if (!first?.readableEnded) await once(first!, "end");
    await print(shared, receipt);
    expect(jobs).toEqual([asText, asText]);
  });

  test("that hangs up when idle is connected to again", async () => {
    const { port, jobs } = await printer({ status: well, confirms: true });
    const shared = link(port, { idleCloseMs: 5000 });
    await print(shared, receipt);
    const [first] = opened.sockets;
    first?.end();
    await once(first!, "close");
    expect(await print(shared, receipt)).toBe("printed");
    expect(jobs).toHaveLength(2);
  });

  test("whose answers are mixed with automatic status is understood", async () => {
    const asb = Uint8Array.of(0x10, 0x00, 0x00, 0x0f);
    const { port } = await printer({
      status: nearEnd,
      confirms: true,
      onConnect: (s) => s.write(asb),
      onBytes: (_b, s) => s.write(asb),
    });
    expect(await link(port).status()).toEqual({ online: true, paper: "near-end", coverOpen: false });
    expect(await print(link(port), receipt)).toBe("printed");
  });
});

describe("a printer that cannot print is told before a byte is sent", () => {
  test.each([
    ["is out of paper", "paper-end", paperEnd, "new roll"],
    ["has its cover open", "cover-open", coverOpen, "Close it"],
    ["has gone offline", "refused", offline, "offline"],
    ["has jammed", "refused", jammed, "take out what is stuck"],
    ["is broken", "refused", broken, "call for service"],
  ] as const)("one that %s: said with what to do about it", async (_how, code, status, advice) => {
    const { port, jobs } = await printer({ status });
    await expect(print(link(port), receipt)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(advice),
    });
    expect(jobs).toEqual([""]);
  });

  test("and prints once it is mended", async () => {
    const behaviour: Behaviour = { status: paperEnd, confirms: true };
    const { port } = await printer(behaviour);
    const mended = link(port);
    await expect(print(mended, receipt)).rejects.toMatchObject({ code: "paper-end" });
    behaviour.status = well;
    expect(await print(mended, receipt)).toBe("printed");
  });

  test("where nobody answers at the address: said with the address", async () => {
    const { port } = await printer({});
    opened.servers[0]?.close();
    await expect(print(link(port), receipt)).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
  });

  test("one that takes no connections is not waited for without end", async () => {
    // A process that listens, tells its port and is asleep: once its queue is full, the network answers no more.
    const program = `require("node:net").createServer().listen(0, "127.0.0.1", 1, function () {
      require("node:fs").writeSync(1, String(this.address().port));
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    })`;
    const sleeper = spawn(process.execPath, ["-e", program]);
    try {
      const port = Number(String((await once(sleeper.stdout, "data"))[0]));
      for (let i = 0; i < 4; i++) opened.sockets.push(connect(port, "127.0.0.1").on("error", () => {}));
      await expect(link(port, { connectTimeoutMs: 50 }).status()).rejects.toMatchObject({
        code: "timeout",
        message: expect.stringContaining("Check that it is on"),
      });
    } finally {
      sleeper.kill("SIGKILL");
    }
  });

  test("a name that does not exist on the network is said to be not found", async () => {
    await expect(link(9100, { host: "no-such-printer.invalid" }).status()).rejects.toMatchObject({
      code: "not-found",
    });
  });

  test("one that is connected and never answers: said with the setting for such models", async () => {
    const { port, jobs } = await printer({});
    await expect(print(link(port, { statusTimeoutMs: 20 }), receipt)).rejects.toMatchObject({
      code: "timeout",
      message: expect.stringContaining('set "answers" to "no"'),
    });
    expect(jobs).toEqual([""]);
  });
});

describe("a printer that fails in mid-job", () => {
  test("drops the connection: said, with the advice to look before printing again", async () => {
    const { port } = await printer({
      status: well,
      onBytes: (bytes, socket) => {
        if (bytes.length > 5000) socket.resetAndDestroy();
      },
    });
    await expect(print(link(port), new Uint8Array(8_000_000).fill(0x41))).rejects.toMatchObject({
      code: "disconnected",
      message: expect.stringContaining("look before printing it again"),
    });
  });

  test("closes politely instead of confirming: told as a lost connection", async () => {
    const { port } = await printer({
      status: well,
      onBytes: (bytes, socket) => {
        if (bytes.includes("risparmiato")) socket.end();
      },
    });
    await expect(print(link(port), receipt)).rejects.toMatchObject({ code: "disconnected" });
  });

  test("takes no more data: what waits in the operating system is taken back", async () => {
    const ends: (string | undefined)[] = [];
    const { port, jobs } = await printer({
      onConnect: (socket) => socket.on("error", (error: NodeJS.ErrnoException) => ends.push(error.code)),
      onBytes: (_bytes, socket) => void socket.pause(),
    });
    const job = new Uint8Array(16_000_000).fill(0x41);
    await expect(print(link(port, { answers: "no", writeTimeoutMs: 50 }), job)).rejects.toMatchObject({
      code: "timeout",
    });
    const stalled = opened.sockets[0];
    stalled?.removeAllListeners("data").resume();
    await vi.waitFor(() => expect(stalled?.closed).toBe(true), 20_000);
    expect(ends).toEqual(["ECONNRESET"]);
    expect(jobs.join("").length).toBeLessThan(job.length);
  });

  test("hangs up with the receipt half read: what waits in the operating system is taken back", async () => {
    const ends: (string | undefined)[] = [];
    const { port, jobs } = await printer({
      onConnect: (socket) => {
        socket.on("error", (error: NodeJS.ErrnoException) => ends.push(error.code));
        // After its own listener has set it flowing.
        queueMicrotask(() => socket.pause());
      },
    });
    const leaving = link(port, { statusTimeoutMs: 30_000 });
    // More than the printer's side holds, less than both sides together: written, and not yet sent.
    const job = new Uint8Array(200_000).fill(0x41);
    await leaving.write(job);
    const left = expect(leaving.printed?.()).rejects.toMatchObject({ code: "disconnected" });
    const [half] = opened.sockets;
    half?.end();
    await left;
    // By the time a new connection is made, the old one has been reset.
    await leaving.write(new Uint8Array(1));
    half?.resume();
    await vi.waitFor(() => expect(half?.closed).toBe(true), 20_000);
    expect(ends).toEqual(["ECONNRESET"]);
    expect(jobs[0]?.length).toBeLessThan(job.length);
  });

  test("runs out of paper: said as such, well before the time-out", async () => {
    const behaviour: Behaviour = { status: well };
    const { port } = await printer(behaviour);
    behaviour.onBytes = (bytes) => {
      if (bytes.includes("risparmiato")) behaviour.status = paperEnd;
    };
    await expect(
      print(link(port, { statusTimeoutMs: 500, printedTimeoutMs: 300_000 }), receipt),
    ).rejects.toMatchObject({
      code: "paper-end",
      message: expect.stringContaining("look before printing it again"),
    });
  });

  test("never says that it has finished: the wait ends", async () => {
    const { port } = await printer({ status: well, confirms: false });
    await expect(
      print(link(port, { statusTimeoutMs: 500, printedTimeoutMs: 50 }), receipt),
    ).rejects.toMatchObject({
      code: "timeout",
    });
  });

  test("and the next receipt is printed on a new connection", async () => {
    const behaviour: Behaviour = {
      status: well,
      confirms: true,
      onBytes: (b, s) => void (b.includes("AAAA") && s.destroy()),
    };
    const { port, jobs } = await printer(behaviour);
    const shared = link(port);
    await expect(print(shared, new Uint8Array(100).fill(0x41))).rejects.toMatchObject({
      code: "disconnected",
    });
    expect(await print(shared, receipt)).toBe("printed");
    expect(jobs[1]).toBe(asText);
  });
});

test("a till whose printer hangs up at once can still be stopped", async () => {
  const { port } = await printer({ onConnect: (socket) => socket.end() });
  const program = fileURLToPath(import.meta.resolve("./print-and-end.ts"));
  const till = spawn(process.execPath, [program, String(port)], { timeout: 20_000, killSignal: "SIGKILL" });
  let said = "";
  till.stdout.on("data", (text) => {
    said += text;
  });
  expect(await once(till, "close")).toEqual([0, null]);
  expect(said).toBe("disconnected\n");
}, 30_000);

test("a closed link prints nothing more", async () => {
  const { port } = await printer({ status: well });
  const closing = link(port);
  await closing.close();
  await expect(closing.write(receipt)).rejects.toMatchObject({ code: "disconnected" });
});

test("a configuration names a profile, and the link asks as that model answers", async () => {
  const { port } = await printer({ status: well, confirms: true });
  const { link: configured, profile } = openPrinter({
    kind: "tcp",
    host: "127.0.0.1",
    port,
    profile: "epson-tm-t20",
  });
  opened.links.push(configured);
  expect(profile.columns).toBe(48);
  expect(await print(configured, encode([{ kind: "text", text: "ciao" }], profile))).toBe("printed");
});
