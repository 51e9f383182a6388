/** The kit as an agent: says what to do at the vendor's POS, and judges what that POS then says. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Profile } from "../pos/profile.ts";
import type { Outgoing, Request } from "../pos/protocol.ts";
import type { InBoth } from "../texts/language.ts";
import type { Advice, Departure, Dialogue, SendStep, Step } from "./dialogue.ts";
import { filled, filledAll, firstDifference, type Mismatch, mismatch, valueAt } from "./match.ts";
import { type Offer, offerOf } from "./offer.ts";
import { type Bindings, bindings } from "./said.ts";
import type { Arrived, Watch } from "./watch.ts";

export interface AgentSetting {
  readonly profile: Profile;
  readonly watch: Watch;
  readonly nextCoupon: () => string;
  /** How long somebody at the POS has for one step. */
  readonly patienceMs: number;
  /** What should be done at the POS now. */
  readonly asks: (what: InBoth) => void;
}

/** A POS may ask these whenever it likes. */
const ASKING = new Set([
  "hello",
  "hello.confirm",
  "agent.status",
  "explain",
  "transaction.evaluate",
  "transaction.subtotal",
  "tender.preview",
  "transaction.resume",
]);
const ANSWER_MS = 60_000;

class Departed extends Error {
  readonly departure: Departure;
  constructor(departure: Departure) {
    super(departure.of);
    this.departure = departure;
  }
}

/** Undefined: the POS did all of it. */
export async function playAsAgent(
  dialogue: Dialogue,
  number: number,
  setting: AgentSetting,
): Promise<Departure | undefined> {
  try {
    await new Judged(dialogue, number, setting).judge();
    return undefined;
  } catch (error) {
    if (error instanceof Departed) return error.departure;
    throw error;
  }
}

class Judged {
  readonly #steps: readonly Step[];
  readonly #setting: AgentSetting;
  readonly #bindings: Bindings;
  readonly #saved = new Map<string, unknown>();
  readonly #offers = new Map<unknown, Offer>();
  /** Completions of each sale as they came first. */
  readonly #completed = new Map<unknown, unknown>();
  #step = 0;
  /** The connection that must not speak any more. */
  #gone = 0;
  #connection = 0;

  constructor({ steps }: Dialogue, number: number, setting: AgentSetting) {
    this.#steps = steps;
    this.#setting = setting;
    this.#bindings = bindings(setting.profile.abilities);
    const { profile } = setting;
    const known = {
      tx: `sale ${number}`,
      receipt: `receipt ${number}`,
      return: `return ${number}`,
      nonce: "nonce",
      proof: "proof",
      profile: profile.name,
      version: "1",
      abilities: { ...profile.abilities, columns: profile.columns },
    };
    for (const [name, value] of Object.entries(known)) this.#saved.set(name, value);
    for (const name of new Set(JSON.stringify(steps).match(/\{coupon\d?\}/g)))
      this.#saved.set(name.slice(1, -1), setting.nextCoupon());
  }

  async judge(): Promise<void> {
    for (const [index, step] of this.#steps.entries()) {
      this.#step = index + 1;
      if ("crash" in step) this.#gone = this.#connection;
      if ("send" in step && step.only !== "pos") await this.#await(step);
    }
  }

