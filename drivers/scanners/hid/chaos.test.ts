import { setImmediate as tick } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { collect } from "../collect.ts";
import { type FakeDevice, fakeNodeHid } from "./fake-node-hid.ts";
import { nodeHid } from "./node-hid.ts";
import { openHidPosScanner } from "./pos.ts";
import { posReports } from "./pos-wire.ts";

const device: FakeDevice = { vendorId: 0x05e0, productId: 1, place: "socket", usages: [[0x8c, 2]] };

const doings = fc.array(
  fc.tuple(
    fc.constantFrom(
      "plug",
      "unplug",
      "scan",
      "long scan",
      "half a scan",
      "pulled in mid-scan",
      "noise",
      "refuse",
      "mend",
      "wait",
    ),
    fc.nat(3),
  ),
  { maxLength: 25 },
);

test("whatever is plugged, pulled, scanned and refused in whatever order: what is told was scanned, whole, in order, and it comes back", async () => {
  await fc.assert(
    fc.asyncProperty(doings, async (steps) => {
      const fake = fakeNodeHid();
      const told = collect();
      const scanner = openHidPosScanner({ reopenMinMs: 10, reopenMaxMs: 10 }, told, {
        hid: nodeHid(async () => fake.module, fake.facts),
      });
      const sent: string[] = [];
      let isPlugged = false;
      const plug = (plugged: boolean): void => {
        if (plugged && !isPlugged) fake.plug(device);
        if (!plugged && isPlugged) fake.unplug(device.place);
        isPlugged = plugged;
      };
      const scan = (label: string): void => {
        sent.push(label);
        for (const report of posReports(label, { aim: "]Q1" })) fake.send(device.place, report);
      };
      try {
        for (const [index, [what, ticks]] of steps.entries()) {
          const label = `label ${index}`;
          if (what === "plug" || what === "unplug") plug(what === "plug");
          else if (what === "scan") scan(label);
          else if (what === "long scan") scan(label.padEnd(120, "."));
          // Another symbology than the labels': no scanner reads on with another one in mid-label.
          else if (what === "half a scan")
            fake.send(device.place, posReports(label.padEnd(120, "-"), { aim: "]d2" })[0]!);
          else if (what === "pulled in mid-scan") {
            fake.send(device.place, posReports(label.padEnd(120, "-"), { aim: "]Q1" })[0]!);
            await tick();
            plug(false);
          } else if (what === "noise") fake.send(device.place, Uint8Array.of(2, 255, 0));
          else if (what === "refuse") fake.refuseOpening("Permission denied");
          else if (what === "mend") fake.refuseOpening(undefined);
          else await new Promise((resolve) => setTimeout(resolve, 12));
          for (let n = 0; n < ticks; n++) await tick();
        }
        fake.refuseOpening(undefined);
        plug(false);
        await told.until(() => scanner.state() !== "ready");
        plug(true);
        await told.until(() => scanner.state() === "ready");
        scan("the last one");
        await told.until(({ scans }) => scans.includes("]Q1the last one"));
      } finally {
        await scanner.close();
      }
      // Each that was told is found among those that were sent, further on than the one before.
      let at = -1;
      for (const text of told.scans) {
        at = sent.indexOf(text.slice(3), at + 1);
        expect(at).toBeGreaterThanOrEqual(0);
      }
      expect(told.states.at(-1)).toBe("closed");
    }),
    { numRuns: 40 },
  );
}, 20_000);
