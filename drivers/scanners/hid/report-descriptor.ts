/**
 * HID report descriptors: which bits of a device's reports mean what.
 * Source: Device Class Definition for HID 1.11, section 6.2.2 (items), 8 (order of bits in a report).
 */

/** Usage page in the upper sixteen bits, usage in the lower: 0x008c_00fe. */
export type Usage = number;

export interface ReportField {
  readonly kind: "input" | "output" | "feature";
  /** 0 where the device does not number its reports; otherwise the report's byte 0 is this number. */
  readonly reportId: number;
  /** Of its first bit, counted from the report's byte 0, the report's number included. */
  readonly bit: number;
  /** Of one element. */
  readonly bits: number;
  readonly count: number;
  /** Padding: its bits mean nothing. */
  readonly constant: boolean;
  /** An array's elements are indexes into its usages, like the keys of a keyboard; a variable's each have their own. */
  readonly array: boolean;
  readonly logicalMin: number;
  /** First and last, in the order of the elements. */
  readonly usages: readonly (readonly [first: Usage, last: Usage])[];
  /** Of the collections around it, outermost first. */
  readonly within: readonly Usage[];
}

/** A report longer than this, in bits, is no report of any device. */
const REPORT_BITS_MAX = 8 * 8192;
const DEPTH_MAX = 64;
const FIELDS_MAX = 4096;

interface Globals {
  readonly page: number;
  readonly logicalMin: number;
  readonly size: number;
  readonly count: number;
  readonly reportId: number;
}

const kinds: Readonly<Record<number, ReportField["kind"]>> = { 8: "input", 9: "output", 11: "feature" };

/** All fields in order; `undefined` for bytes that are no descriptor. Never throws. */
export function readReportDescriptor(bytes: Uint8Array): readonly ReportField[] | undefined {
  const fields: ReportField[] = [];
  const lengths = new Map<string, number>();
  const stack: Globals[] = [];
  const within: Usage[] = [];
  let globals: Globals = { page: 0, logicalMin: 0, size: 0, count: 0, reportId: 0 };
  let usages: (readonly [Usage, Usage])[] = [];
  let first: Usage | undefined;

  const forgetLocals = (): void => {
    usages = [];
    first = undefined;
  };
  /** A usage of four bytes brings its page along. */
  const full = (value: number, size: number): Usage =>
    size === 4 ? value >>> 0 : ((globals.page << 16) | value) >>> 0;

  const addField = (kind: ReportField["kind"], flags: number): boolean => {
    const { reportId, size: bits, count, logicalMin } = globals;
    const key = `${kind} ${reportId}`;
    const bit = lengths.get(key) ?? (reportId === 0 ? 0 : 8);
    if (bit + bits * count > REPORT_BITS_MAX || fields.length >= FIELDS_MAX) return false;
    lengths.set(key, bit + bits * count);
    const constant = (flags & 1) !== 0;
    const array = (flags & 2) === 0;
    fields.push({
      kind,
      reportId,
      bit,
      bits,
      count,
      constant,
      array,
      logicalMin,
      usages,
      within: [...within],
    });
    forgetLocals();
    return true;
  };

  const take = (tag: number, type: number, value: number, size: number): boolean => {
    if (type === 0) {
      const kind = kinds[tag];
      if (kind !== undefined) return addField(kind, value);
      if (tag === 0xa) within.push(usages[0]?.[0] ?? 0);
      else if (tag !== 0xc || within.pop() === undefined) return false;
      forgetLocals();
      return within.length <= DEPTH_MAX;
    }
    if (type === 1) {
      const next = globalItem(globals, tag, value, size);
      if (next !== undefined) globals = next;
      else if (tag === 0xa) stack.push(globals);
      else if (tag === 0xb) {
        const pushed = stack.pop();
        if (pushed === undefined) return false;
        globals = pushed;
      }
      return stack.length <= DEPTH_MAX;
    }
    if (tag === 0) usages.push([full(value, size), full(value, size)]);
    else if (tag === 1) first = full(value, size);
    else if (tag === 2 && first !== undefined) {
      usages.push([first, full(value, size)]);
      first = undefined;
    }
    return true;
  };

  for (let at = 0; at < bytes.length; ) {
    const prefix = bytes[at]!;
    if (prefix === 0xfe) {
      // A long item: its size is in the next byte. Nobody has defined any.
      at += 3 + (bytes[at + 1] ?? 0);
      continue;
    }
    const size = [0, 1, 2, 4][prefix & 3]!;
    if (at + 1 + size > bytes.length) return undefined;
    let value = 0;
    for (let i = 0; i < size; i++) value = (value | (bytes[at + 1 + i]! << (8 * i))) >>> 0;
    if (!take(prefix >> 4, (prefix >> 2) & 3, value, size)) return undefined;
    at += 1 + size;
  }
  return within.length === 0 && fields.length > 0 ? fields : undefined;
}

/** The globals after an item; `undefined` for those that change none (push, pop, units). */
function globalItem(globals: Globals, tag: number, value: number, size: number): Globals | undefined {
  switch (tag) {
    case 0x0:
      return { ...globals, page: value & 0xffff };
    case 0x1:
      return { ...globals, logicalMin: signed(value, size) };
    case 0x7:
      return { ...globals, size: value };
    case 0x8:
      return { ...globals, reportId: value & 0xff };
    case 0x9:
      return { ...globals, count: value };
    default:
      return undefined;
  }
}

function signed(value: number, size: number): number {
  if (size === 0) return 0;
  const shift = 32 - 8 * size;
  return (value << shift) >> shift;
}

/** Where one element is. `at` in bits from the report's byte 0. */
export interface FieldPlace {
  readonly reportId: number;
  readonly at: number;
  readonly bits: number;
  /** Elements with the same usage from here on, one behind the other. */
  readonly count: number;
}

/** The first input element with a usage. */
export function findInput(fields: readonly ReportField[], usage: Usage): FieldPlace | undefined {
  for (const field of fields) {
    if (field.kind !== "input" || field.constant || field.array) continue;
    let element = 0;
    for (const [index, [first, last]] of field.usages.entries()) {
      const isLast = index === field.usages.length - 1;
      const own = last - first + 1;
      if (usage >= first && usage <= last && last >= first) {
        const at = element + usage - first;
        if (at >= field.count) break;
        // The last usage stands for all elements that are left.
        const count = isLast && usage === last ? field.count - at : 1;
        return { reportId: field.reportId, at: field.bit + at * field.bits, bits: field.bits, count };
      }
      element += Math.max(own, 0);
    }
  }
  return undefined;
}
