import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { admissionPolicy } from '@forgepoint/common/admission/policy.ts';
import { noGrants } from '@forgepoint/common/extension-grants.ts';
import { wholeRepository } from '@forgepoint/common/schema/repository-record.ts';
import { buildGuest } from '@forgepoint/cli/build/build-guest.ts';
import { jailEnvironment, jailFlags } from '@forgepoint/common/process/host-jail.ts';
import { withCanonicalNames } from '../../subgraph-host/admission/canonical-names.ts';
import { finishModules } from '../../subgraph-host/admission/finish-modules.ts';
import { capModule, measureModules } from '../../subgraph-host/admission/memory-cap.ts';
import { refuseFor } from '../../subgraph-host/admission/refusal.ts';
import { transpileComponent } from '../../subgraph-host/admission/transpile-component.ts';
import { wrapSdl } from '../../subgraph-host/schema/wrap/wrap-sdl.ts';
import { withoutCustomSections } from '../../subgraph-host/wasm-binary/custom-sections.ts';
import { median } from '../interleaved.ts';
import { defences, operations, type BuiltGuest, type Defence, type Operation } from './defences.ts';

const project = fileURLToPath(new URL('../../', import.meta.url));
const rounds = 25;
/** Requests that are measured at once. */
const times: Readonly<Record<Operation, number>> = { 'empty call': 120, 'one row': 100, '100 rows': 12 };

const variants: Readonly<Record<string, readonly Defence[]>> = {
  none: [],
  ...Object.fromEntries(defences.map((defence) => [defence, [defence]])),
  'all but fuel': defences.filter((defence) => defence !== 'fuel'),
  all: defences,
};

/** What each defence costs a request, alone and together. @returns a table */
export async function benchDefences(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'forgepoint-bench-'));
  const processes = new Map<string, ChildProcess>();
  try {
    const guest = await build(folder);
    const flags = jailFlags({
      program: 'subgraph-host',
      read: ['bench', 'gateway'].map((name) => join(project, name)),
      write: [folder],
      worker: true,
      memoryMb: 64,
    });
    // All have the same engine, with the same limits of its heaps.
    const ofEngine = flags.filter((flag) => !/^--(?:permission|allow-|no-experimental)/.test(flag));
    // A process for each, so that all are equally warm.
    for (const [name, on] of Object.entries(variants)) {
      processes.set(name, await start(folder, guest, on.includes('jail') ? flags : ofEngine));
    }
    const lines = ['| Defence | empty call | one row | 100 rows |', '| --- | --- | --- | --- |'];
    const columns: Record<string, string>[] = [];
    for (const operation of Object.keys(operations) as Operation[]) {
      columns.push(await measureAll(operation, processes));
    }
    for (const name of Object.keys(variants))
      lines.push(`| ${[name, ...columns.map((column) => column[name])].join(' | ')} |`);
    return `${lines.join('\n')}\n`;
  } finally {
    for (const one of processes.values()) one.removeAllListeners('exit').kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureAll(
  operation: Operation,
  processes: ReadonlyMap<string, ChildProcess>,
): Promise<Record<string, string>> {
  const names = Object.keys(variants);
  const run = async (name: string): Promise<number> => {
    const subprocess = processes.get(name);
    if (subprocess === undefined) throw new Error(`there is no process for ${name}`);
    return ask(subprocess, { on: variants[name] ?? [], operation, times: times[operation] });
  };
  for (let warmUp = 0; warmUp < 12; warmUp += 1) for (const name of names) await run(name);
  const measured = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    // Another one begins in every round.
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(turn + round * 5) % names.length] ?? '';
      measured.get(name)?.push(await run(name));
    }
  }
  const base = measured.get('none') ?? [];
  return Object.fromEntries(
    [...measured].map(([name, values]) => {
      const micros = ((median(values) * 1_000) / times[operation]).toFixed(0);
      const ratio = median(values.map((value, round) => value / (base[round] ?? Number.NaN)));
      return [name, `${micros} µs (${ratio.toFixed(3)})`];
    }),
  );
}

async function ask(subprocess: ChildProcess, measurement: object): Promise<number> {
  const answered = once(subprocess, 'message');
  subprocess.send(measurement);
  const [answer] = (await answered) as [{ cpuMs?: number; error?: string }];
  if (answer.cpuMs === undefined) throw new Error(answer.error);
  return answer.cpuMs;
}

async function start(folder: string, guest: BuiltGuest, flags: readonly string[]): Promise<ChildProcess> {
  const subprocess = fork(
    fileURLToPath(new URL('./request-process.ts', import.meta.url)),
    [folder, JSON.stringify(guest)],
    {
      execArgv: [...flags],
      env: { ...jailEnvironment },
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  subprocess.once('exit', () => {
    throw new Error('a process of the benchmark has ended');
  });
  await once(subprocess, 'message');
  return subprocess;
}

async function build(folder: string): Promise<BuiltGuest> {
  const refuse = refuseFor('serves');
  const outFile = join(folder, 'serves.wasm');
  const entry = join(project, 'bench/guests/serves.ts');
  await buildGuest({ entry, outFile, recordFile: join(folder, 'serves.json') });
  const component = withCanonicalNames(withoutCustomSections(readFileSync(outFile)));
  const { glue, modules } = await transpileComponent(component, refuse);
  const beginning = measureModules(modules.values(), admissionPolicy, refuse);
  const gluePath = join(folder, 'component.mjs');
  writeFileSync(gluePath, glue);
  const write = (name: string, files: ReadonlyMap<string, Uint8Array>): string => {
    const path = join(folder, name);
    mkdirSync(path);
    for (const [file, bytes] of files) writeFileSync(join(path, file), bytes);
    return path;
  };
  const capped = new Map(
    [...modules].map(([file, bytes]) => [file, capModule(bytes, beginning, admissionPolicy)]),
  );
  return {
    glue: gluePath,
    folders: {
      plain: write('plain', modules),
      capped: write('capped', capped),
      metered: write('metered', finishModules(modules, refuse).modules),
    },
    sdl: wrappedSdl(readFileSync(entry, 'utf8')),
  };
}

/** The guest's own SDL, wrapped as a host does it. */
function wrappedSdl(source: string): string {
  const sdl = /const schema = `([^`]*)`/.exec(source)?.[1] ?? '';
  const wrapped = wrapSdl({
    extension: 'serves',
    sdl,
    entities: [],
    grants: noGrants,
    repositoryFields: wholeRepository,
  });
  if (wrapped.kind === 'refused') throw new Error(JSON.stringify(wrapped.problems));
  return wrapped.plan.sdl;
}
