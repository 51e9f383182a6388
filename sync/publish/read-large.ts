/** JSON that is longer than a string may be: three million cards have 600 MB. Its long lists are read piece by piece. */

const PIECE_BYTES = 16 * 1024 * 1024;
const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [BEGIN_LIST, END_LIST, BEGIN_OBJECT, END_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * A list, or an object whose fields may be long lists. Throws SyntaxError, which names the row that it was at.
 * @param bytes UTF-8, with or without a byte order mark
 */
export function parseLarge(bytes: Buffer, pieceBytes = PIECE_BYTES): unknown {
  const begin = blanksEnd(bytes, bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0);
  const { value, end } = valueAt(bytes, begin, pieceBytes, true);
  if (blanksEnd(bytes, end) < bytes.length)
    throw new SyntaxError(`something stands after its end (byte ${end})`);
  return value;
}

interface Read {
  readonly value: unknown;
  /** Where the next byte is. */
  readonly end: number;
}

function valueAt(bytes: Buffer, begin: number, pieceBytes: number, isTop: boolean): Read {
  if (bytes[begin] === BEGIN_LIST) return listAt(bytes, begin, pieceBytes);
  if (isTop && bytes[begin] === BEGIN_OBJECT) return objectAt(bytes, begin, pieceBytes);
  const end = itemEnd(bytes, begin);
  return { value: JSON.parse(bytes.toString("utf8", begin, end)), end };
}

function listAt(bytes: Buffer, begin: number, pieceBytes: number): Read {
  const value: unknown[] = [];
  let from = begin + 1;
  for (let at = from; ; at += 1) {
    at = itemEnd(bytes, at);
    const isLast = bytes[at] === END_LIST;
    if (!isLast && bytes[at] !== COMMA) throw new SyntaxError(`the list does not end (row ${value.length})`);
    if (!isLast && at - from < pieceBytes) continue;
    const rows = piece(bytes.toString("utf8", from, at), value.length);
    if (rows.length === 0 && value.length > 0)
      throw new SyntaxError(`a comma too many (row ${value.length})`);
    for (const row of rows) value.push(row);
    if (isLast) return { value, end: at + 1 };
    from = at + 1;
  }
}

function piece(text: string, row: number): unknown[] {
  try {
    return JSON.parse(`[${text}]`);
  } catch (cause) {
    throw new SyntaxError(`row ${row} or later: ${(cause as Error).message}`, { cause });
  }
}

function objectAt(bytes: Buffer, begin: number, pieceBytes: number): Read {
  const fields: [string, unknown][] = [];
  for (let at = begin; ; ) {
    at = blanksEnd(bytes, at + 1);
    if (bytes[at] === END_OBJECT && fields.length === 0) return { value: {}, end: at + 1 };
    const nameEnd = bytes[at] === QUOTE ? textEnd(bytes, at) : at;
    const name = String(JSON.parse(bytes.toString("utf8", at, nameEnd)));
    at = blanksEnd(bytes, nameEnd);
    if (bytes[at] !== COLON) throw new SyntaxError(`after "${name}" stands no colon (byte ${at})`);
    const field = valueAt(bytes, blanksEnd(bytes, at + 1), pieceBytes, false);
    fields.push([name, field.value]);
    at = blanksEnd(bytes, field.end);
    if (bytes[at] === END_OBJECT) return { value: Object.fromEntries(fields), end: at + 1 };
    if (bytes[at] !== COMMA) throw new SyntaxError(`after the field "${name}" stands no comma (byte ${at})`);
  }
}

/** Where the comma or bracket stands that ends it; the end of the file where none does. */
function itemEnd(bytes: Buffer, begin: number): number {
  let depth = 0;
  for (let at = begin; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) at = textEnd(bytes, at) - 1;
    else if (byte === BEGIN_LIST || byte === BEGIN_OBJECT) depth += 1;
    else if (byte === COMMA && depth === 0) return at;
    else if (byte === END_LIST || byte === END_OBJECT) {
      if (depth === 0) return at;
      depth -= 1;
    }
  }
  return bytes.length;
}

/** After the quote that ends it. */
function textEnd(bytes: Buffer, begin: number): number {
  for (let at = begin + 1; at < bytes.length; at += 1) {
    if (bytes[at] === BACKSLASH) at += 1;
    else if (bytes[at] === QUOTE) return at + 1;
  }
  return bytes.length;
}

function blanksEnd(bytes: Buffer, begin: number): number {
  let at = begin;
  while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at += 1;
  return at;
}
