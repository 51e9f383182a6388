/**
 * Bars of a barcode as modules, "1" dark and "0" light, or why the printer would print nothing.
 * Sources: ISO/IEC 15420 (EAN/UPC: sets A, B and C and the parities of the first digit); ISO/IEC 15417 (Code 128).
 */

export type Bars =
  | { readonly ok: true; readonly modules: string; readonly label: string }
  | { readonly ok: false; readonly why: string };

const setA = [
  "0001101",
  "0011001",
  "0010011",
  "0111101",
  "0100011",
  "0110001",
  "0101111",
  "0111011",
  "0110111",
  "0001011",
];
const setC = setA.map((digit) => digit.replaceAll(/./g, (module) => (module === "1" ? "0" : "1")));
const setB = setC.map((digit) => [...digit].reverse().join(""));
const parities = [
  "AAAAAA",
  "AABABB",
  "AABBAB",
  "AABBBA",
  "ABAABB",
  "ABBAAB",
  "ABBBAA",
  "ABABAB",
  "ABABBA",
  "ABBABA",
];

function checkDigit(digits: string): string {
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return String((10 - (sum % 10)) % 10);
}

/** @param value `length - 1` digits, or `length` with a right check digit. */
function withCheckDigit(value: string, length: number, name: string): Bars | string {
  if (!/^\d+$/.test(value) || value.length < length - 1 || value.length > length)
    return { ok: false, why: `${name} needs ${length - 1} or ${length} digits, not "${value}"` };
  const full = value.slice(0, length - 1) + checkDigit(value.slice(0, length - 1));
  return full.startsWith(value) ? full : { ok: false, why: `${name} ${value} has a wrong check digit` };
}

export function ean13(value: string): Bars {
  const digits = withCheckDigit(value, 13, "EAN-13");
  if (typeof digits !== "string") return digits;
  const parity = parities[Number(digits[0])]!;
  const left = [...digits.slice(1, 7)].map((d, i) => (parity[i] === "A" ? setA : setB)[Number(d)]!);
  const right = [...digits.slice(7)].map((d) => setC[Number(d)]!);
  return { ok: true, modules: `101${left.join("")}01010${right.join("")}101`, label: digits };
}

export function ean8(value: string): Bars {
  const digits = withCheckDigit(value, 8, "EAN-8");
  if (typeof digits !== "string") return digits;
  const left = [...digits.slice(0, 4)].map((d) => setA[Number(d)]!);
  const right = [...digits.slice(4)].map((d) => setC[Number(d)]!);
  return { ok: true, modules: `101${left.join("")}01010${right.join("")}101`, label: digits };
}

export function upcA(value: string): Bars {
  const digits = withCheckDigit(value, 12, "UPC-A");
  if (typeof digits !== "string") return digits;
  const bars = ean13(`0${digits}`);
  return bars.ok ? { ...bars, label: digits } : bars;
}

/** Widths of bar, space, bar, space, bar, space of the values 0 to 105, then stop. */
const code128Widths =
  "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221" +
  "223211221132221231213212223112312131311222321122321221312212322112322211212123212321232121111323131123131321" +
  "112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131" +
  "311123311321331121312113312311332111314111221411431111111224111422121124121421141122141221112214112412122114" +
  "122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141" +
  "214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232";
const code128Stop = "2331112";

const modulesOf = (widths: string) =>
  [...widths].map((width, i) => (i % 2 === 0 ? "1" : "0").repeat(Number(width))).join("");

type CodeSet = "A" | "B" | "C";
const startValue = { A: 103, B: 104, C: 105 };
const switchValue = { A: 101, B: 100, C: 99 };

/** @param data as GS k carries it: begins with {A, {B or {C; {1 is FNC1, {{ a brace; in set C a byte is a pair of digits. */
export function code128(data: Uint8Array): Bars {
  let set: CodeSet | undefined;
  const values: number[] = [];
  let label = "";
  for (let at = 0; at < data.length; at += 1) {
    let byte = data[at]!;
    if (byte === 0x7b) {
      at += 1;
      const next = String.fromCharCode(data[at] ?? 0);
      if (next === "A" || next === "B" || next === "C") {
        values.push(set === undefined ? startValue[next] : switchValue[next]);
        set = next;
        continue;
      }
      if (next === "1") {
        values.push(102);
        continue;
      }
      if (next !== "{") return { ok: false, why: `Code 128: {${next} is not understood` };
      byte = 0x7b;
    }
    if (set === undefined) return { ok: false, why: "Code 128 must begin with {A, {B or {C" };
    if (set === "C") {
      if (byte > 99) return { ok: false, why: `Code 128 set C carries pairs of digits, not ${byte}` };
      values.push(byte);
      label += String(byte).padStart(2, "0");
    } else {
      const value = set === "A" && byte < 32 ? byte + 64 : byte - 32;
      if (value < 0 || value > (set === "A" ? 95 : 94))
        return { ok: false, why: `Code 128 set ${set} has no byte ${byte}` };
      values.push(value);
      label += byte < 32 ? " " : String.fromCharCode(byte);
    }
  }
  if (values.length < 2) return { ok: false, why: "Code 128 without data" };
  const check = values.reduce((sum, value, i) => sum + value * Math.max(i, 1), 0) % 103;
  const widths = [...values, check].map((value) => code128Widths.slice(value * 6, value * 6 + 6)).join("");
  return { ok: true, modules: modulesOf(widths + code128Stop), label };
}

const ascii = (data: Uint8Array) => String.fromCharCode(...data);

/** By the m of GS k, functions A and B. Symbologies that no receipt of ours uses are absent. */
export const symbologies: Readonly<
  Record<number, { readonly name: string; readonly bars: (data: Uint8Array) => Bars }>
> = {
  0: { name: "UPC-A", bars: (data) => upcA(ascii(data)) },
  2: { name: "EAN-13", bars: (data) => ean13(ascii(data)) },
  3: { name: "EAN-8", bars: (data) => ean8(ascii(data)) },
  65: { name: "UPC-A", bars: (data) => upcA(ascii(data)) },
  67: { name: "EAN-13", bars: (data) => ean13(ascii(data)) },
  68: { name: "EAN-8", bars: (data) => ean8(ascii(data)) },
  73: { name: "Code 128", bars: code128 },
};
