/** Waits for the workers to come to something; a generous limit, because nothing here asserts a time. */
export async function until<T>(
  what: string,
  look: () => Promise<T | false | null | undefined>,
  limitMs = 45_000,
): Promise<T> {
  for (let waited = 0; waited < limitMs; waited += 50) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`this did not happen: ${what}`);
}
