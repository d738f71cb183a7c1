import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GuestCall } from '../../subgraph-host/component/guest-call.ts';
import type { Instance } from '../../subgraph-host/component/worker/instance.ts';
import type { ExtensionDatabase } from '../../subgraph-host/storage/extension-database.ts';
import { compare } from '../interleaved.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { computingTwins } from './computing-module.ts';
import {
  runGuest,
  transpileBuilt,
  transpileGuest,
  type RunningGuest,
  type Transpiled,
} from './running-guest.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));
/** Built by `npm run build:rust`. */
const rustGuest = join(project, '.forge/rust/issues.wasm');
const rounds = 31;
const fuel = 10n ** 15n;

interface Workload {
  readonly name: string;
  readonly guest: 'issues' | 'issues in Rust' | 'computes';
  readonly call: GuestCall;
  /** Calls that are measured at once. */
  readonly times: number;
}

const workloads: readonly Workload[] = [
  { name: 'issues: getIssue', guest: 'issues', call: query('getIssue', { id: 'issue-7' }), times: 400 },
  { name: 'issues: getAllIssues, 100 rows', guest: 'issues', call: query('getAllIssues', {}), times: 20 },
  {
    name: 'issues in Rust: getIssue',
    guest: 'issues in Rust',
    call: query('getIssue', { id: 'issue-7' }),
    times: 800,
  },
  {
    name: 'issues in Rust: getAllIssues, 100 rows',
    guest: 'issues in Rust',
    call: query('getAllIssues', {}),
    times: 40,
  },
  { name: 'a loop of JavaScript', guest: 'computes', call: query('work', { steps: 50_000 }), times: 4 },
];

/** What metering costs a guest. @returns a table */
export async function benchFuel(): Promise<string> {
  using folder = temporaryFolder();
  const lines = [
    '| Guest and call | without | with fuel | ratio | fuel per call | per unit |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  const built = (name: string, entry: string): Promise<Twins> =>
    transpileGuest(join(project, entry), '0.2.0', join(folder.path, name)).then((guest) =>
      twins(name, guest, folder.path),
    );
  const guests = {
    issues: await built('issues', 'examples/issues/extension.ts'),
    computes: await built('computes', 'bench/guests/computes.ts'),
    'issues in Rust': existsSync(rustGuest)
      ? await twins('rust', await transpileBuilt(rustGuest, '0.2.0'), folder.path)
      : undefined,
  };
  for (const { name, guest, call, times } of workloads) {
    const running = guests[guest];
    if (running === undefined) {
      lines.push(`| ${name} | not measured: \`npm run build:rust\` builds it | | | | |`);
      continue;
    }
    const { plain, metered } = running;
    lines.push(
      line(
        name,
        times,
        () => plain.run(call, times),
        () => metered.run(call, times),
      ),
    );
  }
  const { plain, metered } = await computingTwins();
  lines.push(
    line(
      'sorting by hand-written WebAssembly',
      20,
      () => plain.run(20),
      () => metered.run(20),
    ),
  );
  return `${lines.join('\n')}\n`;
}

/** @param metered returns the fuel that was used */
function line(name: string, times: number, plain: () => void, metered: () => number): string {
  const used = metered() / times;
  const { baseMs, otherMs, ratio } = compare(rounds, plain, metered);
  const micros = (ms: number): string => `${((ms * 1_000) / times).toFixed(0)} µs`;
  const nsPerUnit = (otherMs * 1_000_000) / times / used;
  return `| ${name} | ${micros(baseMs)} | ${micros(otherMs)} | ${ratio.toFixed(3)} | ${Math.round(used)} | ${nsPerUnit.toFixed(2)} ns |`;
}

interface Running {
  /** @returns the fuel that was used */
  run(call: GuestCall, times: number): number;
}

/** The same guest twice, from one transpilation: with its core modules as they are, and metered. */
type Twins = Readonly<Record<'plain' | 'metered', Running>>;

async function twins(name: string, guest: Transpiled, folder: string): Promise<Twins> {
  return {
    plain: start(await runGuest(guest, guest.plain, join(folder, `${name}-plain.db`))),
    metered: start(await runGuest(guest, guest.metered, join(folder, `${name}-metered.db`))),
  };
}

function start({ instance, parts: { counters, database } }: RunningGuest): Running {
  counters.begin(fuel);
  fill(instance, database);
  return {
    run: (call, times) => {
      counters.begin(fuel);
      for (let time = 0; time < times; time += 1) instance.resolve([call], noop);
      return counters.end();
    },
  };
}

/** With 100 issues, if it is the guest that has some. */
function fill(instance: Instance, database: ExtensionDatabase): void {
  database.begin('write');
  for (let number = 0; number < 100; number += 1) {
    const input = { title: `Issue number ${number}`, description: 'Something is wrong here' };
    instance.resolve([query('createIssue', { input }, 'Mutation')], noop);
  }
  database.end(true);
  database.begin('read');
}

function query(field: string, args: object, parentType = 'Query'): GuestCall {
  return {
    kind: 'root',
    field,
    parentType,
    args: JSON.stringify(args),
    scope: { requestId: 'bench', repository: null, user: null },
  };
}

function noop(): void {
  // The fuel is given for many calls at once.
}
