import { revokeTill } from "../../sync/client/operator.ts";
import { operatorOf, placeOf } from "./at-hub.ts";
import { exitCode, type Verb } from "./verb.ts";

/** `tillside revoke`: of a PC that was stolen, sold or lost. */
export const verb: Verb = {
  name: "revoke",
  help: `
Usage: tillside revoke STORE/TILL --data FOLDER [--url URL]

The till's key does not count any more: from now on the hub takes and gives it nothing, its unused code is void, and the other
tills of its store refuse it as soon as they have heard of it. The till goes on selling with what it has. A new code makes a
PC that till again.

  --data FOLDER  the hub's folder: its secret is HQ's key to it
  --url URL      where the hub is, default http://127.0.0.1:7720

Example: tillside revoke 0042/3 --data shop/hub`,
  options: { data: { type: "string" }, url: { type: "string" } },
  wordsMax: 1,

  async run(given) {
    const { store, till } = placeOf(verb, given);
    await revokeTill(operatorOf(verb, given), { store, till });
    console.log(`Till ${store}/${till} is revoked.`);
    return exitCode.done;
  },
};
