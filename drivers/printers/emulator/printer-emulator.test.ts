import { connect, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { type PrinterEmulator, startPrinterEmulator } from "./printer-emulator.ts";

let printer: PrinterEmulator;
const clients: Socket[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await printer.close();
});

/** Bytes from numbers and from texts whose characters are bytes. */
function bytes(...parts: (number | string)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) => (typeof part === "number" ? [part] : [...part].map((c) => c.charCodeAt(0)))),
  );
}

async function client(
  to = printer,
): Promise<Socket & { received: number[]; next(count: number): Promise<number[]> }> {
  const socket = connect(to.port, "127.0.0.1");
  clients.push(socket);
  const received: number[] = [];
  const waiters: { count: number; give: (bytes: number[]) => void }[] = [];
  const serve = () => {
    while (waiters[0] !== undefined && received.length >= waiters[0].count) {
      const { count, give } = waiters.shift()!;
      give(received.splice(0, count));
    }
  };
  socket.on("data", (chunk: Uint8Array) => {
    received.push(...chunk);
    serve();
  });
  socket.on("error", () => {});
  await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
  const next = (count: number) =>
    new Promise<number[]>((give) => {
      waiters.push({ count, give });
      serve();
    });
  return Object.assign(socket, { received, next });
}

async function print(...parts: (number | string)[]) {
  const socket = await client();
  socket.end(bytes(...parts, 0x1d, 0x56, 0));
  return printer.waitForReceipt();
}

test("euro and accents come out right in code page 858", async () => {
  printer = await startPrinterEmulator();
  const receipt = await print(
    0x1b,
    0x40,
    0x1b,
    0x74,
    19,
    "Caff\x8a 1,20 \xd5\n",
    "Citt\x85 perch\x82 pi\x97 cos\x8d per\x95\n",
  );
  expect(receipt.text).toBe("Caffè 1,20 €\nCittà perché più così però");
  expect(receipt.svg).toContain("Caffè");
  expect(receipt.unknown).toEqual([]);
});

test("the same byte is another character in another code page", async () => {
  printer = await startPrinterEmulator();
  expect(
    (
      await print(
        0x1b,
        0x74,
        0,
        "\xd5",
        0x1b,
        0x74,
        2,
        "\xd5",
        0x1b,
        0x74,
        16,
        "\x80\xe8",
        0x1b,
        0x74,
        40,
        "\xa4\n",
      )
    ).text,
  ).toBe("╒ı€è€");
});

test("initialising forgets the code page of the job before", async () => {
  printer = await startPrinterEmulator();
  await print(0x1b, 0x74, 19, "\xd5\n");
  expect((await print(0x1b, 0x40, "\xd5\n")).text).toBe("╒");
});

test("the Italian character set prints accents in the place of brackets", async () => {
  printer = await startPrinterEmulator();
  expect((await print(0x1b, 0x52, 6, "citt{ perch] ~\n")).text).toBe("città perché ì");
});

test("a double-size total keeps its price at the right edge", async () => {
  printer = await startPrinterEmulator({ columns: 20 });
  const receipt = await print(0x1d, 0x21, 0x11, "TOT   3,49\n", 0x1d, 0x21, 0, "a", " ".repeat(18), "b\n");
  expect(receipt.text.split("\n")).toEqual(["TOT             3,49", `a${" ".repeat(18)}b`]);
});

test("centred, right-aligned and too long lines lie where a printer puts them", async () => {
  printer = await startPrinterEmulator({ columns: 10 });
  const receipt = await print(0x1b, 0x61, 1, "ab\n", 0x1b, 0x61, 2, "ab\n", 0x1b, 0x61, 0, "0123456789xyz\n");
  expect(receipt.text.split("\n")).toEqual(["    ab", "        ab", "0123456789", "xyz"]);
});

