/**
 * What the printer answers. Bits: Epson ESC/POS command reference, DLE EOT n, GS r n, GS a n (automatic status back),
 * GS ( H function 48, GS I n; the same tables in the Bixolon manual.
 */

import { type Condition, isOnline } from "./misbehaviour.ts";

/** DLE EOT n: one byte, bits 1 and 4 always set. `undefined` for an n that the printer doesn't know. */
export function realTimeStatus(n: number, condition: Condition): number | undefined {
  const fixed = 0x12;
  switch (n) {
    case 1:
      return fixed | 0x04 | (isOnline(condition) ? 0 : 0x08);
    case 2:
      return (
        fixed |
        (condition.coverOpen ? 0x04 : 0) |
        (condition.paper === "end" ? 0x20 : 0) |
        (condition.error === undefined ? 0 : 0x40)
      );
    case 3:
      return fixed | errorBits(condition);
    case 4:
      return fixed | (condition.paper === "ok" ? 0 : 0x0c) | (condition.paper === "end" ? 0x60 : 0);
    default:
      return undefined;
  }
}

/** The four bytes of automatic status back. */
export function automaticStatus(condition: Condition): Uint8Array {
  const first = 0x10 | 0x04 | (isOnline(condition) ? 0 : 0x08) | (condition.coverOpen ? 0x20 : 0);
  const paper = (condition.paper === "ok" ? 0 : 0x03) | (condition.paper === "end" ? 0x0c : 0);
  return Uint8Array.of(first, errorBits(condition), paper, 0);
}

/** A blade that is stuck, or what only a service can mend. */
function errorBits({ error }: Condition): number {
  if (error === undefined) return 0;
  return error === "unrecoverable" ? 0x20 : 0x08;
}

/** GS r n: 1 or "1" asks for paper, 2 or "2" for the drawer. */
export function status(n: number, condition: Condition): number | undefined {
  if (n === 1 || n === 49)
    return (condition.paper === "ok" ? 0 : 0x03) | (condition.paper === "end" ? 0x0c : 0);
  if (n === 2 || n === 50) return 0x01;
  return undefined;
}

/** GS ( H: pL pH 48 48 d1 d2 d3 d4 is answered once everything before it is printed. */
export function responseTo(data: Uint8Array): Uint8Array | undefined {
  if (data[2] !== 48 || data[3] !== 48 || data.length !== 8) return undefined;
  return Uint8Array.of(0x37, 0x22, ...data.subarray(4, 8), 0x00);
}

/** GS I n: model, type, ROM in one byte each; 65 to 67 as text between "_" and NUL. */
export function identification(n: number): Uint8Array | undefined {
  const texts: Readonly<Record<number, string>> = { 65: "1.00", 66: "TILLSIDE", 67: "EMULATOR" };
  if (n >= 1 && n <= 3) return Uint8Array.of(n === 1 ? 0x20 : n === 2 ? 0x02 : 0x01);
  const text = texts[n];
  return text === undefined ? undefined : new TextEncoder().encode(`_${text}\0`);
}
