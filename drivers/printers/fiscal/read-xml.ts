/** XML in: a printer's answer, strictly read and bounded. No document types, no entities but XML's own five. */
import sax from "sax";

export interface Answer {
  /** Without its prefix: "response" of "s:response". */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Answer[];
}

const DEPTH_MAX = 10;
const NODES_MAX = 500;

interface Open {
  readonly name: string;
  readonly attributes: Record<string, string>;
  text: string;
  readonly children: Open[];
}

/** Throws Error, saying what is wrong with it and where. */
export function readXml(text: string): Answer {
  const setting = { position: true, strictEntities: true };
  const parser = sax.parser(true, setting);
  // sax would find "&constructor;" in the prototype of its table.
  parser.ENTITIES = Object.assign(Object.create(null), { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" });
  const open: Open[] = [];
  let root: Open | undefined;
  let nodes = 0;
  const fail = (detail: string): never => {
    throw new Error(`${detail} (line ${parser.line + 1})`);
  };
  parser.onerror = (error) => fail(error.message.split("\n")[0]!);
  parser.ondoctype = () => fail("a document type");
  parser.onsgmldeclaration = () => fail("a declaration");
  parser.onopentag = ({ name, attributes }) => {
    nodes += 1 + Object.keys(attributes).length;
    if (nodes > NODES_MAX || open.length >= DEPTH_MAX) fail("too many elements");
    if (open.length === 0 && root !== undefined) fail("a second root element");
    const element: Open = {
      name: name.slice(name.indexOf(":") + 1),
      attributes: Object.assign(Object.create(null), attributes),
      text: "",
      children: [],
    };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  };
  const addText = (piece: string) => {
    const parent = open.at(-1);
    if (parent !== undefined) parent.text += piece;
    else if (piece.trim() !== "") fail("text outside the root element");
  };
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.onclosetag = () => {
    open.pop();
  };
  // Some web servers send a blank line before the declaration, which XML does not allow.
  parser.write(text.trimStart()).close();
  return root ?? fail("there is no element");
}

/** The first element of that name, itself or below it, in the order of the document. */
export function find(answer: Answer, name: string): Answer | undefined {
  if (answer.name === name) return answer;
  for (const child of answer.children) {
    const found = find(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The text of the first element of that name; "" where there is none. */
export function textOf(answer: Answer, name: string): string {
  return find(answer, name)?.text.trim() ?? "";
}
