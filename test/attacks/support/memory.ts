import { readFileSync, readdirSync } from 'node:fs';
import { constants } from 'node:os';

/**
 * Lets a program of the gateway collect its garbage when it gets SIGUSR2: otherwise V8 does so when it likes. Hosts get
 * nothing of this; they collect when they are idle.
 */
export const collectingOnSignal: Readonly<Record<string, string>> = {
  NODE_OPTIONS: `--expose-gc --import=data:text/javascript,${encodeURIComponent("process.on('SIGUSR2',()=>gc())")}`,
};

/** Mebibytes that each part of a running forge holds. */
export interface Held {
  /** The process that supervises, the one that serves clients and the one that stands by. */
  readonly gateway: number;
  /** By the name of the subgraph. */
  readonly hosts: Readonly<Record<string, number>>;
}

/**
 * Counts anonymous memory: heaps, memories of WebAssembly, stacks, shared buffers, whether swapped out or not. Code and mapped
 * files are left out: the kernel shares them among all processes, and takes them back when it likes.
 * @param subgraphs PIDs by name
 */
export function heldBy(gatewayPid: number, subgraphs: ReadonlyMap<string, number>): Held {
  const hosts = [...subgraphs].map(([name, pid]) => [name, anonymousMebibytes(pid)] as const);
  return {
    gateway: programsOfGateway(gatewayPid).reduce((sum, pid) => sum + anonymousMebibytes(pid), 0),
    hosts: Object.fromEntries(hosts),
  };
}

export function collectGarbage(gatewayPid: number): void {
  // One that has just started doesn't listen yet, and would be ended.
  for (const pid of programsOfGateway(gatewayPid)) if (catchesSignal(pid)) process.kill(pid, 'SIGUSR2');
}

export function totalOf({ gateway, hosts }: Held): number {
  return Object.values(hosts).reduce((sum, mebibytes) => sum + mebibytes, gateway);
}

function programsOfGateway(pid: number): readonly number[] {
  const serving = childrenOf(pid).filter((child) => commandOf(child).includes('/gateway/serving/'));
  return [pid, ...serving];
}

function childrenOf(pid: number): readonly number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
      .split(' ')
      .filter((child) => child !== '')
      .map(Number),
  );
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // It has ended in between.
    return '';
  }
}

/** Whether SIGUSR2 has a handler. @see proc_pid_status(5) */
function catchesSignal(pid: number): boolean {
  const caught = /^SigCgt:\s+([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return (BigInt(`0x${caught}`) & (1n << BigInt(constants.signals.SIGUSR2 - 1))) !== 0n;
}

function anonymousMebibytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kibibytes = ['RssAnon', 'RssShmem', 'VmSwap'].map((name) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0),
  );
  return kibibytes.reduce((sum, part) => sum + part, 0) / 1_024;
}
