/**
 * The one door for XML, on sax: a tree of elements, or the root's children one by one as they close. There are no
 * document types, no entities but XML's own five, no instructions but the declaration; and everything has a bound.
 * Comments are dropped, CDATA is text.
 */

import sax from "sax";
import { FORBIDDEN, namespaces, type XmlElement } from "./xml.ts";

/** Bounds of one document, or, where the root's children are handed out, of each of them. */
export interface XmlLimits {
  readonly depthMax: number;
  /** Elements, attributes and pieces of text. */
  readonly nodesMax: number;
  readonly attributeLengthMax: number;
  /** Of one element's own text. */
  readonly textLengthMax: number;
  readonly lengthMax: number;
}

export const messageLimits: XmlLimits = {
  depthMax: 24,
  nodesMax: 60_000,
  attributeLengthMax: 4096,
  textLengthMax: 64 * 1024,
  lengthMax: 1024 * 1024,
};

/** A document that can't be taken, with where it went wrong. */
export class XmlError extends Error {
  override readonly name = "XmlError";
  readonly reason: "not-xml" | "doctype" | "too-deep" | "too-large" | "bad-text";
  /** From 1. */
  readonly line: number;
  /** The innermost element that was open; "" before the root. */
  readonly element: string;

  constructor(reason: XmlError["reason"], detail: string, line: number, element: string) {
    super(`${detail} (line ${line}${element === "" ? "" : `, in ${element}`})`);
    this.reason = reason;
    this.line = line;
    this.element = element;
  }
}

export interface XmlReaderOptions {
  readonly limits?: XmlLimits;
  /** What the declaration may name; sax decodes nothing, the text already is characters. Default UTF-8. */
  readonly encoding?: string;
  /** Given each child of the root as it closes; the tree doesn't keep it. A day's log is read with this. */
  readonly onChild?: (child: XmlElement) => void;
}

export interface XmlReader {
  /** The next piece of text, cut anywhere. Throws XmlError; the reader is of no use afterwards. */
  push(text: string): void;
  /** The root. Throws XmlError if the document is not whole. */
  end(): XmlElement;
}

/** In force at once; a log has three. */
const PREFIXES_MAX = 64;

type Prefixes = ReadonlySet<string>;

interface Open {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: (XmlElement | string)[];
  readonly line: number;
}

const DECLARATION =
  /^version\s*=\s*(["'])1\.0\1(?:\s+encoding\s*=\s*(["'])([A-Za-z0-9._-]+)\2)?(?:\s+standalone\s*=\s*(["'])(?:yes|no)\4)?\s*$/;
const prefixOf = Object.fromEntries(Object.entries(namespaces).map(([prefix, uri]) => [uri, prefix]));

/** A whole document. Throws XmlError. */
export function readXml(text: string, options: XmlReaderOptions = {}): XmlElement {
  const reader = xmlReader(options);
  reader.push(text);
  return reader.end();
}