  async #await(step: SendStep): Promise<void> {
    const { watch, asks, patienceMs } = this.#setting;
    // The kit itself can't record it, so that the POS has to keep it.
    if (step.fails?.reason === "not-recorded") watch.withhold(step.send);
    if (step.do) asks(filledAll(step.do, this.#saved) as InBoth);
    const rung = step.send === "line.add" ? pieces(step) : undefined;
    const until = performance.now() + patienceMs;
    for (;;) {
      const arrived = await watch.next(until - performance.now());
      if (arrived === undefined)
        throw this.#departed(
          step.send,
          { path: "", expected: step.send, actual: undefined },
          "pos-nothing-came",
        );
      const said = await this.#meant(arrived);
      if (said === undefined || (said.method !== step.send && ASKING.has(said.method))) continue;
      const partly = rung !== undefined && said.method === "line.change" && rung.has(said);
      if (said.method !== step.send && !partly)
        throw this.#departed(
          step.send,
          { path: "method", expected: step.send, actual: { [said.method]: said.params } },
          "pos-other-call",
        );
      this.#sameCompletion(said);
      this.#anotherConnection(arrived, step);
      const params = rung === undefined ? step.params : rung.expected(said);
      const other = this.#bindings.mismatch(
        params,
        said.params,
        this.#saved,
        this.#offers.get(transactionOf(said)),
      );
      if (other)
        throw this.#departed(
          step.send,
          other,
          rung && /article|quantity|Price/.test(other.path) ? "pos-other-goods" : "pos-other-value",
        );
      const whole = rung === undefined || rung.take(said);
      if (whole === "too-many")
        throw this.#departed(
          step.send,
          { path: "line.quantity", expected: rung!.wanted, actual: rung!.rung() },
          "pos-other-goods",
        );
      await this.#answered(step, said, arrived, whole);
      if (whole) return;
    }
  }

  /** A label that is forwarded means a card or a coupon, as the agent understands it; goods are only looked up. */
  async #meant({ call, answer }: Arrived): Promise<Request | undefined> {
    if (call.method !== "scan") return call;
    const message = await within(answer);
    const { data, ...params } = call.params as { data: string };
    if (message && "error" in message) {
      const isCard = ["unknown-card", "card-blocked"].includes(message.error.data.reason);
      return { ...call, method: isCard ? "customer.identify" : "scan", params: { ...params, card: data } };
    }
    const result = (message && "result" in message ? message.result : {}) as object;
    if ("customer" in result)
      return { ...call, method: "customer.identify", params: { ...params, card: data } };
    if ("coupon" in result) return { ...call, method: "coupon.present", params: { ...params, code: data } };
    return undefined;
  }

  async #answered(step: SendStep, said: Request, { answer }: Arrived, whole: boolean): Promise<void> {
    const message = await within(answer);
    if (message === undefined || !("id" in message))
      throw this.#departed(
        step.send,
        { path: "", expected: "an answer of the agent", actual: undefined },
        "no-answer",
      );
    if ("error" in message) {
      const { reason, field, detail } = message.error.data;
      if (step.fails?.reason === reason) return;
      throw this.#departed(
        step.send,
        { path: field ?? "", expected: "an answer", actual: { reason, detail } },
        "pos-refused",
      );
    }
    const { result } = message;
    const offer = offerOf(result);
    if (offer && step.send !== "tender.preview") this.#offers.set(transactionOf(said), offer);
    if (!whole) return;
    const pattern = this.#bindings.translated(step.gives ?? {}, this.#saved);
    const other = mismatch(pattern, result, this.#saved);
    if (other) throw this.#departed(step.send, other, "pos-other-goods");
    for (const [name, path] of Object.entries(step.save ?? {}))
      this.#saved.set(name, valueAt(result, String(filled(path, this.#saved))));
  }

  /** What is sent again is the very same. */
  #sameCompletion(said: Request): void {
    if (said.method !== "transaction.complete") return;
    const transaction = transactionOf(said);
    const before = this.#completed.get(transaction);
    if (before === undefined) {
      this.#completed.set(transaction, said.params);
      return;
    }
    const other = firstDifference(before, said.params, "");
    if (other) throw this.#departed(said.method, other, "pos-not-the-same");
  }

  /** A POS that was ended speaks over a new one. */
  #anotherConnection({ connection }: Arrived, step: SendStep): void {
    if (this.#gone > 0 && connection === this.#gone)
      throw this.#departed(
        step.send,
        { path: "connection", expected: "a new one", actual: "the one from before" },
        "pos-other-value",
      );
    this.#connection = connection;
  }

  #departed(of: string, { path, expected, actual }: Mismatch, advice: Advice): Departed {
    return new Departed({ step: this.#step, of, path, expected, actual, advice });
  }
}

/**
 * Goods that a dialogue has in one line may be rung up piece by piece, or in one line whose quantity is changed: what
 * counts is how many there are in the end.
 */
function pieces(step: SendStep) {
  const { line } = step.params as { line: { quantity: string; measure?: string } };
  const wanted = Number(line.quantity);
  const rung = new Map<string, number>();
  const lineOf = ({ params }: Request) =>
    (params as { line?: { lineId?: unknown; quantity?: unknown } } | undefined)?.line;
  const sum = () => [...rung.values()].reduce((all, one) => all + one, 0);
  return {
    wanted,
    rung: sum,
    has: (said: Request) => rung.has(String(lineOf(said)?.lineId)),
    /** The step's parameters, with the quantity and the line that came, where they may be another. */
    expected(said: Request): object {
      const came = lineOf(said);
      const partly = line.measure === undefined && Number(came?.quantity) <= wanted;
      const { lineId: _, ...more } = line as { lineId?: string } & typeof line;
      const own = rung.size === 0 ? line : more;
      return { ...step.params, line: { ...own, ...(partly ? { quantity: came?.quantity } : {}) } };
    },
    take(said: Request): boolean | "too-many" {
      const came = lineOf(said);
      rung.set(String(came?.lineId), Number(came?.quantity));
      if (sum() > wanted) return "too-many";
      return sum() === wanted;
    },
  };
}

function transactionOf({ params }: Request): unknown {
  return (params as { transactionId?: unknown } | undefined)?.transactionId;
}

async function within(answer: Promise<Outgoing>): Promise<Outgoing | undefined> {
  const end = new AbortController();
  try {
    return await Promise.race([answer, sleep(ANSWER_MS, undefined, { signal: end.signal, ref: false })]);
  } finally {
    end.abort();
  }
}
