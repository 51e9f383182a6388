/** The kit as a POS: sends what a dialogue says, in the profile's bytes, and holds what comes back against it. */

import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { calls, isCall } from "../contract/calls.ts";
import { framingOf } from "../pos/framing.ts";
import { deadlinesOf, type Profile } from "../pos/profile.ts";
import { CONTRACT_VERSION, type RequestId } from "../pos/protocol.ts";
import type { Language } from "../texts/language.ts";
import type { Departure, Dialogue, SendStep, Step } from "./dialogue.ts";
import { type Finding, type HeldAnswers, holdAnswers, type Params } from "./hold-answers.ts";
import { filledAll, mismatch } from "./match.ts";
import type { OwnAgent } from "./own-agent.ts";
import { unsoundNotice } from "./sound.ts";
import {
  type Answer,
  bytesOfCall,
  hurtFrame,
  openWire,
  type Trouble,
  type Where,
  type Wire,
  WireTrouble,
} from "./wire.ts";

export interface PosSetting {
  readonly profile: Profile;
  readonly where: () => Where;
  readonly secret: Uint8Array;
  readonly language: Language;
  /** Beyond the deadline of each call, until an answer counts as missing. */
  readonly slackMs: number;
  readonly agent?: OwnAgent | undefined;
  /** Before every id, so that no run meets another's sales. */
  readonly run: string;
  /** Unique coupons that nobody has used. Throws when there are none left. */
  readonly nextCoupon: () => string;
}

/** More calls than these are never on their way at once. */
const WINDOW = 8;
const HEARS_MS = 2000;
/** Between two tills by way of HQ. */
const NEWS_MS = 20_000;
const AGAIN_MS = 100;

/** The dialogue departs: caught where it is played. */
class Departed extends Error {
  readonly departure: Departure;
  constructor(departure: Departure) {
    super(departure.of);
    this.departure = departure;
  }
}

/** Undefined: all went as agreed. Rejects only where the run itself can't go on. */
export async function playAsPos(
  dialogue: Dialogue,
  number: number,
  setting: PosSetting,
): Promise<Departure | undefined> {
  const played = new Played(dialogue, number, setting);
  try {
    await played.play();
    return undefined;
  } catch (error) {
    if (error instanceof Departed) return error.departure;
    throw error;
  } finally {
    await played.tidy();
  }
}

class Played {
  readonly #steps: readonly Step[];
  readonly #setting: PosSetting;
  readonly #held: HeldAnswers;
  readonly #wires = new Map<string, Wire>();
  #wire: Wire | undefined;
  #language: Language;
  /** Which step sent a call, to name it where its answer is odd. */
  readonly #sentBy = new Map<Wire, Map<RequestId, { step: number; of: string }>>();
  #step = 0;
  #of = "connect";

