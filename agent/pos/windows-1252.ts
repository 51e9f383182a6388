/**
 * Windows-1252: its upper half, from 0x80 on. Five bytes mean nothing (81 8D 8F 90 9D): browsers read control
 * characters there, a till's message has none.
 * Source: Microsoft, code page 1252 (cp1252.txt, Unicode Consortium's VENDORS/MICSFT/WINDOWS).
 */
export const WINDOWS_1252 =
  "€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFDŽ\uFFFD\uFFFD‘’“”•–—˜™š›œ\uFFFDžŸ" +
  Array.from({ length: 96 }, (_, n) => String.fromCharCode(0xa0 + n)).join("");
