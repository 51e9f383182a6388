/** Who a till is: its store and itself, and how that is written where names have a form of their own. */

export interface Place {
  readonly store: string;
  readonly till: string;
}

/** The name in a till's certificate: `tillside:0042/3`. What is not a letter, digit, ".", "_" or "-" is percent-encoded. */
export function placeUri({ store, till }: Place): string {
  return `tillside:${encoded(store)}/${encoded(till)}`;
}

/** The other way round; undefined for what is no such name. */
export function placeOfUri(uri: string): Place | undefined {
  const [, store, till] = /^tillside:([\w.%-]+)\/([\w.%-]+)$/.exec(uri) ?? [];
  if (store === undefined || till === undefined) return undefined;
  try {
    const place = { store: decodeURIComponent(store), till: decodeURIComponent(till) };
    // One name, one spelling.
    return placeUri(place) === uri ? place : undefined;
  } catch {
    return undefined;
  }
}

function encoded(name: string): string {
  return [...Buffer.from(name)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[\w.-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}
