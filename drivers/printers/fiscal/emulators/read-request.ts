/** What a client posted, as elements. Strict: a request that is no XML is refused, as by the real ones. */
import sax from "sax";

export interface RequestElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: RequestElement[];
  text: string;
}

/** undefined for what is no XML. */
export function readRequest(text: string): RequestElement | undefined {
  const top: RequestElement = { name: "", attributes: {}, children: [], text: "" };
  const path = [top];
  const parser = sax.parser(true);
  let isBroken = false;
  parser.onerror = () => {
    isBroken = true;
    parser.resume();
  };
  parser.onopentag = ({ name, attributes }) => {
    const element = {
      name,
      attributes: attributes as Record<string, string>,
      children: [],
      text: "",
    };
    path.at(-1)!.children.push(element);
    path.push(element);
  };
  parser.ontext = (piece) => {
    path.at(-1)!.text += piece;
  };
  parser.onclosetag = () => {
    path.pop();
  };
  parser.write(text).close();
  return isBroken || top.children.length !== 1 ? undefined : top.children[0];
}
