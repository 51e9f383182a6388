import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { folderChanges, polledChanges } from "./device-changes.ts";

describe("plugging in", () => {
  let folder: string | undefined;
  afterEach(async () => {
    vi.useRealTimers();
    if (folder !== undefined) await rm(folder, { recursive: true });
    folder = undefined;
  });

  test("is told by the folder of devices, and only of nodes that count", async () => {
    const here = await mkdtemp(join(tmpdir(), "tillside-dev-"));
    folder = here;
    let times = 0;
    let stop = (): void => {};
    const told = new Promise<void>((resolve) => {
      stop = folderChanges(
        here,
        /^hidraw\d+$/,
      )(() => {
        times += 1;
        resolve();
      });
    });
    await writeFile(join(here, "tty7"), "");
    await writeFile(join(here, "hidraw0"), "");
    await writeFile(join(here, "hidraw1"), "");
    await told;
    stop();
    expect(times).toBe(1);
  });

  test("in a folder that can't be watched is told by nobody, and harms nobody", () => {
    folderChanges(
      "/no/such/folder",
      /./,
    )(() => {
      throw new Error("told of nothing");
    })();
  });

  test("is told by comparing lists where the system is silent", async () => {
    vi.useFakeTimers();
    let devices: readonly string[] = ["a"];
    let fails = false;
    let times = 0;
    const list = async (): Promise<readonly string[]> => {
      if (fails) throw new Error("hid_enumerate");
      return devices;
    };
    const stop = polledChanges(
      list,
      1500,
    )(() => {
      times += 1;
    });
    await vi.advanceTimersByTimeAsync(3000);
    expect(times).toBe(0);
    devices = ["b", "a"];
    await vi.advanceTimersByTimeAsync(1500);
    expect(times).toBe(1);
    devices = ["a", "b"];
    fails = true;
    await vi.advanceTimersByTimeAsync(1500);
    fails = false;
    await vi.advanceTimersByTimeAsync(1500);
    expect(times).toBe(1);
    stop();
    devices = [];
    await vi.advanceTimersByTimeAsync(6000);
    expect(times).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
