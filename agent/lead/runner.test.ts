import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { type Clocks, thisMachine } from "../../sync/client/surroundings.ts";
import { startRunner } from "./runner.ts";
import { openLeadStore } from "./store.ts";

const claim = (number: number, couponId: string) =>
  ({
    call: "claim",
    reservation: `00000000-0000-4000-8000-00000000000${number}`,
    till: "1",
    transactionId: `T${number}`,
    what: { kind: "coupon", couponId, series: "s" },
  }) as const;

/** Twenty times as fast: an election takes a moment. */
const fast: Clocks = {
  ...thisMachine,
  steadyMs: () => 20 * thisMachine.steadyMs(),
  later: (run, ms, kind) => thisMachine.later(run, ms / 20, kind),
};

test("a grant that the disk did not take is not told, and what it took is there after the next opening", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tillside-runner-"));
  const troubles: (string | undefined)[] = [];
  let isFull = false;
  const runner = startRunner({
    till: "1",
    open() {
      const store = openLeadStore(join(folder, "lead.db"), { store: "0042", till: "1" });
      return {
        ...store,
        keep(keep) {
          if (isFull) throw new Error("the disk is full");
          store.keep(keep);
        },
      };
    },
    send() {},
    trouble: (error) => void troubles.push(error?.message),
    clocks: fast,
  });
  runner.list({ tills: ["1"] });
  const leads = () =>
    vi.waitFor(() => expect(runner.standing()).toMatchObject({ role: "lead", ready: true }), 10_000);
  await leads();
  expect(await runner.ask("1", claim(1, "C"))).toMatchObject({ kind: "granted" });
  isFull = true;
  expect(await runner.ask("1", claim(2, "D"))).toBeUndefined();
  expect(troubles).toEqual([undefined, "the disk is full"]);
  isFull = false;
  await leads();
  expect(await runner.ask("1", claim(3, "C"))).toEqual({ kind: "refused", reason: "reserved-elsewhere" });
  expect(await runner.ask("1", claim(3, "D"))).toMatchObject({ kind: "granted" });
  runner.close();
  rmSync(folder, { recursive: true });
});
