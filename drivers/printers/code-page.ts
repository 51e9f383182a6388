/** The two character tables with a euro sign: bytes 0x80 to 0xFF of each, in order. Below 0x80 both are ASCII. */
export type CodePageName = "cp858" | "windows1252";

/** Places that have no printable character. */
const none = "\u0000";

const upperHalves: Readonly<Record<CodePageName, string>> = {
  // IBM code page 858: code page 850 with the euro at 0xD5. Its paragraph signs (0xF4, 0xF5) are left out: the encoder
  // sends them as 0x14 and 0x15, where the PC of 1981 had them, and there a printer has commands.
  cp858:
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ" +
    "áíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐" +
    "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀" +
    `ÓßÔÒõÕµþÞÚÛÙýÝ¯´${none}±‗¾${none}${none}÷¸°¨·¹³²■${none}`,
  // Windows-1252 (Unicode's CP1252.TXT).
  windows1252:
    `€${none}‚ƒ„…†‡ˆ‰Š‹Œ${none}Ž${none}${none}‘’“”•–—˜™š›œ${none}žŸ` +
    `${none}¡¢£¤¥¦§¨©ª«¬${none}®¯°±²³´µ¶·¸¹º»¼½¾¿` +
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
};

const tables: Readonly<Record<CodePageName, ReadonlySet<string>>> = {
  cp858: new Set(upperHalves.cp858.replaceAll(none, "")),
  windows1252: new Set(upperHalves.windows1252.replaceAll(none, "")),
};

/** Whether the printer has this character when set to `page`. Control characters are not printable. */
export const hasCharacter = (page: CodePageName, character: string): boolean =>
  (character >= " " && character <= "~") || tables[page].has(character);

/** The byte that prints `character`, which `page` has. */
export function byteOf(page: CodePageName, character: string): number {
  const place = upperHalves[page].indexOf(character);
  return place < 0 ? character.charCodeAt(0) : 0x80 + place;
}
