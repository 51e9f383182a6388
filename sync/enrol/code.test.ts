import fc from "fast-check";
import { expect, test } from "vitest";
import { codeOf, partsOf, readCode } from "./code.ts";

const code = codeOf("a secret", "1");
const codes = fc.string().map((serial) => codeOf("a secret", serial));

test("a code is five groups of four, without letters that look like digits", () => {
  expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(codeOf("a secret", "1")).toBe(code);
  expect(new Set([code, codeOf("a secret", "2"), codeOf("another", "1")]).size).toBe(3);
});

test("it is read as people type it: small letters, spaces, O for 0, l for 1", () => {
  const typed = code.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l");
  expect(readCode(` ${typed}\n`)).toBe(code);
  for (const none of ["", "1234", `${code}0`, code.replace(/.$/, "U"), code.replace(/.$/, "!")])
    expect(readCode(none)).toBeUndefined();
});

test("law: one wrong character, or two neighbours that changed places, are always seen", () => {
  fc.assert(
    fc.property(codes, fc.nat(18), fc.nat(30), (good, place, step) => {
      const letters = [...good.replaceAll("-", "")];
      const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
      const other = alphabet[(alphabet.indexOf(letters[place]!) + 1 + step) % 32]!;
      expect(readCode(letters.with(place, other).join(""))).toBeUndefined();
      const [left, right] = [letters[place]!, letters[place + 1]!];
      const swapped = letters
        .with(place, right)
        .with(place + 1, left)
        .join("");
      expect(readCode(swapped)).toBe(left === right ? good : undefined);
    }),
  );
});

test("its name on the line tells nothing of its key", () => {
  const { name, key } = partsOf(code);
  expect(name).toMatch(/^[0-9a-f]{64}$/);
  expect(Buffer.from(key).toString("hex")).not.toBe(name);
  expect(partsOf(codeOf("a secret", "2")).name).not.toBe(name);
});
