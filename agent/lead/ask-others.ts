/** One question to other tills of the store, and the answers of all that answer in time. */

import type { Clocks } from "../../sync/client/surroundings.ts";

export interface AskedOthers<Answer> {
  /**
   * Never rejects. @param say false: there is no connection with it. @param withinMs for how long answers are waited for
   * @param till only this one
   */
  ask(
    say: (to: string, id: number) => boolean,
    withinMs: number,
    till?: string,
  ): Promise<readonly { readonly from: string; readonly answer: Answer }[]>;
  answered(from: string, id: number, answer: Answer): void;
}

export function askedOthers<Answer>(
  reached: () => readonly string[],
  clocks: Pick<Clocks, "later">,
): AskedOthers<Answer> {
  const waiting = new Map<number, { readonly to: string; settle(answer: Answer | undefined): void }>();
  let lastId = 0;

  async function askAt(to: string, say: (to: string, id: number) => boolean, withinMs: number) {
    lastId += 1;
    const id = lastId;
    const { promise: answered, resolve: settle } = Promise.withResolvers<Answer | undefined>();
    waiting.set(id, { to, settle });
    const inTime = clocks.later(() => settle(undefined), Math.max(1, withinMs));
    if (!say(to, id)) settle(undefined);
    const answer = await answered;
    inTime();
    waiting.delete(id);
    return answer === undefined ? [] : [{ from: to, answer }];
  }

  return {
    async ask(say, withinMs, till) {
      const tills = reached().filter((one) => till === undefined || one === till);
      return (await Promise.all(tills.map((to) => askAt(to, say, withinMs)))).flat();
    },
    answered(from, id, answer) {
      const asked = waiting.get(id);
      if (asked?.to === from) asked.settle(answer);
    },
  };
}
