/** Resolves after so many milliseconds. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Asks again and again until there is an answer; `undefined` and `false` mean not yet.
 * @throws Error that says what was waited for, and what `picture` shows of it.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  options: { readonly timeoutMs?: number; readonly picture?: () => unknown } = {},
): Promise<T> {
  const { timeoutMs = 15_000, picture } = options;
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > deadline) {
      const seen = picture === undefined ? '' : `: ${JSON.stringify(await picture())}`;
      throw new Error(`Waited ${timeoutMs} ms for ${what}${seen}`);
    }
    await pause(40);
  }
}
