import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseExtensionName } from '@forgepoint/common/extension-name.ts';
import { admitFile } from '@forgepoint/common/process/run-admission.ts';
import { bundle } from '@forgepoint/cli/build/bundle.ts';
import { componentizeSource } from '@forgepoint/cli/build/componentize-guest.ts';
import { GuestCounts } from '../../subgraph-host/component/guest-counts.ts';
import { HostedExtension } from '../../subgraph-host/hosted-extension.ts';
import { decideRevision } from '@forgepoint/common/permissions/revision.ts';
import { databaseLimitsOf } from '@forgepoint/common/database-limits.ts';
import { defaultLimits } from '@forgepoint/common/extension-limits.ts';
import { noGrants } from '@forgepoint/common/extension-grants.ts';
import { createLogger } from '@forgepoint/common/logging.ts';
import { defaultGrants } from '@forgepoint/common/permissions/permission.ts';

const project = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const saves = 21;
const wholeBuilds = 5;

/** What is saved again and again, and what then stands in the answer. */
interface Loop {
  /** Folder of the example. */
  readonly example: string;
  readonly file: string;
  readonly from: string;
  readonly to: (save: number) => string;
}

const loops: readonly Loop[] = [
  {
    example: 'issues',
    file: 'issue.ts',
    from: '...issue,',
    to: (save) => `...issue, title: 'save ${save}',`,
  },
  {
    example: 'issues-sdk',
    file: 'extension.ts',
    from: 'number, title,',
    to: (save) => `number, 'save ${save}' AS title,`,
  },
];

/**
 * From a save of the examples `issues` and `issues-sdk` to the first answer that shows it, through the real program; and
 * what the same would take if each save were a build: bundling, componentizing, admission, start of the instance.
 */
export async function benchDevLoop(): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'forge-dev-loop-'));
  try {
    symlinkSync(project('node_modules'), join(root, 'node_modules'));
    const lines: string[] = [];
    for (const loop of loops) {
      const folder = join(root, loop.example);
      cpSync(project(`examples/${loop.example}`), folder, { recursive: true });
      rmSync(join(folder, 'tsconfig.json'));
      const sorted = (await saveAndAsk(folder, loop)).toSorted((a, b) => a - b);
      lines.push(
        `forge dev of ${loop.example}, save → new answer, ${saves} saves: median ${median(sorted)} ms, fastest ${Math.round(sorted[0] ?? 0)}, slowest ${Math.round(sorted.at(-1) ?? 0)}`,
      );
    }
    const builds = await buildAndStart(join(root, 'issues'), root);
    const parts = (['bundleMs', 'componentizeMs', 'admitMs', 'startMs'] as const).map(
      (part) => `${part.replace('Ms', '')} ${median(builds.map((build) => build[part]))}`,
    );
    return [
      ...lines,
      `as a build each time, ${wholeBuilds} builds, medians in ms: ${parts.join(', ')}`,
      '',
    ].join('\n');
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function saveAndAsk(folder: string, { file, from, to }: Loop): Promise<readonly number[]> {
  const dev = spawn(process.execPath, [project('cli/bin.js'), 'dev', folder, '--port', '0', '--in-memory'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines = createInterface({ input: dev.stderr })[Symbol.asyncIterator]();
  const untilLine = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) throw new Error('forge dev has ended');
      const match = pattern.exec(value);
      if (match !== null) return match;
    }
  };
  try {
    const url = (await untilLine(/^serving (\S+)/))[1] ?? '';
    await untilLine(/^loaded/);
    const source = join(folder, file);
    const original = readFileSync(source, 'utf8');
    await post(url, 'mutation { createIssue(input: { title: "a" }) { id } }');
    const times: number[] = [];
    for (let save = 1; save <= saves; save += 1) {
      const started = performance.now();
      writeFileSync(source, original.replace(from, to(save)));
      while (!(await post(url, '{ getIssue(id: "issue-1") { title } }')).includes(`"save ${save}"`));
      times.push(performance.now() - started);
      await untilLine(/^loaded/);
    }
    return times;
  } finally {
    dev.kill('SIGTERM');
  }
}

async function post(url: string, query: string): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.text();
}

interface BuildTimes {
  readonly bundleMs: number;
  readonly componentizeMs: number;
  readonly admitMs: number;
  readonly startMs: number;
}

async function buildAndStart(folder: string, root: string): Promise<readonly BuildTimes[]> {
  const times: BuildTimes[] = [];
  for (let build = 0; build < wholeBuilds; build += 1) {
    const t0 = performance.now();
    const bundled = await bundle(join(folder, 'extension.ts'), {
      format: 'esm',
      interfaceVersion: '0.2.0',
    });
    if (bundled.kind === 'failed') throw new Error(JSON.stringify(bundled.problems));
    const t1 = performance.now();
    // Another one each time: what was admitted before would not be admitted again.
    const source = `${bundled.bundle.code}\n// ${build}`;
    const component = await componentizeSource(source, {
      interfaceVersion: '0.2.0',
      world: 'extension',
      optSize: false,
    });
    const t2 = performance.now();
    const file = join(root, 'issues.wasm');
    writeFileSync(file, component);
    const admitted = await admit(file, root);
    const t3 = performance.now();
    const hosted = await start(admitted, root);
    const t4 = performance.now();
    await hosted.shutdown(1_000);
    times.push({ bundleMs: t1 - t0, componentizeMs: t2 - t1, admitMs: t3 - t2, startMs: t4 - t3 });
  }
  return times;
}

const extension = parseExtensionName('issues');

function admit(file: string, root: string): ReturnType<typeof admitFile> {
  return admitFile({
    program: project('subgraph-host/admission/main.ts'),
    file,
    extension,
    storeDir: join(root, 'store'),
    cacheDir: join(root, 'cache'),
    timeoutMs: 60_000,
  });
}

async function start(
  admitted: Awaited<ReturnType<typeof admitFile>>,
  root: string,
): Promise<HostedExtension> {
  const revision = decideRevision(
    extension,
    admitted,
    {
      permissions: defaultGrants,
      limits: defaultLimits,
      grants: noGrants,
      customConfig: null,
      configPlace: 'nowhere',
      howToGrant: () => '',
    },
    'bench',
  );
  const failed = (error: Error): void => {
    throw error;
  };
  return HostedExtension.start({
    extension,
    artifactDir: admitted.artifactDir,
    dataDir: root,
    durable: false,
    databaseLimits: databaseLimitsOf(revision.limits.databaseMb),
    configuration: revision.configuration,
    permissions: revision.permissions,
    limits: revision.limits,
    grants: noGrants,
    startTimeoutMs: 30_000,
    logger: createLogger('bench', 'silent'),
    counts: new GuestCounts(),
    onLost: failed,
    killProcess: failed,
  });
}

/** Whole milliseconds. */
function median(values: readonly number[]): number {
  return Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);
}
