import { setTimeout as pause } from 'node:timers/promises';
import type { Gateway } from '../../support/gateway.ts';

/** A process that was ready for so long had recovered: its end begins no row of crashes. */
const recoveredMs = 1_000;

/** Kills the process of a subgraph. @returns milliseconds until the next was ready. @throws Error when it is left alone */
export async function killHost(gateway: Gateway, subgraph: string): Promise<number> {
  const pid = await gateway.pidOf(subgraph);
  const next = gateway.program.log.next(
    `the next state of ${subgraph}`,
    (line) =>
      line['subgraph'] === subgraph && ['ready', 'quarantined', 'refused'].includes(String(line['state'])),
  );
  const started = performance.now();
  process.kill(pid, 'SIGKILL');
  const line = await next;
  if (line['state'] !== 'ready') throw new Error(`it is not started again: ${JSON.stringify(line)}`);
  return performance.now() - started;
}

/** Waits until the process of a subgraph that has just become ready counts as recovered. */
export async function recovered(): Promise<void> {
  await pause(recoveredMs);
}
