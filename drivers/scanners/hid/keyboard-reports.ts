/** Text out of the input reports of a scanner that plays a keyboard. */
import { type Country, isLetterKey, type KeyMap, keyMaps, keys } from "./key-maps.ts";
import type { KeyboardLayout } from "./keyboard-layout.ts";

export interface KeyboardOptions {
  readonly layout: KeyboardLayout;
  readonly country: Country;
  /** Whether Caps Lock is on when the scanner begins. */
  readonly capsLock: boolean;
}

export interface KeyboardEvents {
  /** What was typed, in UTF-8; Enter is CR. */
  typed(bytes: Uint8Array): void;
  /** Something was typed that can't be known: the text around it is not whole. */
  lost(why: string): void;
}

const control = 0x11;
const shift = 0x22;
const leftAlt = 0x04;
const altGr = 0x40;
const cr = 0x0d;

const windows1252 = new TextDecoder("windows-1252");
const encoder = new TextEncoder();

/** Takes reports one by one; never throws, whatever they are. Returns a function for the next report. */
export function openKeyboardReports(
  { layout, country, capsLock }: KeyboardOptions,
  events: KeyboardEvents,
): (report: Uint8Array) => void {
  const map: KeyMap = keyMaps[country];
  let before: ReadonlySet<number> = new Set();
  let caps = capsLock;
  /** Digits typed on the keypad while Alt is down: Alt+029 is the character 29. */
  let number: string | undefined;

  const type = (text: string): void => events.typed(encoder.encode(text));

  const endNumber = (): void => {
    const digits = number ?? "";
    number = undefined;
    if (digits === "") return;
    const value = Number(digits);
    // Without a zero in front, upper numbers mean whatever the code page of the till's console is.
    if (value === 0 || value > 255 || (value > 127 && !digits.startsWith("0")))
      events.lost(`the character Alt+${digits} is not known.`);
    else type(windows1252.decode(Uint8Array.of(value)));
  };

  const press = (key: number, modifiers: number): void => {
    if (key === keys.capsLock) caps = !caps;
    else if (key === keys.enter || key === keys.keypadEnter) events.typed(Uint8Array.of(cr));
    else if (key === keys.tab) type("\t");
    else if ((modifiers & leftAlt) !== 0 && key >= keys.keypadOne && key <= keys.keypadZero)
      number = (number ?? "") + ((key - keys.keypadOne + 1) % 10);
    else character(key, modifiers);
  };

  const character = (key: number, modifiers: number): void => {
    const characters = map[key];
    // Arrows, function keys and the like put nothing into a label.
    if (characters === undefined) return;
    const isControl = (modifiers & control) !== 0;
    // Windows takes Control and Alt together for AltGr.
    const third = (modifiers & altGr) !== 0 || (isControl && (modifiers & leftAlt) !== 0);
    const shifted = ((modifiers & shift) !== 0) !== (caps && isLetterKey(key));
    if (isControl && !third) {
      const plain = characters[0]?.toUpperCase().charCodeAt(0) ?? 0;
      if (plain >= 0x40 && plain < 0x60) type(String.fromCharCode(plain & 0x1f));
      return;
    }
    const text = characters[(third ? 2 : 0) + (shifted ? 1 : 0)];
    if (text === undefined)
      events.lost(
        `a key has no such character in the layout "${country}". Set "country" to what the scanner is set to.`,
      );
    else type(text);
  };

  return (report) => {
    if (layout.reportId !== 0 && report[0] !== layout.reportId) return;
    const modifiers = report[layout.modifiers];
    if (modifiers === undefined) return;
    const down = report.subarray(layout.keys, layout.keys + layout.keysMax);
    if (down.includes(keys.rollOver)) {
      events.lost("more keys were down than a keyboard can tell. Slow the scanner's inter-key delay down.");
      return;
    }
    if ((modifiers & leftAlt) === 0) endNumber();
    const now = new Set(down);
    now.delete(0);
    for (const key of now) if (!before.has(key)) press(key, modifiers);
    before = now;
  };
}
