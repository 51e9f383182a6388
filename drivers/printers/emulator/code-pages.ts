/**
 * Which character a byte prints, by the page that ESC t selected and the national set that ESC R selected.
 * Numbers: Epson ESC/POS command reference, ESC t n and ESC R n (TM-T88 family). Characters: the pages as the
 * Unicode Consortium maps them (VENDORS/MICSFT/PC, ISO8859).
 */

export interface CodePage {
  readonly name: string;
  /** Characters of bytes 0x80 to 0xFF, in order. U+FFFD where the page has none. */
  readonly upper: string;
}

export const codePages: Readonly<Record<number, CodePage>> = {
  0: {
    name: "PC437",
    upper:
      "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
      "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0",
  },
  1: {
    // Letters from JIS X 0201; graphics as receiptline 4.0.4 uses them (its ruled lines are 0x95 and 0x8F to 0x9B).
    name: "Katakana",
    upper:
      "▁▂▃▄▅▆▇█▏▎▍▌▋▊▉┼┴┬┤├▔─│▕┌┐└┘╭╮╰╯\u00a0｡｢｣､･ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿ" +
      `ﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ${"\ufffd".repeat(32)}`,
  },
  2: {
    name: "PC850",
    upper:
      "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐" +
      "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0",
  },
  3: {
    name: "PC860",
    upper:
      "ÇüéâãàÁçêÊèÍÔìÃÂÉÀÈôõòÚùÌÕÜ¢£Ù₧ÓáíóúñÑªº¿Ò¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
      "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0",
  },
  4: {
    name: "PC863",
    upper:
      "ÇüéâÂà¶çêëèïî‗À§ÉÈÊôËÏûù¤ÔÜ¢£ÙÛƒ¦´óú¨¸³¯Î⌐¬½¼¾«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
      "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0",
  },
  5: {
    name: "PC865",
    upper:
      "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø₧ƒáíóúñÑªº¿⌐¬½¼¡«¤░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
      "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0",
  },
  16: {
    name: "WPC1252",
    upper:
      "€�‚ƒ„…†‡ˆ‰Š‹Œ�Ž��‘’“”•–—˜™š›œ�žŸ\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿" +
      "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
  },
  17: {
    name: "PC866",
    upper:
      "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмноп░▒▓│┤╡╢╖╕╣║╗╝╜╛┐" +
      "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀рстуфхцчшщъыьэюяЁёЄєЇїЎў°∙·√№¤■\u00a0",
  },
  18: {
    name: "PC852",
    upper:
      "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐" +
      "└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u00ad˝˛ˇ˘§÷¸°¨˙űŘř■\u00a0",
  },
  19: {
    name: "PC858",
    upper:
      "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐" +
      "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0",
  },
  40: {
    name: "ISO8859-15",
    upper:
      "��������������������������������\u00a0¡¢£€¥Š§š©ª«¬\u00ad®¯°±²³Žµ¶·ž¹º»ŒœŸ¿" +
      "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
  },
};

/** The twelve bytes of ASCII that a national set prints otherwise. */
const nationalPlaces = "#$@[\\]^`{|}~";

/** By the number of ESC R. Sets that no European receipt uses are absent. */
export const nationalSets: Readonly<Record<number, { readonly name: string; readonly characters: string }>> =
  {
    0: { name: "USA", characters: "#$@[\\]^`{|}~" },
    1: { name: "France", characters: "#$à°ç§^`éùè¨" },
    2: { name: "Germany", characters: "#$§ÄÖÜ^`äöüß" },
    3: { name: "United Kingdom", characters: "£$@[\\]^`{|}~" },
    6: { name: "Italy", characters: "#$@°\\é^ùàòèì" },
    7: { name: "Spain", characters: "₧$@¡Ñ¿^`¨ñ}~" },
  };

/** @param byte 0x20 to 0xFF. A page or set that is not in the tables prints U+FFFD above 0x7F, ASCII below. */
export function characterOf(byte: number, page: number, national: number): string {
  if (byte >= 0x80) return codePages[page]?.upper[byte - 0x80] ?? "\ufffd";
  const ascii = String.fromCharCode(byte);
  const place = nationalPlaces.indexOf(ascii);
  return place < 0 ? ascii : (nationalSets[national]?.characters[place] ?? ascii);
}