test("bold, underline and inverse are seen in the picture", async () => {
  printer = await startPrinterEmulator();
  const { svg } = await print(
    0x1b,
    0x45,
    1,
    "bold\n",
    0x1b,
    0x45,
    0,
    0x1b,
    0x2d,
    1,
    "line\n",
    0x1b,
    0x2d,
    0,
    0x1d,
    0x42,
    1,
    "white\n",
  );
  expect(svg).toMatch(/font-weight="bold">bold</);
  expect(svg).toMatch(/height="1" fill="#1d1d1f"\/>/);
  expect(svg).toMatch(/fill="#fdfcf8">white</);
});

test("a barcode with a right check digit is drawn, one with a wrong digit is reported", async () => {
  printer = await startPrinterEmulator();
  const right = await print(0x1d, 0x6b, 67, 13, "8001234567897");
  expect(right.text).toContain("8001234567897");
  expect(right.unknown).toEqual([]);
  const old = await print(0x1d, 0x6b, 2, "800123456789", 0);
  expect(old.text).toContain("8001234567897");
  const wrong = await print(0x1d, 0x6b, 67, 13, "8001234567891");
  expect(wrong.text).toBe("");
  expect(wrong.unknown).toEqual(["byte 0: EAN-13 8001234567891 has a wrong check digit"]);
});

test("a QR code shows its value", async () => {
  printer = await startPrinterEmulator();
  const receipt = await print(
    ...[
      0x1d, 0x28, 0x6b, 4, 0, 49, 65, 50, 0, 0x1d, 0x28, 0x6b, 3, 0, 49, 67, 6, 0x1d, 0x28, 0x6b, 3, 0, 49,
      69, 49,
    ],
    ...[0x1d, 0x28, 0x6b, 6, 0, 49, 80, 48, "A-7", 0x1d, 0x28, 0x6b, 3, 0, 49, 81, 48],
  );
  expect(receipt.text).toContain("[QR A-7]");
  expect(receipt.unknown).toEqual([]);
});

test("a raster image takes its bytes, and what follows is text again", async () => {
  printer = await startPrinterEmulator();
  const receipt = await print(0x1d, 0x76, 0x30, 0, 1, 0, 2, 0, 0xff, 0x1b, "after\n");
  expect(receipt.text).toBe("[image 8 × 2 dots]\nafter");
});

test("an unknown command is reported, never swallowed", async () => {
  printer = await startPrinterEmulator();
  const receipt = await print("before\n", 0x1b, 0x7a, 1, "after\n");
  expect(receipt.unknown).toEqual(["byte 7: unknown command 1b 7a", "byte 9: unknown command 01"]);
  expect(receipt.text).toBe("before\nafter");
});

