/** Whoever means harm to a POS port, as a process of its own: connections that drip, and floods of junk. */

import { connect, type Socket } from "node:net";

const DRIP_MS = 500;
const AGAIN_MS = 1000;
const [port = 0, drippers = 0, floods = 0] = process.argv.slice(2).map(Number);
/** What a scanner, a browser or a mad program might send; each is a message that is refused. */
const JUNK = Buffer.from(
  `${'{"jsonrpc":"2.0","id":1,"method":"line.add","params":[[[[]]]]}\n{"a":\n'.repeat(20)}`,
);
let frames = 0;

function stubborn(run: (socket: Socket) => (() => void) | undefined): void {
  const socket = connect(port, "127.0.0.1");
  let stop: (() => void) | undefined;
  socket.on("connect", () => {
    stop = run(socket);
  });
  socket.on("error", () => {});
  socket.resume();
  socket.on("close", () => {
    stop?.();
    setTimeout(stubborn, AGAIN_MS, run);
  });
}

for (let n = 0; n < drippers; n += 1)
  setTimeout(
    () => {
      stubborn((socket) => {
        const timer = setInterval(() => socket.write("{"), DRIP_MS);
        return () => clearInterval(timer);
      });
    },
    (n * DRIP_MS) / drippers,
  );

for (let n = 0; n < floods; n += 1)
  stubborn((socket) => {
    const timer = setInterval(() => {
      if (socket.write(JUNK)) frames += 40;
    }, 10);
    return () => clearInterval(timer);
  });

process.on("message", () => process.send?.({ frames }));
process.once("disconnect", () => process.exit());
process.send?.({ ready: true });
