/** A sleep that can be cut short. */
export interface Alarm {
  /** Ends the sleep, or the next one if nobody sleeps. */
  ring(): void;
  sleep(ms: number): Promise<void>;
}

export function alarm(): Alarm {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async sleep(ms) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = undefined;
      }
      rung = false;
    },
  };
}
