/** What the keys of a keyboard mean in a country: data. A scanner presses the keys of the country it is set to. */

/** Characters of a key alone, with Shift, with AltGr, with both; a blank where it has none. */
export type KeyMap = Readonly<Record<number, string>>;

/** Usages of the keyboard page (0x07). Source: HID Usage Tables 1.5, section 10. */
export const keys = {
  rollOver: 0x01,
  enter: 0x28,
  tab: 0x2b,
  space: 0x2c,
  capsLock: 0x39,
  keypadEnter: 0x58,
  keypadOne: 0x59,
  keypadZero: 0x62,
} as const;

const letters = Object.fromEntries(
  [..."abcdefghijklmnopqrstuvwxyz"].map((letter, index) => [0x04 + index, letter + letter.toUpperCase()]),
);

/** The same in every country. */
const keypad: KeyMap = {
  44: "  ",
  84: "//",
  85: "**",
  86: "--",
  87: "++",
  ...Object.fromEntries([..."1234567890"].map((digit, index) => [keys.keypadOne + index, digit])),
  99: ".",
};

const row = (first: number, both: readonly string[]): KeyMap =>
  Object.fromEntries(both.map((characters, index) => [first + index, characters]));

export const keyMaps = {
  /** Source: Windows layout 00000409; xkb symbols "us". */
  us: {
    ...letters,
    ...keypad,
    ...row(0x1e, ["1!", "2@", "3#", "4$", "5%", "6^", "7&", "8*", "9(", "0)"]),
    ...row(0x2d, ["-_", "=+", "[{", "]}", "\\|", "\\|", ";:", "'\"", "`~", ",<", ".>", "/?"]),
    100: "\\|",
  },
  /** Source: Windows layout 00000410; xkb symbols "it" (winkeys). Brackets and braces are on AltGr. */
  it: {
    ...letters,
    ...keypad,
    8: "eE€",
    ...row(0x1e, ["1!", '2"', "3£", "4$", "5%€", "6&", "7/", "8(", "9)", "0="]),
    ...row(0x2d, ["'?", "ì^", "èé[{", "+*]}", "ù§", "ù§", "òç@", "à°#", "\\|", ",;", ".:", "-_"]),
    100: "<>",
  },
} as const satisfies Record<string, KeyMap>;

export type Country = keyof typeof keyMaps;
export const countries = Object.keys(keyMaps) as [Country, ...Country[]];

/** Caps Lock turns letters only, those with accents not: è stays è, as on Windows. */
export const isLetterKey = (usage: number): boolean => usage >= 0x04 && usage <= 0x1d;
