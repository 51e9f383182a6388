import fc from "fast-check";
import { expect, test } from "vitest";
import type { Message } from "../codec.ts";
import { MONEY } from "../number-style.ts";
import { PosError, type Request } from "../protocol.ts";
import { adapterFor } from "./adapter.ts";
import { ncr } from "./dialect.ts";
import { element, FORBIDDEN, namespaces, type XmlElement } from "./xml.ts";
import { xmlText } from "./xml-writer.ts";

const bound = `xmlns="${namespaces[""]}" xmlns:acs="${namespaces.acs}" xmlns:ts="${namespaces.ts}"`;
const saleItem = (sequence: string, quantity: string, extended: string, more = "") =>
  `<LineItem ${more}EntryMethod="Scanned"><SequenceNumber>${sequence}</SequenceNumber><Sale ItemType="Stock">` +
  '<POSIdentity POSIDType="GTIN"><POSItemID>00000000090162</POSItemID><Qualifier>17</Qualifier></POSIdentity>' +
  "<ItemID>00000000090162</ItemID>" +
  '<MerchandiseHierarchy Level="Department" acs:DepartmentDescription="Soup">17</MerchandiseHierarchy>' +
  "<Description>SOUP BAR CUP        </Description><RegularSalesUnitPrice>3.49</RegularSalesUnitPrice>" +
  `<ExtendedAmount>${extended}</ExtendedAmount><DiscountAmount>0.00</DiscountAmount>` +
  `<ExtendedDiscountAmount>0.00</ExtendedDiscountAmount><Quantity>${quantity}</Quantity>` +
  `<acs:OperatorSequence>${sequence}</acs:OperatorSequence></Sale></LineItem>`;
const soup = (lineId: string, quantity: string, extendedCents: number) => ({
  lineId,
  article: "00000000090162",
  text: "SOUP BAR CUP",
  department: "17",
  quantity,
  unitPriceCents: 349,
  extendedCents,
});

/** A till and its agent on one connection: every call is answered with `result` before the next. */
function connection() {
  const adapter = adapterFor("agent");
  const read = (xml: string) => adapter.read(ncr.readXml(xml)) as Request & { jsonrpc: string };
  return {
    read,
    asks(method: string, content: string, result: object = {}): { request: Request; answer: XmlElement } {
      const request = read(`<ts:Call ${bound} id="7" method="${method}">${content}</ts:Call>`);
      return { request, answer: adapter.write({ jsonrpc: "2.0", id: request.id, result }, request) };
    },
    fails(method: string, content: string): void {
      const request = read(`<ts:Call ${bound} id="7" method="${method}">${content}</ts:Call>`);
      const error = { code: -32002, message: "", data: { reason: "wrong-state" } };
      adapter.write({ jsonrpc: "2.0", id: request.id, error }, request);
    },
  };
}
const inSale = "<ts:transactionId>T1</ts:transactionId>";

test("an article is rung up as the log has it", () => {
  const { request } = connection().asks("line.add", inSale + saleItem("1", "1", "3.49"));
  expect(request).toEqual({
    jsonrpc: "2.0",
    id: 7,
    method: "line.add",
    params: { transactionId: "T1", line: soup("1", "1", 349) },
  });
});

test("a correction names no line: the agent knows which one is meant, or what is left of it", () => {
  const { asks, fails } = connection();
  asks("line.add", inSale + saleItem("1", "1", "3.49"));
  asks("line.add", inSale + saleItem("2", "3", "10.47"));
  asks("line.add", inSale + saleItem("3", "1", "3.49"));
  // Refused by the agent: it does not stand.
  fails("line.add", inSale + saleItem("4", "1", "3.49"));
  const correct = (quantity: string, extended: string) => {
    const { method, params } = asks(
      "line.add",
      inSale + saleItem("9", quantity, extended, 'VoidFlag="true" '),
    ).request;
    return { method, params };
  };
  const params = { transactionId: "T1" };
  expect(correct("-1", "-3.49")).toEqual({ method: "line.void", params: { ...params, lineId: "3" } });
  expect(correct("-1", "-3.49")).toEqual({ method: "line.void", params: { ...params, lineId: "1" } });
  expect(correct("-1", "-3.49")).toEqual({
    method: "line.change",
    params: { ...params, line: soup("2", "2", 698) },
  });
  expect(correct("-2", "-6.98")).toEqual({ method: "line.void", params: { ...params, lineId: "2" } });
  expect(correct("-1", "-3.49")).toEqual({
    method: "line.add",
    params: { ...params, line: { ...soup("9", "1", -349), flags: ["return"] } },
  });
});