export function xmlReader(options: XmlReaderOptions = {}): XmlReader {
  const { limits = messageLimits, encoding = "UTF-8", onChild } = options;
  // Its own namespaces cost the square of an element's attributes: minutes for a megabyte of them.
  const setting = { position: true, strictEntities: true };
  const parser = sax.parser(true, setting);
  // sax would find "&constructor;" in the prototype of its table.
  parser.ENTITIES = Object.assign(Object.create(null), { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" });
  const open: Open[] = [];
  let root: Open | undefined;
  let attributes: Record<string, string> = {};
  /** What may stand before a colon, in each element that is open. */
  const scopes: Prefixes[] = [new Set(["xml", "xmlns"])];
  let nodes = 0;
  let textLength = 0;
  /** Where the bounded piece began. */
  let begun = 0;
  let declared = false;

  const fail = (reason: XmlError["reason"], detail: string): never => {
    throw new XmlError(reason, detail, parser.line + 1, open.at(-1)?.name ?? "");
  };
  const count = () => {
    nodes += 1;
    if (nodes > limits.nodesMax) fail("too-deep", `more than ${limits.nodesMax} elements and attributes`);
    if (parser.position - begun > limits.lengthMax)
      fail("too-large", `more than ${limits.lengthMax} characters`);
  };
  const checked = (text: string) => {
    if (text.search(FORBIDDEN) >= 0 || !text.isWellFormed())
      fail("bad-text", "a character that XML doesn't have");
    return text;
  };
  const addText = (text: string) => {
    const parent = open.at(-1);
    if (parent === undefined) {
      if (text.trim() !== "") fail("not-xml", "text outside the root element");
      return;
    }
    count();
    textLength += text.length;
    if (textLength > limits.textLengthMax)
      fail("too-large", `a text of more than ${limits.textLengthMax} characters`);
    checked(text);
    const last = parent.children.length - 1;
    // A long text comes in pieces.
    if (typeof parent.children[last] === "string") parent.children[last] += text;
    else parent.children.push(text);
  };

  parser.onerror = (error) => fail("not-xml", error.message.split("\n")[0]!);
  parser.ondoctype = () => fail("doctype", "a document type is not taken");
  parser.onsgmldeclaration = () => fail("doctype", "a declaration is not taken");
  parser.onprocessinginstruction = ({ name, body }) => {
    const declaration = name === "xml" ? DECLARATION.exec(body) : null;
    if (declaration === null || declared || root !== undefined)
      fail("not-xml", `the instruction <?${name.slice(0, 40)}?> is not taken`);
    const named = declaration![3] ?? encoding;
    if (named.toLowerCase() !== encoding.toLowerCase())
      fail("not-xml", `the declaration says ${named}, agreed is ${encoding}`);
    declared = true;
  };
  parser.ontext = addText;
  parser.oncdata = addText;
  parser.oncomment = (comment) => {
    count();
    if (comment.length > limits.textLengthMax)
      fail("too-large", `a comment of more than ${limits.textLengthMax} characters`);
  };
  parser.onopentagstart = () => {
    if (open.length >= limits.depthMax) fail("too-deep", `more than ${limits.depthMax} levels`);
    attributes = {};
  };
  parser.onattribute = ({ name, value }) => {
    count();
    // Else sax would drop a second one of that name without a word.
    delete (parser.tag.attributes as Record<string, unknown>)[name];
    if (Object.hasOwn(attributes, name)) fail("not-xml", `the attribute ${name} stands twice`);
    if (name === "__proto__") fail("not-xml", "an attribute of that name is not taken");
    if (value.length > limits.attributeLengthMax)
      fail("too-large", `an attribute of more than ${limits.attributeLengthMax} characters`);
    attributes[name] = checked(value);
  };
  parser.onopentag = ({ name }) => {
    count();
    if (open.length === 0 && root !== undefined) fail("not-xml", "a second root element");
    const prefixes = scopeOf(name);
    const one: Open = { name, attributes, children: [], line: parser.line + 1 };
    root ??= one;
    textLength = 0;
    open.push(one);
    scopes.push(prefixes);
  };
  parser.onclosetag = () => {
    const one = open.pop()!;
    scopes.pop();
    // Text after a child belongs to the parent again; its bound starts anew, the whole's doesn't.
    textLength = 0;
    const parent = open.at(-1);
    if (parent === undefined) return;
    if (onChild === undefined || open.length > 1) return void parent.children.push(one);
    onChild(one);
    nodes = 0;
    begun = parser.position;
    parent.children.length = 0;
  };

  return {
    push(text) {
      parser.write(text);
    },
    end() {
      parser.close();
      if (root === undefined) fail("not-xml", "there is no element");
      return root!;
    },
  };

  /** What an element binds and what it uses. */
  function scopeOf(element: string): Prefixes {
    let scope: Prefixes = scopes.at(-1)!;
    const names = Object.keys(attributes);
    const bound = names.filter((name) => name === "xmlns" || name.startsWith("xmlns:"));
    if (bound.length > 0) {
      for (const name of bound) bindingChecked(name.slice("xmlns:".length), attributes[name]!);
      if (scope.size + bound.length > PREFIXES_MAX) fail("too-deep", `more than ${PREFIXES_MAX} prefixes`);
      scope = new Set([...scope, ...bound.map((name) => name.slice("xmlns:".length))]);
    }
    for (const name of [element, ...names]) {
      const [prefix, ...rest] = name.split(":");
      if (rest.length === 0) continue;
      if (rest.length > 1 || rest[0] === "") fail("not-xml", `${name} is no name`);
      if (!scope.has(prefix!)) fail("not-xml", `the prefix ${prefix} stands for nothing`);
    }
    return scope;
  }

  function bindingChecked(prefix: string, uri: string): void {
    if (prefix !== "" && uri === "") fail("not-xml", `the prefix ${prefix} stands for nothing`);
    const ours = namespaces[prefix];
    if (ours !== undefined && Object.hasOwn(namespaces, prefix) && ours !== uri)
      fail("not-xml", `${prefix === "" ? "no prefix" : `the prefix ${prefix}`} stands for ${ours} here`);
    if (Object.hasOwn(prefixOf, uri) && prefixOf[uri] !== prefix)
      fail(
        "not-xml",
        `${uri} is written with ${prefixOf[uri] === "" ? "no prefix" : `the prefix ${prefixOf[uri]}`} here`,
      );
  }
}
