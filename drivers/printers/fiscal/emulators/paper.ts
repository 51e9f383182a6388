/** The document that a fiscal printer is at, and the paper that came out of it. */

export interface EmulatedDocument {
  readonly kind: "receipt" | "invoice" | "void" | "non-fiscal";
  readonly body: string[];
  paid: boolean;
  /** Between the number of the document and the number of the till. */
  readonly trailer: Map<number, string>;
  /** After the number of the till, before the bar code. */
  readonly additional: Map<number, string>;
  barCode?: string;
}

export class Paper {
  /** Each document as it was torn off. */
  readonly printed: string[] = [];
  document: EmulatedDocument | undefined;
  #number = 0;

  begin(kind: EmulatedDocument["kind"]): EmulatedDocument {
    this.document = { kind, body: [], paid: false, trailer: new Map(), additional: new Map() };
    return this.document;
  }

  /** The number of documents that are over. */
  get count(): number {
    return this.#number;
  }

  end(): void {
    const { kind, body, trailer, additional, barCode } = this.document!;
    this.#number += 1;
    const title = {
      receipt: "DOCUMENTO COMMERCIALE",
      invoice: "FATTURA",
      void: "ANNULLAMENTO",
      "non-fiscal": "NON FISCALE",
    };
    this.printed.push(
      [
        title[kind],
        ...body,
        `DOCUMENTO N. 0001-${String(this.#number).padStart(4, "0")}`,
        ...inOrder(trailer),
        "CASSA 3",
        ...inOrder(additional),
        ...(barCode === undefined ? [] : [`||| ${barCode} |||`]),
      ].join("\n"),
    );
    this.document = undefined;
  }
}

function inOrder(lines: ReadonlyMap<number, string>): string[] {
  return [...lines].sort(([a], [b]) => a - b).map(([, text]) => text);
}