  constructor(dialogue: Dialogue, number: number, setting: PosSetting) {
    this.#steps = dialogue.steps.filter((step) => !("only" in step) || step.only !== "agent");
    this.#setting = setting;
    this.#language = setting.language;
    const tx = `${setting.run}-${number}`;
    const known = {
      tx,
      tx2: `${tx}b`,
      receipt: `R-${tx}`,
      receipt2: `R-${tx}b`,
      return: `B-${tx}`,
      profile: setting.profile.name,
      version: CONTRACT_VERSION,
      abilities: { ...setting.profile.abilities, columns: setting.profile.columns },
      nonce: randomBytes(16).toString("hex"),
    };
    this.#held = holdAnswers(setting, known);
    for (const name of new Set(JSON.stringify(this.#steps).match(/\{coupon\d?\}/g)))
      this.#held.saved.set(name.slice(1, -1), setting.nextCoupon());
  }

  async play(): Promise<void> {
    await this.#guarded(() => this.#connect("first", undefined));
    for (const [index, step] of this.#steps.entries()) {
      this.#step = index + 1;
      this.#of = named(step);
      await this.#guarded(() => this.#take(step));
      this.#watch();
    }
    // Whatever is still on its way has come when this is answered.
    if (this.#wire?.open && this.#wire !== this.#wires.get("bare"))
      await this.#guarded(() => this.#call({ send: "agent.status" }, {}));
    this.#watch();
  }

  /** Sales that a dialogue leaves open are nobody's; a departed one leaves them anywhere. */
  async tidy(): Promise<void> {
    const { profile, where } = this.#setting;
    try {
      await this.#setting.agent?.restore();
      if (this.#held.open.size > 0) {
        const wire = this.#wires.get("first");
        const own = wire?.open ? wire : await openWire(where(), profile, this.#patience("agent.status"));
        if (own !== wire) await this.#handshake(own, "pos", undefined);
        const ids = [...this.#held.open].map((transactionId) => {
          const id = own.nextId();
          own.send(id, "transaction.cancel", { transactionId });
          return id;
        });
        for (const id of ids) await own.answer(id, this.#patience("transaction.cancel"));
        if (own !== wire) own.hangUp();
      }
    } catch {
      // What is wrong with the agent is told by the dialogue, or by the next one.
    }
    for (const wire of this.#wires.values()) wire.hangUp();
  }

  async #take(step: Step): Promise<void> {
    if ("send" in step) return this.#send(step);
    if ("atOnce" in step) return this.#sendAtOnce(step.atOnce);
    if ("hears" in step) return this.#hear(step);
    if ("bytes" in step) return this.#sendBytes(step);
    if ("closes" in step) return this.#hungUp();
    if ("connect" in step) return this.#connect(step.connect, step.language);
    if ("crash" in step) {
      if (step.crash === "pos") return this.#wire!.hangUp();
      await this.#setting.agent!.crash();
      return this.#connect("first", undefined);
    }
    if ("journal" in step) {
      const own = this.#setting.agent!;
      const spoken = this.#wire === this.#wires.get("till 8") ? (await own.twoTills()).hasty : own;
      return step.journal === "locked" ? spoken.lockJournal() : spoken.freeJournal();
    }
    if ("hq" in step) return (await this.#setting.agent!.twoTills()).hq(step.hq);
    if (step.scanner === "unplugged") return this.#setting.agent!.unplugScanner();
    if (step.scanner === "plugged") return this.#setting.agent!.plugScanner();
    this.#setting.agent!.scanner!.scan(String(filledAll(step.scanner.reads, this.#held.saved)));
  }

  async #send(step: SendStep): Promise<void> {
    const { times = 1 } = step;
    if (step.unanswered) {
      const params = this.#params(step);
      this.#sent(this.#wire!.nextId(), step, params);
      return;
    }
    const rest: Promise<void>[] = [];
    for (let n = 1; n < times; n += 1) {
      this.#held.saved.set("n", String(n));
      rest.push(this.#call({ send: step.send }, this.#params(step)));
      if (rest.length === WINDOW) await Promise.all(rest.splice(0));
    }
    await Promise.all(rest);
    this.#held.saved.set("n", String(times));
    await this.#call(step, this.#params(step));
  }

  async #sendAtOnce(steps: readonly SendStep[]): Promise<void> {
    await Promise.all(steps.map((step) => this.#call(step, this.#params(step))));
  }

  #params(step: SendStep): Params {
    return this.#held.params(step);
  }

  #sent(id: number, step: SendStep, params: Params): void {
    const wire = this.#wire!;
    this.#note(wire, id, step);
    this.#held.begins(step, params);
    wire.send(id, step.send, params);
  }

  #note(wire: Wire, id: number, { send }: SendStep): void {
    const sent = this.#sentBy.get(wire) ?? new Map();
    this.#sentBy.set(wire, sent.set(id, { step: this.#step, of: send }));
  }

  async #call(step: SendStep, params: Params, until = performance.now() + NEWS_MS): Promise<void> {
    const wire = this.#wire!;
    const id = wire.nextId();
    this.#sent(id, step, params);
    const answer = await wire.answer(id, this.#patience(step.send));
    const isEarly = step.unless?.some((reason) => reason === answer.error?.data.reason) ?? false;
    if (!isEarly || performance.now() > until) return this.#judge(step, params, answer, wire);
    await sleep(AGAIN_MS);
    await this.#call(step, params, until);
  }

  #judge(step: SendStep, params: Params, answer: Answer, { endpoint }: Wire): void {
    const of = { endpoint, language: this.#language };
    this.#depart(step.send, this.#held.found(step, params, answer, of));
  }

  async #hear({ hears: name, params, first }: Extract<Step, { hears: unknown }>): Promise<void> {
    const fits = (notice: { method: string; params: unknown }) =>
      notice.method === name && (first || !mismatch(params, notice.params, this.#held.saved));
    const { found, heard } = await this.#wire!.hears(fits, HEARS_MS + this.#setting.slackMs);
    if (found === undefined) {
      const ofName = heard.filter(({ method }) => method === name).at(-1);
      const other = ofName && mismatch(params, ofName.params, this.#held.saved);
      const nothing = { path: "", expected: params, actual: heard.map(({ method }) => method) };
      return this.#depart(name, { ...(other ?? nothing), advice: "not-heard" });
    }
    const other = mismatch(params, found.params, this.#held.saved);
    this.#depart(name, other && { ...other, advice: "not-heard" });
    this.#depart(name, unsoundNotice(name, found.params));
  }

  async #sendBytes(step: Extract<Step, { bytes: unknown }>): Promise<void> {
    const { bytes } = step;
    const { profile } = this.#setting;
    const wire = this.#wire!;
    if ("calls" in bytes) {
      const said = bytes.calls.map((call) => {
        const id = wire.nextId();
        const params = this.#params(call);
        this.#held.begins(call, params);
        this.#note(wire, id, call);
        return { call, id, params, bytes: bytesOfCall(wire, id, call.send, params) };
      });
      const answers = Promise.all(said.map(({ call, id }) => wire.answer(id, this.#patience(call.send))));
      const all = Buffer.concat(said.map((one) => one.bytes));
      if (bytes.cut === "one-packet") await wire.write(all);
      else for (const byte of all) await wire.write(Buffer.of(byte));
      for (const [index, answer] of (await answers).entries())
        this.#judge(said[index]!.call, said[index]!.params, answer, wire);
      return;
    }
    const id = step.id === undefined ? wire.nextId() : String(filledAll(step.id, this.#held.saved));
    this.#held.saved.set("id", String(id));
    const answer = step.as === undefined ? undefined : wire.answer(id, this.#patience(step.as));
    if ("hurt" in bytes) await wire.write(hurtFrame(profile, bytes.hurt)!);
    else if ("raw" in bytes) await wire.write(bytesIn(bytes.raw));
    else {
      const message = filledAll(bytes.message, this.#held.saved) as typeof bytes.message;
      await wire.write(framingOf(profile.framing).frame(bytesIn(message)));
    }
    if (answer) this.#judge({ send: step.as!, gives: step.gives ?? {} }, {}, await answer, wire);
    if (step.fails) {
      const { error } = await wire.unasked(this.#patience("agent.status"));
      const other = mismatch({ reason: step.fails.reason }, error!.data, this.#held.saved, "error.data");
      this.#depart(this.#of, other && { ...other, advice: "other-refusal" });
    }
    if (step.closes) await this.#hungUp();
    if (step.says === undefined || wire.text().includes(step.says)) return;
    const expected = `a text with "${step.says}"`;
    this.#depart(this.#of, { path: "", expected, actual: wire.text(), advice: "other-value" });
  }

  async #hungUp(): Promise<void> {
    if (await this.#wire!.closes(HEARS_MS + this.#setting.slackMs)) return;
    const [expected, actual] = ["the connection is closed", "it is open"];
    this.#depart(this.#of, { path: "", expected, actual, advice: "not-hung-up" });
  }

  async #connect(to: string, language: Language | undefined): Promise<void> {
    this.#language = language ?? this.#setting.language;
    const name = to === "again" ? "first" : to;
    const known = this.#wires.get(name);
    if (known?.open && (to === "first" || to.startsWith("till "))) {
      this.#wire = known;
      return;
    }
    known?.hangUp();
    const { where, profile, agent } = this.#setting;
    const tills = to.startsWith("till ") ? (await agent!.twoTills()).where : undefined;
    const at = tills?.[to === "till 8" ? 0 : 1] ?? where();
    const wire = await openWire(at, profile, this.#patience("agent.status"));
    this.#wires.set(name, wire);
    this.#wire = wire;
    if (to !== "bare") await this.#handshake(wire, to === "monitor" ? "monitor" : "pos", language);
  }

  async #handshake(wire: Wire, role: "pos" | "monitor", language: Language | undefined): Promise<void> {
    const { profile, language: usual } = this.#setting;
    const nonce = randomBytes(16).toString("hex");
    const hello = {
      nonce,
      role,
      profile: profile.name,
      version: CONTRACT_VERSION,
      language: language ?? usual,
    };
    const ask = async (send: "hello" | "hello.confirm", params: Params) => {
      const id = wire.nextId();
      this.#note(wire, id, { send });
      wire.send(id, send, params);
      this.#judge({ send }, params, await wire.answer(id, this.#patience("agent.status")), wire);
    };
    await ask("hello", hello);
    await ask("hello.confirm", { proof: this.#held.saved.get("proof") });
  }

  /** Throws what the wires have noticed. */
  #watch(): void {
    for (const wire of this.#wires.values()) {
      const trouble = wire.trouble();
      if (trouble) this.#troubled(trouble, wire);
    }
  }

  async #guarded(act: () => Promise<void> | void): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof WireTrouble)) throw error;
      this.#troubled(error.trouble, this.#wire);
    }
  }

  #troubled({ kind, id, actual }: Trouble, wire: Wire | undefined): never {
    const sent = wire && id !== undefined ? this.#sentBy.get(wire)?.get(id) : undefined;
    const { step, of } = sent ?? { step: this.#step, of: this.#of };
    const expected = kind === "answered-twice" ? "one answer" : kind === "other-id" ? id : "an answer";
    const path = kind === "other-id" ? "id" : "";
    throw new Departed({ step, of, path, expected, actual, advice: kind });
  }

  #depart(of: string, found: Finding | undefined): void {
    if (found) throw new Departed({ step: this.#step, of, ...found });
  }

  #patience(method: string): number {
    const deadlines = deadlinesOf(this.#setting.profile, {});
    const own = isCall(method) ? deadlines[calls[method].deadline] : deadlines.lookUpMs;
    return own + this.#setting.slackMs;
  }
}

function bytesIn(content: string | readonly number[]): Uint8Array {
  return typeof content === "string" ? Buffer.from(content) : Uint8Array.from(content);
}

/** What a step does, in one word. */
function named(step: Step): string {
  if ("send" in step) return step.send;
  if ("atOnce" in step) return step.atOnce.map(({ send }) => send).join(" + ");
  if ("hears" in step) return step.hears;
  if ("bytes" in step)
    return "hurt" in step.bytes
      ? step.bytes.hurt
      : "calls" in step.bytes
        ? step.bytes.calls.map(({ send }) => send).join(" + ")
        : "bytes";
  return Object.keys(step)[0]!;
}
