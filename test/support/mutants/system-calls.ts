import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, normalize } from 'node:path';
import { projectRoot } from '../program.ts';

/** Why system calls can't be watched here, or `false`. */
export const cannotWatch: string | false =
  spawnSync('strace', ['-qq', '-o', '/dev/null', process.execPath, '--version']).status === 0
    ? false
    : 'there is no strace here, or it may not trace: install it to have system calls watched';

/** What a program is started by so that its system calls land in a file. */
export function watched(traceFile: string): readonly string[] {
  const calls = '%file,%network,kill,tkill,tgkill,ptrace,process_vm_writev,process_vm_readv,pidfd_open,bpf';
  return ['strace', '-f', '-qq', '-e', `trace=${calls}`, '-o', traceFile];
}

export interface AllowedCalls {
  readonly readable: readonly string[];
  readonly writable: readonly string[];
}

/** What a process of Node reads by itself. */
const systemFiles = [
  `${dirname(process.execPath)}/`,
  '/proc/self/cgroup',
  '/proc/self/maps',
  '/proc/self/stat',
  '/proc/meminfo',
  '/proc/stat',
  '/proc/cpuinfo',
  '/proc/version_signature',
  '/proc/sys/vm/overcommit_memory',
  '/sys/fs/cgroup/',
  '/sys/devices/system/cpu/',
  '/dev/urandom',
  '/dev/null',
  '/etc/ld.so.',
  '/etc/localtime',
  '/etc/ssl/openssl.cnf',
  '/lib/',
  '/lib64/',
  '/usr/lib/',
  '/usr/share/zoneinfo/',
];
const code = [
  'subgraph-host/',
  'common/',
  'node_modules/',
  'package.json',
  'test/package.json',
  'test/support/package.json',
  'test/support/mutants/',
];

/** They tell whether something is there, and the permission model asks for that itself. */
const askingCalls: ReadonlySet<string> = new Set([
  'access',
  'faccessat',
  'faccessat2',
  'getcwd',
  'lstat',
  'newfstatat',
  'readlink',
  'readlinkat',
  'stat',
  'statfs',
  'statx',
  // Of the pipes that it was given.
  'getsockname',
  'getsockopt',
  'setsockopt',
  'shutdown',
  'socketpair',
]);
const changingCalls: ReadonlySet<string> = new Set([
  'chmod',
  'fchmodat',
  'mkdir',
  'mkdirat',
  'unlink',
  'unlinkat',
]);

/** @returns the calls in a trace that are none of a host's, as they stand there */
export function strangeCalls(traceFile: string, { readable, writable }: AllowedCalls): readonly string[] {
  const read = [...systemFiles, ...code.map((name) => `${projectRoot}${name}`), ...readable, ...writable];
  const isIn = (paths: readonly string[], path: string): boolean =>
    paths.some((start) => path.startsWith(start));
  let programs = 0;
  return readFileSync(traceFile, 'utf8')
    .split('\n')
    .filter((line) => {
      const [, call = '', rest = ''] = /^\d+ +([a-z_0-9]+)\((.*)$/.exec(line) ?? [];
      if (call === '' || askingCalls.has(call)) return false;
      const path = normalize(/"((?:[^"\\]|\\.)*)"/.exec(rest)?.[1] ?? '');
      // The first one is the program itself.
      if (call === 'execve') return (programs += 1) > 1;
      if (call === 'open' || call === 'openat') {
        const changes = /O_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND)/.test(rest);
        return !isIn(changes ? [...writable, '/dev/null'] : read, path);
      }
      return !(changingCalls.has(call) && isIn(writable, path));
    });
}
