/** The host keeps a line of the log to 2 000 characters. */
const maxStackLength = 1_400;

/**
 * Carries out what the author's code does in a call. What it throws goes on, and ends the instance; before that, whoever
 * watches is told where it came from.
 * @param call such as `init` or `Query.issues`
 */
export function traced<Result>(call: string, tell: (line: string) => void, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    // A text is how init refuses to start.
    if (typeof error === 'string') throw error;
    const { name, message, stack } =
      error instanceof Error ? error : { name: 'Thrown', message: String(error), stack: '' };
    const told = { call, name, message, stack: (stack ?? '').slice(0, maxStackLength) };
    tell(`forge:exception ${JSON.stringify(told)}`);
    throw error;
  }
}
