/** Many that hold connections and say little: the POS of the house gets in all the same. */

import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type HurtPort, hurtPort, lastWords, profiles, sells } from "./port.ts";

let port: HurtPort;
beforeAll(async () => {
  port = await hurtPort(profiles.find(({ name }) => name === "generic")!, 500);
});
afterAll(() => port.server.close());

test("a thousand that drip a byte now and then, while a POS connects again for each sale", async () => {
  const crowd = await Promise.all(Array.from({ length: 1000 }, () => port.stranger()));
  const ends = crowd.map((socket) => lastWords(socket));
  const drip = setInterval(() => {
    for (const socket of crowd) if (socket.writable) socket.write("{");
  }, 20);
  try {
    for (let sale = 0; sale < 10; sale += 1) {
      const pos = await port.pos();
      expect(await sells(pos, `s${sale}`)).toBe("voided");
      await pos.close();
    }
    // Nobody of them is still there when a handshake would be over.
    await Promise.all(ends);
  } finally {
    clearInterval(drip);
  }
  await vi.waitFor(() => expect(port.server.connections().length).toBe(0), 20_000);
  expect(port.faults).toEqual([]);
});

test("a flood of junk from one connection leaves the next one's answers whole", async () => {
  const [mad, honest] = [await port.proven(), await port.pos()];
  const heard = lastWords(mad);
  for (let n = 0; n < 3000; n += 1) mad.write('{"jsonrpc":"2.0","id":1,"method":"nonsense"}\n');
  for (let sale = 0; sale < 20; sale += 1) expect(await sells(honest, `s${sale}`)).toBe("voided");
  mad.end();
  expect((await heard).match(/unknown-call/g)).toHaveLength(3000);
  await honest.close();
});
