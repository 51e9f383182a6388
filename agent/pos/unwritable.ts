/** What stands for a character that the POS's character set does not have. */

/** As JSON escapes it: "\u20ac", above U+FFFF as a pair. */
export function jsonEscape(character: string): string {
  let written = "";
  for (let at = 0; at < character.length; at += 1)
    written += `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`;
  return written;
}

/** As XML writes it: "&#x20AC;". */
export function xmlEscape(character: string): string {
  return `&#x${character.codePointAt(0)!.toString(16).toUpperCase()};`;
}
