/**
 * What a scanner that plays a keyboard shows and sends, on a keyboard of the United States. Written from HID 1.11,
 * appendix B.1, and the HID usage tables, page 7, without a look at the driver.
 */

/** The boot keyboard: a byte of modifiers, one that means nothing, six keys; five lamps. */
export const WEDGE_DESCRIPTOR = Uint8Array.of(
  ...[0x05, 0x01, 0x09, 0x06, 0xa1, 0x01], // generic desktop; keyboard; application
  ...[0x05, 0x07, 0x19, 0xe0, 0x29, 0xe7, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x08, 0x81, 0x02],
  ...[0x95, 0x01, 0x75, 0x08, 0x81, 0x01],
  ...[0x95, 0x05, 0x75, 0x01, 0x05, 0x08, 0x19, 0x01, 0x29, 0x05, 0x91, 0x02], // lamps
  ...[0x95, 0x01, 0x75, 0x03, 0x91, 0x01],
  ...[0x95, 0x06, 0x75, 0x08, 0x15, 0x00, 0x25, 0x65, 0x05, 0x07, 0x19, 0x00, 0x29, 0x65, 0x81, 0x00],
  0xc0,
);
export const WEDGE_REPORT_BYTES = 8;

const ENTER = 0x28;
const LEFT_SHIFT = 0x02;

/** Each key down and up again; capital letters with Shift; Enter at the end unless it is stopped before that. */
export function wedgeReports(label: string, { enter = true } = {}): Buffer[] {
  const keys = [...label].map((character) =>
    /[A-Z]/.test(character) ? [LEFT_SHIFT, keyOf(character)] : [0, keyOf(character)],
  );
  return [...keys, ...(enter ? [[0, ENTER]] : [])].flatMap(([modifiers = 0, key = 0]) => [
    Buffer.of(modifiers, 0, key, 0, 0, 0, 0, 0),
    Buffer.alloc(WEDGE_REPORT_BYTES),
  ]);
}

/** Digits and letters: 1 to 9, then 0, stand in a row from 0x1e; A is 4. */
function keyOf(character: string): number {
  if (/\d/.test(character)) return 0x1e + ((Number(character) + 9) % 10);
  return 0x04 + character.toLowerCase().charCodeAt(0) - 0x61;
}
