import { expect, test } from "vitest";
import { messageLimits, readXml, XmlError, xmlReader } from "./xml-reader.ts";
import { writeXml, xmlText } from "./xml-writer.ts";

function refusal(xml: string, options: Parameters<typeof readXml>[1] = {}): XmlError {
  try {
    readXml(xml, options);
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
  throw new Error(`taken: ${xml.slice(0, 200)}`);
}

test("what a POS writes comes back as it was, whatever it writes into a text", () => {
  const xml = '<a b="&quot;1 &lt; 2&quot; &amp;&#10;"><c />Caff&amp;&#13;<d>è &lt;€&gt; 😀</d> </a>';
  expect(writeXml(readXml(xml))).toBe(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}\n`);
  expect(readXml("<a><![CDATA[<x>&]]></a>").children).toEqual(["<x>&"]);
  expect(xmlText(readXml("<a><!-- said by nobody --><b/></a>"))).toBe("<a><b /></a>");
});

test("a document type or an entity of its own is refused, before anything could grow from it", () => {
  const laughs = '<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;&l;&l;&l;&l;">]><a>&m;&m;&m;&m;</a>';
  expect(refusal(laughs)).toMatchObject({ reason: "doctype", line: 1 });
  const file = '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<a>&x;</a>';
  expect(refusal(file)).toMatchObject({ reason: "doctype", line: 2 });
  expect(refusal("<a>&x;</a>")).toMatchObject({ reason: "not-xml", element: "a" });
  for (const inherited of ["constructor", "toString", "__proto__", "hasOwnProperty"])
    expect(refusal(`<a>&${inherited};</a>`).reason).toBe("not-xml");
});

test("what is no XML is refused with its line and its element", () => {
  const at = (xml: string) => {
    const { reason, line, element } = refusal(xml);
    return `${reason} ${line} ${element}`;
  };
  expect(at("<a>\n<b>\n</a>")).toBe("not-xml 3 b");
  expect(at('<a>\n<b c="1" c="2" /></a>')).toBe("not-xml 2 a");
  expect(at("<a/>\n<b/>")).toBe("not-xml 2 ");
  expect(at("<a/>\nmore")).toBe("not-xml 2 ");
  expect(at("")).toBe("not-xml 1 ");
  expect(at("<a>")).toMatch(/^not-xml/);
  expect(at("<a b=1 />")).toBe("not-xml 1 ");
  expect(at("<a><?php echo ?></a>")).toBe("not-xml 1 a");
  expect(at('<a><?xml version="1.0"?></a>')).toBe("not-xml 1 a");
  expect(at("<a>&#0;</a>")).toBe("not-xml 1 a");
  expect(at("<a>\u0001</a>")).toBe("bad-text 1 a");
  expect(at('<a b="\ud800" />')).toBe("bad-text 1 ");
  expect(at('<x:a xmlns="urn:x" />')).toBe("not-xml 1 ");
  expect(at("<toString:a />")).toBe("not-xml 1 ");
  expect(at('<a __proto__="1" />')).toBe("not-xml 1 ");
  expect(at('<a hasOwnProperty="1" hasOwnProperty="2" />')).toBe("not-xml 1 ");
  expect(at('<a xmlns:b="u"><b:c:d /></a>')).toBe("not-xml 1 a");
  expect(at('<a xmlns:b="" />')).toBe("not-xml 1 ");
  expect(at('<a><b xmlns:c="u" /><c:d /></a>')).toBe("not-xml 1 a");
  expect(readXml('<a hasOwnProperty="1" constructor="2" xml:lang="it" />').attributes.constructor).toBe("2");
});

test("the declaration must say what was agreed", () => {
  expect(readXml('<?xml version="1.0" encoding="utf-8"?><a/>').name).toBe("a");
  expect(readXml('<?xml version="1.0" encoding="IBM00858"?><a/>', { encoding: "IBM00858" }).name).toBe("a");
  expect(refusal('<?xml version="1.0" encoding="windows-1252"?><a/>').message).toContain("agreed is UTF-8");
  expect(refusal('<?xml version="1.1"?><a/>').reason).toBe("not-xml");
});

test("our prefixes mean what the log means by them, or the document is refused", () => {
  const acs = "http://www.ncr.com/rsd/acs/tlog/markup/poslog/2.1";
  expect(readXml(`<a xmlns:acs="${acs}" xmlns:their="urn:x"><their:b acs:c="1" /></a>`).name).toBe("a");
  expect(refusal('<a xmlns:acs="urn:x" />').message).toContain(`the prefix acs stands for ${acs} here`);
  expect(refusal(`<a xmlns:n="${acs}" />`).message).toContain("is written with the prefix acs here");
});

test("nothing grows beyond its bound: levels, elements, attributes, texts, the whole", () => {
  const { depthMax, nodesMax, attributeLengthMax, textLengthMax, lengthMax } = messageLimits;
  const nested = (levels: number) => "<a>".repeat(levels) + "</a>".repeat(levels);
  expect(readXml(nested(depthMax)).name).toBe("a");
  expect(refusal(nested(depthMax + 1)).reason).toBe("too-deep");
  expect(refusal("<a>".repeat(5000)).reason).toBe("too-deep");
  expect(refusal(`<a>${"<b/>".repeat(nodesMax)}</a>`).reason).toBe("too-deep");
  // In one element, too: the parser alone would need a minute for these.
  const many = Array.from({ length: nodesMax + 1 }, (_, n) => `b${n}=""`).join(" ");
  expect(refusal(`<a ${many} />`).reason).toBe("too-deep");
  const prefixes = Array.from({ length: 30_000 }, (_, n) => `xmlns:b${n}="u"`).join(" ");
  expect(refusal(`<a ${prefixes} />`).reason).toBe("too-deep");
  expect(refusal(`<a ${'b="" '.repeat(nodesMax)} />`).reason).toBe("not-xml");
  expect(refusal(`<a b="${"x".repeat(attributeLengthMax + 1)}" />`).reason).toBe("too-large");
  expect(readXml(`<a>${"x".repeat(textLengthMax)}</a>`).children).toHaveLength(1);
  expect(refusal(`<a>${"x".repeat(textLengthMax + 1)}</a>`).reason).toBe("too-large");
  expect(refusal(`<a>${`<b>${"x".repeat(50_000)}</b>`.repeat(lengthMax / 50_000 + 1)}</a>`).reason).toBe(
    "too-large",
  );
  expect(refusal(`<a><!--${"x".repeat(200_000)}--></a>`).reason).toBe("too-large");
  expect(refusal(`<a>${"<!-- -->".repeat(nodesMax + 1)}</a>`).reason).toBe("too-deep");
});

test("a log as long as a day is read in pieces, and its tree does not grow", () => {
  const seen: string[] = [];
  const reader = xmlReader({
    limits: { ...messageLimits, nodesMax: 10, lengthMax: 100 },
    onChild: (child) => seen.push(child.children.join("")),
  });
  reader.push("<log>");
  for (let n = 0; n < 1000; n += 1)
    for (const piece of ["<sale", ">", `${n}`, "</sa", "le>\n"]) reader.push(piece);
  reader.push("</log>");
  expect(seen).toHaveLength(1000);
  expect(seen[999]).toBe("999");
  expect(reader.end().children.length).toBeLessThan(2);
});
