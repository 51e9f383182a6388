/** One thing at a time. */

/** Returns a function that runs jobs one after the other, in the order they came, whether they succeed or not. */
export function inTurn(): <T>(job: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const mine = last.then(job);
    last = mine.catch(() => {});
    return mine;
  };
}
