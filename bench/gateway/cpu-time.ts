import { readdirSync, readFileSync } from 'node:fs';

const millisecondsPerTick = 10;

/**
 * Processor time of a process and all that it has started and not yet waited for, in user and in system mode.
 * @returns milliseconds, in steps of 10
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function cpuTimeOf(root: number): number {
  const processes = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? statOf(Number(name)) : []));
  const tree = new Set([root]);
  for (let size = 0; size !== tree.size;) {
    size = tree.size;
    for (const { pid, parent } of processes) if (tree.has(parent)) tree.add(pid);
  }
  return (
    processes.reduce((sum, { pid, ticks }) => (tree.has(pid) ? sum + ticks : sum), 0) * millisecondsPerTick
  );
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
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
