/** How the verbs of HQ's people find the hub, and name a till. */

import type { Operator } from "../../sync/client/operator.ts";
import type { Place } from "../../sync/enrol/place.ts";
import { operatorToken, readHubSecret } from "../../sync/hub/token.ts";
import { needed, text, UsageError, type Verb, type VerbArguments } from "./verb.ts";

/** `--data`, the hub's folder, and `--url`, where it is. */
export function operatorOf(verb: Verb, given: VerbArguments): Operator {
  const token = operatorToken(readHubSecret(needed(verb, given, "data")));
  return { hubUrl: text(given, "url") ?? "http://127.0.0.1:7720", token };
}

/** "0042/3", the verb's first word. Throws UsageError. */
export function placeOf(verb: Verb, { positionals: [whom = ""] }: VerbArguments): Place {
  const [store, till, ...more] = whom.split("/");
  if (store && till && more.length === 0) return { store, till };
  throw new UsageError(`"${whom}" is no till: STORE/TILL, as in 0042/3. See: tillside ${verb.name} --help`);
}
