/** The two calls that come before all others: `hello`, where the agent proves itself, and `hello.confirm`, the POS. */

import { confirmParams, helloParams, pageHelloParams } from "../contract/hello.ts";
import { languageOf } from "../texts/language.ts";
import type { ConnectionSetting, Peer } from "./connection.ts";
import { type HelloTerms, nonce, proofHolds, proofOf } from "./handshake.ts";
import { CONTRACT_VERSION, PosError, type Request } from "./protocol.ts";
import { readParams } from "./read-params.ts";

export interface Handshake {
  peer(): Peer | undefined;
  /** It has said a hello that is none of a stranger's noise. */
  greeted(): boolean;
  /** Answers a request of somebody unproven: the two hellos, nothing else. Throws PosError. */
  answer(request: Request): object;
}

/** @param endpoint the agent's end of this connection: "127.0.0.1:7710", or the path of its socket or pipe */
export function handshake(setting: ConnectionSetting, endpoint: string): Handshake {
  let greeting: { readonly terms: HelloTerms; readonly peer: Peer } | undefined;
  let peer: Peer | undefined;
  const { abilities, columns } = setting.profile;
  const about = () => ({ ...setting.about(), abilities: { ...abilities, columns } });
  return {
    peer: () => peer,
    greeted: () => greeting !== undefined,
    answer({ method, params }) {
      switch (method) {
        case "hello": {
          const page = setting.admits && readParams(pageHelloParams, params);
          const hello = page ? { ...page, nonce: "" } : readParams(helloParams, params);
          if (hello.version !== CONTRACT_VERSION)
            throw new PosError("wrong-version", { detail: `this agent speaks version ${CONTRACT_VERSION}` });
          if (hello.profile !== setting.profile.name)
            throw new PosError("wrong-profile", { detail: `this port speaks "${setting.profile.name}"` });
          const claimed = { role: hello.role, language: languageOf(hello.language, setting.language) };
          if (setting.admits) {
            if (setting.admits !== true && !setting.admits(page?.token ?? ""))
              throw new PosError("wrong-token");
            peer = claimed;
            return about();
          }
          const terms = {
            posNonce: hello.nonce,
            agentNonce: nonce(),
            role: hello.role,
            endpoint,
            version: hello.version,
          };
          greeting = { terms, peer: claimed };
          return { nonce: terms.agentNonce, proof: proofOf("agent", setting.secret, terms) };
        }
        case "hello.confirm": {
          const { proof } = readParams(confirmParams, params);
          if (greeting === undefined) throw new PosError("hello-first");
          const { terms, peer: proven } = greeting;
          // One try for each pair of nonces.
          greeting = undefined;
          if (!proofHolds(proofOf("pos", setting.secret, terms), proof)) throw new PosError("wrong-proof");
          peer = proven;
          return about();
        }
        default:
          throw new PosError("hello-first");
      }
    },
  };
}
