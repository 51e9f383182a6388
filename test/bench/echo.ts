/** The least a socket can do: answers every line with itself. Run as a process of its own, beside the agent. */

import { createServer } from "node:net";

const server = createServer((socket) => {
  socket.setNoDelay(true);
  let rest = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    rest += chunk;
    for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n")) {
      socket.write(rest.slice(0, end + 1));
      rest = rest.slice(end + 1);
    }
  });
  socket.on("error", () => socket.destroy());
});
server.listen(0, "127.0.0.1", () => process.send?.({ ready: server.address() }));
process.once("disconnect", () => process.exit());