test("a tender is confirmed as the log has it; what else stands there says nothing", () => {
  const { asks } = connection();
  const tender =
    '<LineItem EntryMethod="MSR"><SequenceNumber>8</SequenceNumber><Tender TenderType="CreditDebit" TypeCode="Sale" ' +
    'acs:TenderDescription="Card"><TenderID>12</TenderID><Amount>20.45</Amount><acs:OperatorSequence>7</acs:OperatorSequence></Tender></LineItem>';
  expect(asks("tender.add", inSale + tender).request.params).toEqual({
    transactionId: "T1",
    tenderId: "8",
    tender: "CreditDebit",
    amountCents: 2045,
  });
  expect(() => asks("line.add", inSale + tender)).toThrow("LineItem says nothing here (line 1)");
  expect(() => asks("tender.add", inSale + tender + tender)).toThrow("one LineItem with Tender is expected");
});

test("a log of one sale is that sale, completed late; a log of a sign-on is no message", () => {
  const { read } = connection();
  const transaction = (till: string, body: string) =>
    `<Transaction><RetailStoreID>9</RetailStoreID><WorkstationID>${till}</WorkstationID><SequenceNumber>114</SequenceNumber>` +
    "<BusinessDayDate>2017-10-01</BusinessDayDate><EndDateTime>2017-10-01T15:15:25</EndDateTime><OperatorID>5</OperatorID>" +
    `<CurrencyCode>USD</CurrencyCode>${body}</Transaction>`;
  const sale =
    '<RetailTransaction Version="2.1"><LineItem EntryMethod="acs:Auto"><SequenceNumber>1</SequenceNumber><acs:LoyaltyMembership>' +
    '<acs:LoyaltyID Type="Membership">26</acs:LoyaltyID><acs:MembershipID>2600000000017</acs:MembershipID>' +
    "<acs:HouseholdID>26</acs:HouseholdID><acs:MembershipLevel>0</acs:MembershipLevel></acs:LoyaltyMembership></LineItem>" +
    `${saleItem("1", "2", "6.98")}<Total TotalType="TransactionGrandAmount">7.69</Total>` +
    '<Total TotalType="TransactionTaxAmount">0.71</Total></RetailTransaction>';
  const log = (...all: string[]) => `<POSLog ${bound}>${all.join("")}</POSLog>`;
  const signOn = transaction("2", '<ControlTransaction Version="2.1" />');
  expect(read(log(signOn, transaction("31", sale)))).toEqual({
    jsonrpc: "2.0",
    id: "9-31-114-2017-10-01",
    method: "transaction.complete",
    params: {
      transactionId: "9-31-114-2017-10-01",
      receipt: "31-114",
      applied: [],
      tenders: [],
      totalCents: 698,
      basket: {
        lines: [soup("1", "2", 698)],
        card: "2600000000017",
        at: expect.stringMatching(/^2017-10-01T15:15:25[+-]\d\d:\d\d$/),
        operator: "5",
        currency: "USD",
      },
    },
  });
  expect(() => read(log(signOn))).toThrow("one sale a message is expected, here are 0");
  expect(() => read(log(transaction("1", sale), transaction("2", sale)))).toThrow("here are 2");
});

test("rewards point to their lines, and describe those that this connection rang up", () => {
  const { asks } = connection();
  const evaluation = {
    lines: [{ lineId: "1", grossCents: 349, discountCents: 35, netCents: 314 }],
    effects: [
      {
        kind: "price-modifier",
        promotionId: "P1",
        mechanic: "percent",
        level: "line",
        amountCents: 35,
        shares: [{ lineId: "1", amountCents: 35, unitsCents: [35] }],
      },
    ],
  };
  const here = asks("line.add", inSale + saleItem("1", "1", "3.49"), evaluation).answer;
  expect(xmlText(here)).toContain("<acs:ItemDescription>SOUP BAR CUP        </acs:ItemDescription>");
  expect(xmlText(here)).toContain("<acs:ExtendedRewardAmount>-0.35</acs:ExtendedRewardAmount>");
  // Another connection goes on with the sale: it knows the line's number only.
  const elsewhere = xmlText(connection().asks("transaction.subtotal", inSale, evaluation).answer);
  expect(elsewhere).toContain("<acs:OperatorSequenceReference>1</acs:OperatorSequenceReference>");
  expect(elsewhere).not.toContain("ItemDescription");
});

