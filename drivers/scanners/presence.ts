/** Whether a serial port is still there, where a cable that is pulled out may not be told. */
import { listSerialPorts } from "./list-serial-ports.ts";

const LOOK_MS = 5000;

/**
 * Looks every `everyMs` and calls `lost` once when the port is listed no more. Windows does not always end a read of a USB
 * port that is gone (node-serialport issue 2351), and the scanner would be "ready" for ever. A port that was not listed
 * while it was open proves nothing by being absent: some virtual ones never are.
 * @param path as configured: "COM5", "com5", "\\.\COM5"
 * @returns what ends it
 */
export function watchPresence(
  path: string,
  lost: (cause: Error) => void,
  list: () => Promise<readonly { readonly path: string }[]> = listSerialPorts,
  everyMs = LOOK_MS,
): () => void {
  const own = nameOf(path);
  let wasListed = false;
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const isListed = (await list()).some((port) => nameOf(port.path) === own);
    if (ended) return;
    if (wasListed && !isListed) {
      ended = true;
      lost(new Error("It is listed no more."));
      return;
    }
    wasListed = isListed;
    timer = setTimeout(look, everyMs);
  };
  void look();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

const nameOf = (path: string): string => path.replace(/^\\\\\.\\/, "").toUpperCase();
