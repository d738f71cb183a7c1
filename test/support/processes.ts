import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Whether a process runs; a zombie has ended. */
export function isRunning(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
}

/** PIDs of the subgraphs' processes that a gateway has started and that run. */
export function subgraphsOf(gatewayPid: number): readonly number[] {
  const threads = readdirSync(`/proc/${gatewayPid}/task`);
  return threads
    .flatMap((thread) => readFileSync(`/proc/${gatewayPid}/task/${thread}/children`, 'utf8').split(' '))
    .filter((child) => child !== '' && isRunning(Number(child)))
    .filter((child) =>
      /subgraph\/bin\.js|subgraph-host\//.test(readFileSync(`/proc/${child}/cmdline`, 'utf8')),
    )
    .map(Number);
}

/** Resolves when the process has ended; the kernel announces that only to its parent, so it is looked for. */
export async function ended(pid: number): Promise<void> {
  while (isRunning(pid)) await pause(10);
}

/** What a process holds of the machine's memory. */
export function residentMebibytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kibibytes) / 1_024;
}

/** PIDs of all that a process has started, directly or not, and that run. */
export function descendantsOf(pid: number): readonly number[] {
  const threads = readdirSync(`/proc/${pid}/task`);
  const children = threads
    .flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' '))
    .filter((child) => child !== '' && isRunning(Number(child)))
    .map(Number);
  return children.flatMap((child) => [child, ...descendantsOf(child)]);
}
