/** QEMU's monitor, from inside: a hand that types on the keyboard and pulls cables. */

import { until } from "./until.ts";
import { openWire } from "./wire.ts";

export interface Monitor {
  /** Presses keys one after the other, as a keyboard wedge does: "8001090000019\n". Digits, letters, Enter. */
  type(text: string): Promise<void>;
  /** Pulls the device of that id. */
  unplug(id: string): Promise<void>;
  /** Plugs one in: `plug({ driver: "usb-serial", id: "ftdi", chardev: "ftdi" })`. */
  plug(device: Readonly<Record<string, string>>): Promise<void>;
  close(): void;
}

interface Message {
  readonly event?: string;
  readonly data?: { readonly device?: string };
  readonly return?: unknown;
  readonly error?: { readonly desc: string };
}

/** Source: QEMU's QMP reference (qmp_capabilities, send-key, device_add, device_del, DEVICE_DELETED). */
export async function openMonitor(): Promise<Monitor> {
  const wire = openWire("monitor");
  const heard: Message[] = [];
  let rest = "";
  const find = (fits: (message: Message) => boolean) =>
    until(() => {
      const lines = (rest + wire.take().toString()).split("\n");
      rest = lines.pop() ?? "";
      heard.push(...lines.filter((line) => line.trim()).map((line) => JSON.parse(line)));
      const at = heard.findIndex(fits);
      return at >= 0 && heard.splice(at, 1)[0];
    });
  const order = async (execute: string, words: object = {}): Promise<void> => {
    await wire.send(`${JSON.stringify({ execute, arguments: words })}\n`);
    const answer = await find((message) => "return" in message || "error" in message);
    if (answer.error) throw new Error(`${execute}: ${answer.error.desc}`);
  };
  await order("qmp_capabilities").catch((error: Error) => {
    // Another test file has said it already.
    if (!error.message.includes("negotiation is already complete")) throw error;
  });
  return {
    async type(text) {
      for (const character of text) {
        const key = character === "\n" ? "ret" : character.toLowerCase();
        const keys = [...(key === character ? [] : character === "\n" ? [] : ["shift"]), key];
        await order("send-key", {
          keys: keys.map((data) => ({ type: "qcode", data })),
          "hold-time": 20,
        });
      }
    },
    async unplug(id) {
      await order("device_del", { id });
      await find(({ event, data }) => event === "DEVICE_DELETED" && data?.device === id);
    },
    plug: (device) => order("device_add", { bus: "xhci.0", ...device }),
    close: () => wire.close(),
  };
}
