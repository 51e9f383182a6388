import { expect, test } from "vitest";
import { lineFraming } from "./line-framing.ts";

const texts = (messages: readonly Uint8Array[]) => messages.map((message) => Buffer.from(message).toString());

test("a message is a line, however the bytes arrive", () => {
  const bytes = Buffer.from('{"a":"Caffè"}\r\n\n{"b":2}\n{"c"');
  const whole = lineFraming.reader(100);
  expect(texts(whole.push(bytes))).toEqual(['{"a":"Caffè"}', '{"b":2}']);
  expect(texts(whole.push(Buffer.from(":3}\n")))).toEqual(['{"c":3}']);
  const dripping = lineFraming.reader(100);
  expect(texts([...bytes].flatMap((byte) => [...dripping.push(Buffer.of(byte))]))).toEqual([
    '{"a":"Caffè"}',
    '{"b":2}',
  ]);
});

test("a line longer than allowed is refused before its end arrives", () => {
  const reader = lineFraming.reader(10);
  expect(texts(reader.push(Buffer.from("0123456789\n")))).toEqual(["0123456789"]);
  reader.push(Buffer.from("0123456789"));
  expect(() => reader.push(Buffer.from("0"))).toThrow(expect.objectContaining({ reason: "too-large" }));
});
