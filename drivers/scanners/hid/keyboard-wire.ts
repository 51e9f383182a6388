/** For tests and benches: the reports of a scanner that plays a keyboard. */
import { type Country, type KeyMap, keyMaps, keys } from "./key-maps.ts";

const SHIFT = 0x02;
const LEFT_ALT = 0x04;
const ALT_GR = 0x40;
const levels = [0, SHIFT, ALT_GR, ALT_GR | SHIFT];

export const report = (modifiers: number, ...down: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(8);
  bytes[0] = modifiers;
  bytes.set(down, 2);
  return bytes;
};
const up = report(0);

/** Each key pressed and let go. A character no key has is typed as Alt+029 is. Ends with the key `end`, null for none. */
export function keyReports(
  label: string,
  country: Country = "us",
  end: number | null = keys.enter,
): readonly Uint8Array[] {
  const pressed = [...label].flatMap((character) => pressesOf(character, keyMaps[country]));
  return end === null ? pressed : [...pressed, report(0, end), up];
}

function pressesOf(character: string, map: KeyMap): readonly Uint8Array[] {
  for (const [key, characters] of Object.entries(map)) {
    const level = characters.indexOf(character);
    if (level >= 0) return [report(levels[level]!, Number(key)), up];
  }
  return altNumber(`0${character.charCodeAt(0)}`);
}

/** A character by its number, typed on the keypad while Alt is down. */
export function altNumber(digits: string): readonly Uint8Array[] {
  const presses = [...digits].flatMap((digit) => [
    report(LEFT_ALT, keys.keypadOne + ((Number(digit) + 9) % 10)),
    report(LEFT_ALT),
  ]);
  return [report(LEFT_ALT), ...presses, up];
}