test("of a connection's sales the first is forgotten when there are many, and is only described less", () => {
  const { asks } = connection();
  for (let n = 1; n <= 17; n += 1)
    asks("line.add", `<ts:transactionId>T${n}</ts:transactionId>${saleItem("1", "1", "3.49")}`);
  const correct = (n: number) =>
    asks(
      "line.add",
      `<ts:transactionId>T${n}</ts:transactionId>${saleItem("2", "-1", "-3.49", 'VoidFlag="true" ')}`,
    ).request.method;
  expect([correct(1), correct(17)]).toEqual(["line.add", "line.void"]);
});

const text = fc
  .oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("1,20 €", "7", " ", "<&>\"'\r\n\t", "😀"))
  .filter((value) => value.search(FORBIDDEN) < 0 && value.isWellFormed());
const field = fc
  .oneof(text, fc.constantFrom("lineId", "balances", "field", "8076809513753", "type", "item", "__proto__"))
  .filter((name) => !MONEY.has(name) && !MONEY.has(name.replace(/Cents$/, "")) && name !== "field");
const { object } = fc.letrec<{ value: unknown; object: object }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n || 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    tie("object"),
  ),
  object: fc
    .tuple(
      fc.record(
        { amountCents: fc.maxSafeInteger().map((n) => n || 0), quantity: fc.constantFrom("2", "0.454") },
        { requiredKeys: [], noNullPrototype: true },
      ),
      fc.dictionary(field, tie("value"), { maxKeys: 4, noNullPrototype: true }),
    )
    .map(([known, other]) => Object.fromEntries([...Object.entries(other), ...Object.entries(known)])),
}));
const id = fc.oneof(
  text,
  fc.constantFrom("7", "007", "-1", "1e3"),
  fc.maxSafeInteger().map((n) => n || 0),
);
const said: fc.Arbitrary<Message> = fc.oneof(
  fc.record(
    { jsonrpc: fc.constant("2.0" as const), id, method: text, params: object },
    { noNullPrototype: true },
  ),
  fc.record({ jsonrpc: fc.constant("2.0" as const), id, result: object }, { noNullPrototype: true }),
  fc.record(
    { jsonrpc: fc.constant("2.0" as const), method: text, params: object },
    { noNullPrototype: true },
  ),
) as fc.Arbitrary<Message>;

test("whatever one side says in XML the other reads, to the letter", () => {
  fc.assert(
    fc.property(said, (message) => {
      const [agent, pos] = [adapterFor("agent"), adapterFor("pos")];
      expect(agent.read(ncr.readXml(ncr.writeXml(pos.write(message))))).toEqual(message);
      expect(pos.read(ncr.readXml(ncr.writeXml(agent.write(message))))).toEqual(message);
    }),
  );
});

test("what XML can't hold becomes a mark, and the answer is read all the same", () => {
  const result = { text: "a\u0000b\ud800c" };
  const xml = ncr.writeXml(adapterFor("agent").write({ jsonrpc: "2.0", id: 1, result }));
  expect(adapterFor("pos").read(ncr.readXml(xml))).toMatchObject({ result: { text: "a\ufffdb\ufffdc" } });
});

test("a call that was tampered with is taken or refused with a reason, never a fault", () => {
  const whole = `<ts:Call ${bound} id="7" method="line.add">${inSale}${saleItem("1", "1", "3.49")}</ts:Call>`;
  const tokens = [
    "<",
    "/>",
    "&",
    '"',
    "VoidFlag='true'",
    "-",
    "<Sale>",
    "</Sale>",
    "ts:",
    "type='list'",
    "9".repeat(30),
  ];
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ at: fc.nat(whole.length), drop: fc.nat(60), put: fc.constantFrom("", ...tokens) }),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
      (mutations) => {
        let xml = whole;
        for (const { at, drop, put } of mutations) xml = xml.slice(0, at) + put + xml.slice(at + drop);
        try {
          connection().read(xml);
        } catch (error) {
          if (!(error instanceof PosError)) throw error;
        }
      },
    ),
    { numRuns: 2000 },
  );
});

test("what is no message says so", () => {
  const { read } = connection();
  expect(() => read("<Hello />")).toThrow("<Hello> is no message");
  expect(() => connection().asks("agent.status", xmlText(element("Sale")))).toThrow("Sale says nothing here");
});
