/**
 * The least a service can do: answers every line with the bytes that it was told to, over its process's channel
 * (`{ answer }`), before that with the line itself. With `{ commit }` each line is first inserted into that file,
 * durably. Run as a process of its own, beside the agent.
 */

import { createServer } from "node:net";
import Database from "better-sqlite3";

let answer: Buffer | undefined;
let commit: ((line: Buffer) => void) | undefined;

const LF = 0x0a;

const server = createServer((socket) => {
  socket.setNoDelay(true);
  let rest: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(LF); end >= 0; end = rest.indexOf(LF)) {
      const line = rest.subarray(0, end + 1);
      commit?.(line);
      socket.write(answer ?? line);
      rest = rest.subarray(end + 1);
    }
  });
  socket.on("error", () => socket.destroy());
});
server.listen(0, "127.0.0.1", () => process.send?.({ ready: server.address() }));
process.once("disconnect", () => process.exit());
process.on("message", (told: { answer?: string; commit?: string }) => {
  if (told.answer !== undefined) answer = Buffer.from(told.answer);
  if (told.commit !== undefined) commit = committing(told.commit);
  process.send?.({ done: true });
});

function committing(path: string): (line: Buffer) => void {
  const db = new Database(path);
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec("CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT)");
  const insert = db.prepare("INSERT INTO bare (body) VALUES (?)");
  return (line) => void insert.run(line.toString());
}
