import { MessageChannel } from "node:worker_threads";
import { afterEach, expect, test, vi } from "vitest";
import { CallError, caller, serve } from "./call.ts";

type Echo = { echo(text: string): string; hang(_: null): Promise<string>; fail(_: null): never };

const channels: MessageChannel[] = [];
afterEach(() => {
  for (const { port1 } of channels.splice(0)) port1.close();
});

/** Both ends; the worker is busy with something else until `reads` is called. */
function deafPair() {
  const channel = new MessageChannel();
  channels.push(channel);
  let release: (text: string) => void = () => {};
  const held = new Promise<string>((resolve) => {
    release = resolve;
  });
  const reads = () =>
    serve(channel.port2, {
      echo: (text: string) => text,
      hang: () => held,
      fail: () => {
        throw Object.assign(new Error("the disk is full"), { code: "SQLITE_FULL" });
      },
    });
  return { calls: caller<Echo>(channel.port1), release, reads };
}

/** Both ends, and a worker that reads what it is asked. */
function pair() {
  const ends = deafPair();
  ends.reads();
  return ends;
}

const PATIENT = { timeout: 20_000 };

test("a call brings back what the function returned", async () => {
  const { calls } = pair();
  expect(await calls.call("echo", "ciao")).toBe("ciao");
});

test("an error keeps its code and message on its way to the caller", async () => {
  const { calls } = pair();
  await expect(calls.call("fail", null)).rejects.toMatchObject({
    code: "SQLITE_FULL",
    message: "the disk is full",
  });
});

test("a caller who gave up is told later what became of the call", async () => {
  const { calls, release } = pair();
  const late = vi.fn();
  // Long enough for the other side to begin with it, however busy the machine is.
  await expect(calls.call("hang", null, { deadlineMs: 250, late })).rejects.toMatchObject({ code: "late" });
  release("done after all");
  await vi.waitFor(() => expect(late).toHaveBeenCalledWith({ value: "done after all" }), PATIENT);
  expect(calls.oldestMs()).toBe(0);
});

test("a worker does not begin what nobody waits for any more", async () => {
  const { calls, reads } = deafPair();
  const late = vi.fn();
  const asked = calls.call("echo", "too late", { deadlineMs: 5, late });
  await expect(asked).rejects.toBeInstanceOf(CallError);
  // A timer may fire a little before the clock says so.
  await vi.waitUntil(() => calls.oldestMs() > 7, { ...PATIENT, interval: 1 });
  reads();
  await vi.waitFor(
    () => expect(late).toHaveBeenCalledWith({ error: expect.objectContaining({ code: "not-begun" }) }),
    PATIENT,
  );
});

test("when the worker ends, everybody who waits is told", async () => {
  const { calls } = pair();
  const asked = calls.call("hang", null);
  calls.end();
  await expect(asked).rejects.toMatchObject({ code: "worker-ended" });
  await expect(calls.call("echo", "x")).rejects.toMatchObject({ code: "not-begun" });
});
