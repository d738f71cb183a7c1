import type { CommandContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatProblem, problemOfError } from '../terminal/problem.ts';
import { RefusedByGateway } from './gateway-client.ts';

/** Tells what the gateway could not do as a problem: the command itself was in order. */
export async function tellRefusal(
  { terminal, exit }: CommandContext,
  json: true | undefined,
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof RefusedByGateway)) throw error;
    const problem = problemOfError(error);
    if (json === true) terminal.json({ problems: [problem] });
    else terminal.result(formatProblem(problem, terminal, 'result'));
    exit(exitCodes.problems.code);
  }
}
