/** The work goes on, but nobody waits for it any more. */
export class OutOfTime extends Error {
  override name = 'OutOfTime';
}

/** What `work` comes to, or OutOfTime after so many milliseconds. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new OutOfTime('no answer in time')), Math.max(0, milliseconds));
  });
  // Its late failure has nobody to tell.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