test("a job that arrives byte by byte prints the same", async () => {
  printer = await startPrinterEmulator();
  const job = bytes(0x1b, 0x40, 0x1b, 0x74, 19, "5,00 \xd5\n", 0x1b, 0x64, 2, 0x1d, 0x56, 66, 0);
  const socket = await client();
  for (const byte of job) {
    socket.write(Uint8Array.of(byte));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect((await printer.waitForReceipt()).text.trimEnd()).toBe("5,00 €");
});

test("the printer tells its state when asked", async () => {
  printer = await startPrinterEmulator();
  const socket = await client();
  socket.write(bytes(0x10, 4, 1, 0x10, 4, 2, 0x10, 4, 3, 0x10, 4, 4, 0x1d, 0x72, 1));
  expect(await socket.next(5)).toEqual([0x16, 0x12, 0x12, 0x12, 0x00]);
  printer.misbehave({ fault: "paper-end" });
  socket.write(bytes(0x10, 4, 1, 0x10, 4, 2, 0x10, 4, 4));
  expect(await socket.next(3)).toEqual([0x1e, 0x32, 0x7e]);
});

test("with automatic status on, an opened cover is told unasked", async () => {
  printer = await startPrinterEmulator();
  const socket = await client();
  socket.write(bytes(0x1d, 0x61, 0x0f));
  expect(await socket.next(4)).toEqual([0x14, 0, 0, 0]);
  printer.misbehave({ fault: "cover-open" });
  const told = await socket.next(8);
  expect(told.slice(-4)).toEqual([0x3c, 0, 0, 0]);
});

test("the end of a job is confirmed only once it is printed", async () => {
  printer = await startPrinterEmulator();
  printer.misbehave({ fault: "paper-end", afterBytes: 4 });
  const socket = await client();
  socket.write(bytes("one\n", "two\n", 0x1d, 0x56, 0, 0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30, "0042"));
  socket.write(bytes(0x10, 4, 2));
  expect(await socket.next(1)).toEqual([0x32]);
  expect(printer.receipts()).toEqual([]);
  printer.misbehave();
  expect(await socket.next(7)).toEqual([...bytes(0x37, 0x22, "0042", 0)]);
  expect(printer.receipts()[0]?.text).toBe("one\ntwo");
});

test("a connection dropped in mid-job leaves half a receipt on the paper", async () => {
  printer = await startPrinterEmulator();
  printer.misbehave({ fault: "drop", afterBytes: 6 });
  const socket = await client();
  const gone = new Promise((resolve) => socket.once("close", resolve));
  socket.write(bytes("first\nsecond\n", 0x1d, 0x56, 0));
  await gone;
  expect(printer.receipts()).toEqual([]);
  printer.misbehave();
  expect((await print(0x1b, 0x40, "again\n")).text).toBe("first\nagain");
});

test("a stalled printer takes nothing more and goes on when it recovers", async () => {
  printer = await startPrinterEmulator();
  printer.misbehave({ fault: "stall" });
  const socket = await client();
  socket.write(bytes("late\n", 0x1d, 0x56, 0, 0x10, 4, 1));
  // Another printer, asked afterwards, has answered: this one would have, too.
  const other = await startPrinterEmulator();
  const asked = await client(other);
  asked.write(bytes("other\n", 0x1d, 0x56, 0, 0x10, 4, 1));
  await asked.next(1);
  expect((await other.waitForReceipt()).text).toBe("other");
  asked.destroy();
  await other.close();
  expect(socket.received).toEqual([]);
  expect(printer.bytesTaken()).toBe(0);
  expect(printer.receipts()).toEqual([]);
  printer.misbehave();
  expect((await printer.waitForReceipt()).text).toBe("late");
});

test("a slow printer prints the same, later", async () => {
  printer = await startPrinterEmulator();
  printer.misbehave({ fault: "slow", bytesPerSecond: 400 });
  const socket = await client();
  socket.end(bytes("slowly but surely\n", 0x1d, 0x56, 0));
  await new Promise((resolve) => setImmediate(resolve));
  expect(printer.receipts()).toEqual([]);
  expect((await printer.waitForReceipt()).text).toBe("slowly but surely");
});

test("a second client waits until the first has gone", async () => {
  printer = await startPrinterEmulator();
  const first = await client();
  const second = await client();
  second.end(bytes("second\n", 0x1d, 0x56, 0));
  first.write(bytes("first\n", 0x1d, 0x56, 0));
  expect((await printer.waitForReceipt()).text).toBe("first");
  first.end();
  expect((await printer.waitForReceipt()).text).toBe("second");
});

test("a job cut off inside a command says so", async () => {
  printer = await startPrinterEmulator();
  const socket = await client();
  const ended = new Promise((resolve) => socket.once("close", resolve));
  socket.end(bytes("text\n", 0x1d, 0x6b, 67, 13, "800"));
  await ended;
  printer.tearOff();
  expect(printer.receipts()[0]).toMatchObject({
    text: "text",
    unknown: ["the connection ended inside a command: 1d 6b 43 0d 38 30 30"],
  });
});

test("the drawer pulse is counted", async () => {
  printer = await startPrinterEmulator();
  expect((await print("x\n", 0x1b, 0x70, 0, 25, 250)).drawerPulses).toBe(1);
});

test("a port in use is an error at the start", async () => {
  printer = await startPrinterEmulator();
  await expect(startPrinterEmulator({ port: printer.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});
