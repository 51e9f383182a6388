import { afterEach, describe, expect, test } from "vitest";
import type { DeviceError, DeviceState, Scanner, ScannerEvents } from "../device.ts";
import { type ClaimedEvents, type ClaimedScanner, claimScanner } from "./claim.ts";
import { type FakeDevice, fakeNodeHid } from "./hid/fake-node-hid.ts";
import { nodeHid } from "./hid/node-hid.ts";
import { openHidPosScanner } from "./hid/pos.ts";
import { posReports } from "./hid/pos-wire.ts";

const device: FakeDevice = { vendorId: 0x05e0, productId: 1, place: "socket 1", usages: [[0x8c, 2]] };

function counter() {
  const fake = fakeNodeHid();
  const system = { hid: nodeHid(async () => fake.module, fake.facts) };
  const states: DeviceState[] = [];
  let look = (): void => {};
  /** The driver, watched, so that a test knows when something has come. */
  const open = (events: ScannerEvents): Scanner =>
    openHidPosScanner(
      { reopenMinMs: 10, reopenMaxMs: 20 },
      {
        scan(scan) {
          events.scan(scan);
          look();
        },
        state(state, fault) {
          states.push(state);
          events.state(state, fault);
          look();
        },
      },
      system,
    );
  const told: string[] = [];
  let answer: "retry" | "clear" = "retry";
  const events: ClaimedEvents = {
    data: ({ bytes }) => told.push(Buffer.from(bytes).toString()),
    error(fault) {
      told.push(`! ${fault.code}`);
      return answer;
    },
    status: (power) => told.push(power),
  };
  return {
    fake,
    told,
    open,
    events,
    states,
    answer: (next: "retry" | "clear") => {
      answer = next;
    },
    scan: (label: string) => fake.send(device.place, posReports(label)[0]!),
    until: (holds: () => boolean) =>
      new Promise<void>((resolve) => {
        look = () => {
          if (holds()) resolve();
        };
        look();
      }),
  };
}

describe("a claimed scanner", () => {
  let claimed: ClaimedScanner | undefined;
  afterEach(async () => {
    await claimed?.release();
    claimed = undefined;
  });

  test("gives one scan at a time, when it is asked for; the others wait", async () => {
    const { fake, told, open, events, scan, until } = counter();
    fake.plug(device);
    claimed = await claimScanner(open, 5000, events);
    const { enable, acceptData, dataCount } = claimed;
    enable();
    acceptData();
    for (const label of ["first", "second", "third"]) scan(label);
    await until(() => dataCount() === 2);
    expect(told).toEqual(["online", "first"]);
    acceptData();
    expect(told).toEqual(["online", "first", "second"]);
    claimed.clearInput();
    acceptData();
    expect(told).toHaveLength(3);
  });

  test("that is disabled reads nothing, and keeps what had been read", async () => {
    const { fake, told, open, events, scan, until } = counter();
    fake.plug(device);
    claimed = await claimScanner(open, 5000, events);
    const { scanner, enable, disable, acceptData, dataCount } = claimed;
    enable();
    scan("before");
    await until(() => dataCount() === 1);
    disable();
    acceptData();
    scan("while disabled");
    await until(() => scanner.statistics().scans === 2);
    expect(told).toEqual(["online"]);
    enable();
    expect(told).toEqual(["online", "before"]);
  });

  test.each([
    ["retry", ["online", "off-offline", "online", "! disconnected", "waiting"]],
    ["clear", ["online", "off-offline", "online", "! disconnected"]],
  ] as const)(
    "tells an unplug at once, its error in turn; what waits is left or dropped: %s",
    async (how, want) => {
      const { fake, told, open, events, scan, until, states, answer } = counter();
      fake.plug(device);
      claimed = await claimScanner(open, 5000, events);
      claimed.enable();
      answer(how);
      fake.unplug(device.place);
      await until(() => states.includes("gone"));
      fake.plug(device);
      await until(() => states.at(-1) === "ready");
      scan("waiting");
      await until(() => claimed?.dataCount() === 1);
      claimed.acceptData();
      expect(told.filter((text) => text !== "! not-found")).toEqual(want);
    },
  );

  test("that is not there in time is let go, with the reason", async () => {
    const { open, events, states } = counter();
    const claim = claimScanner(open, 300, events);
    await expect(claim).rejects.toMatchObject({ code: "not-found" } satisfies Partial<DeviceError>);
    expect(states.at(-1)).toBe("closed");
  });
});
