import { expect, test } from "vitest";
import { jsonLog } from "../log.ts";
import { openSales } from "../open-sales.ts";
import { OpenSale } from "../sale.ts";
import { beginSession } from "../session/session.ts";
import { begun } from "../testing/begun.ts";
import type { Exchange } from "./exchange.ts";
import { answerSaleAsk } from "./give.ts";
import { handoversOf } from "./handovers.ts";
import type { SaleAsk } from "./neighbours.ts";
import { ownSales } from "./own.ts";

const KEY = "11111111-2222-4333-8444-555555555555";
const CODE = "20481937562";
const where: SaleAsk = { code: CODE, take: false, withinMs: 100 };
const take: SaleAsk = { ...where, take: true };

/** A till with one suspended sale. @param hqSays which till has it; undefined: HQ is away */
function till({ key = KEY, text = "", hqSays = undefined as string | undefined } = {}) {
  const log = jsonLog(() => {});
  const calls = async () => undefined as never;
  const releases = { hold() {}, letGo() {}, of: () => undefined, current: () => undefined } as never;
  const sales = openSales(releases, calls, log);
  const handovers = handoversOf();
  const exchange = {
    takeBack: async () =>
      hqSays === undefined
        ? { kind: "unreachable", message: "HQ is away" }
        : { key: KEY, round: 1, state: "held", till: hqSays, used: [] },
  } as unknown as Exchange;
  const parts = { till: "3", sales, handovers, exchange, log, journal: calls, sessions: calls };
  const own = ownSales(parts);
  const start = { transactionId: "17", release: 1, begun, operator: text, currency: "EUR" };
  const sale = new OpenSale(beginSession(start), {});
  sales.add(sale);
  sale.advance({ kind: "suspend", code: CODE, ...(key !== "" && { key }) });
  const said = async (from: string, ask: SaleAsk) => {
    const answer = await answerSaleAsk(from, ask, { ...parts, own });
    return answer.kind === "taken" ? `taken by ${answer.till}` : answer.kind;
  };
  return { said, sale, own };
}

test("whoever asks first gets it, and gets it again; nobody else does, and it goes on at its own till no more", async () => {
  const { said, sale, own } = till();
  expect([await said("4", where), await said("5", where)]).toEqual(["waits", "waits"]);
  expect(await Promise.all([said("4", take), said("5", take)])).toEqual(["given", "taken by 4"]);
  expect([await said("4", take), await said("5", where), await said("4", where)]).toEqual([
    "given",
    "taken by 4",
    "waits",
  ]);
  await expect(own.takeBack(sale, 100)).rejects.toMatchObject({ reason: "taken-elsewhere" });
});

test("where HQ can be asked its word counts: another till that has it keeps it", async () => {
  expect(await till({ hqSays: "6" }).said("4", take)).toBe("taken by 6");
  expect(await till({ hqSays: "4" }).said("4", take)).toBe("given");
  expect(await till({ hqSays: "3" }).said("4", take)).toBe("given");
});

test("practice, another code and what fits no message stay where they are", async () => {
  expect(await till({ key: "" }).said("4", take)).toBe("unknown");
  expect(await till().said("4", { ...take, code: "1" })).toBe("unknown");
  const large = till({ text: "x".repeat(700_000) });
  expect([await large.said("4", take), await large.said("5", where)]).toEqual(["unknown", "waits"]);
});
