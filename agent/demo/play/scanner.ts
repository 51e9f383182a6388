/** Labels through the agent's own scanner: typed into it, read by its driver, told to the POS. */

import type { Code } from "../../../drivers/codes/code.ts";
import type { PosClient } from "../../client/connect.ts";

/**
 * For `play({ scan })`, where the agent owns the scanner. Each label is answered before the next is typed.
 * @param type puts a label's bytes on the scanner's line
 * @returns rejects if the agent tells nothing of a label within `timeoutMs`: it refused it, or has no scanner
 */
export function scannerOf(
  client: PosClient,
  type: (label: string) => void | Promise<void>,
  timeoutMs = 3000,
): (label: string) => Promise<Code> {
  let told: ((code: Code) => void) | undefined;
  client.on("scan", (code) => told?.(code as unknown as Code));
  return async (label) => {
    const code = new Promise<Code>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`the agent said nothing of the label within ${timeoutMs} ms`)),
        timeoutMs,
      );
      told = (code) => {
        clearTimeout(timer);
        resolve(code);
      };
    });
    await type(label);
    return code;
  };
}
