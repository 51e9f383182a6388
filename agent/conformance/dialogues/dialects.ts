/** What a dialect says in its own words, beside the contract's. */

import { namespaces } from "../../pos/ncr/xml.ts";
import type { Group, Step } from "../dialogue.ts";
import { absent, any, begin, cancel, dialogue, TX } from "./words.ts";

const bound = `xmlns="${namespaces[""]}" xmlns:acs="${namespaces.acs}" xmlns:ts="${namespaces.ts}"`;
/** An article as NCR's log has it: padded texts, GTIN-14, its line known by `acs:OperatorSequence`. */
const lineItem = (sequence: number, quantity: number, attributes = "") =>
  `<LineItem ${attributes}EntryMethod="Scanned"><SequenceNumber>${sequence}</SequenceNumber><Sale ItemType="Stock">` +
  '<POSIdentity POSIDType="GTIN"><POSItemID>00000000090162</POSItemID><Qualifier>17</Qualifier></POSIdentity>' +
  "<ItemID>00000000090162</ItemID>" +
  '<MerchandiseHierarchy Level="Department" acs:DepartmentDescription="Soup">17</MerchandiseHierarchy>' +
  "<Description>SOUP BAR CUP        </Description><RegularSalesUnitPrice>3.49</RegularSalesUnitPrice>" +
  `<ExtendedAmount>${((349 * quantity) / 100).toFixed(2)}</ExtendedAmount><DiscountAmount>0.00</DiscountAmount>` +
  `<ExtendedDiscountAmount>0.00</ExtendedDiscountAmount><Quantity>${quantity}</Quantity>` +
  `<acs:OperatorSequence>${sequence}</acs:OperatorSequence></Sale></LineItem>`;
const rings = (item: string, totalCents: number): Step => ({
  bytes: {
    message: `<ts:Call ${bound} id="{id}" method="line.add"><ts:transactionId>{tx}</ts:transactionId>${item}</ts:Call>`,
  },
  as: "line.add",
  gives: { transactionId: TX, state: "open", totalCents },
});
const ncr = { needs: { adapter: "ncr" } } as const;

export const dialects: Group = {
  group: "dialects",
  dialogues: [
    dialogue(
      "a line item of NCR's log is rung up",
      "una riga come nel log di NCR viene venduta",
      [
        begin(),
        rings(lineItem(1, 2), 698),
        {
          send: "transaction.resume",
          params: { transactionId: TX },
          gives: {
            sale: {
              lines: [
                {
                  lineId: "1",
                  article: "00000000090162",
                  text: "SOUP BAR CUP",
                  department: "17",
                  quantity: "2",
                },
              ],
            },
          },
        },
        cancel(),
      ],
      ncr,
    ),
    dialogue(
      "a correction of NCR's log names no line, and the right one goes",
      "una correzione del log di NCR non nomina righe, e va via quella giusta",
      [
        begin(),
        rings(lineItem(1, 1), 349),
        rings(lineItem(2, 3), 1396),
        { ...(rings(lineItem(3, -1, 'VoidFlag="true" '), 1047) as object), as: "line.void" } as Step,
        {
          send: "transaction.resume",
          params: { transactionId: TX },
          gives: { sale: { lines: [{ lineId: "2", quantity: "3" }], customer: absent } },
        },
        cancel(),
      ],
      ncr,
    ),
    dialogue(
      "a POSLog of one sale is that sale, told when it is over",
      "un POSLog di una vendita è quella vendita, raccontata dopo",
      [
        {
          bytes: {
            message:
              `<POSLog ${bound}><Transaction><RetailStoreID>9</RetailStoreID><WorkstationID>31</WorkstationID>` +
              "<SequenceNumber>114</SequenceNumber><BusinessDayDate>2026-11-20</BusinessDayDate>" +
              "<BeginDateTime>2026-11-20T15:15:25</BeginDateTime><EndDateTime>2026-11-20T15:16:25</EndDateTime>" +
              "<OperatorID>5</OperatorID><CurrencyCode>EUR</CurrencyCode>" +
              `<RetailTransaction Version="2.1">${lineItem(1, 2)}<Total TotalType="TransactionGrandAmount">7.69</Total>` +
              '<Total TotalType="TransactionTaxAmount">0.71</Total></RetailTransaction></Transaction></POSLog>',
          },
          as: "transaction.complete",
          id: "9-31-114-2026-11-20",
          gives: { state: "finalised", recorded: true, late: true, totalCents: 698, saleId: any },
        },
      ],
      ncr,
    ),
  ],
};
