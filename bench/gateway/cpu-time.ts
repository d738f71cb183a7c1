import { readdirSync, readFileSync } from 'node:fs';

const millisecondsPerTick = 10;

/**
 * Processor time of a process and all that it has started and not yet waited for, in user and in system mode.
 * @returns milliseconds, in steps of 10
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function cpuTimeOf(root: number): number {
  return treeOf(root).reduce((sum, { ticks }) => sum + ticks, 0) * millisecondsPerTick;
}

/** The same for each of them, by its id. */
export function cpuTimesIn(root: number): ReadonlyMap<number, number> {
  return new Map(treeOf(root).map(({ pid, ticks }) => [pid, ticks * millisecondsPerTick]));
}

/** The folder and name of the program that a process of Node runs, without its arguments. */
export function programOf(pid: number): string {
  const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  const program = args.slice(1).find((arg) => !arg.startsWith('-')) ?? '';
  return program.split('/').slice(-2).join('/');
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

function treeOf(root: number): readonly Stat[] {
  const processes = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? statOf(Number(name)) : []));
  const tree = new Set([root]);
  for (let size = 0; size !== tree.size;) {
    size = tree.size;
    for (const { pid, parent } of processes) if (tree.has(parent)) tree.add(pid);
  }
  return processes.filter(({ pid }) => tree.has(pid));
}

function statOf(pid: number): readonly Stat[] {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return []; // It has ended meanwhile.
  }
  // The name of the program, in brackets, can hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return [{ pid, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }];
}
