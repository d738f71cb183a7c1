import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { defaultLimits } from '@forgepoint/common/extension-limits.ts';
import { extensionNameOfFile } from '@forgepoint/common/extension-name.ts';
import { defaultGrants } from '@forgepoint/common/permissions/permission.ts';
import { decideRevision } from '@forgepoint/common/permissions/revision.ts';
import { admitFile } from '@forgepoint/common/process/run-admission.ts';
import { hostVersion } from '@forgepoint/common/version.ts';
import { startInProcess } from '../../subgraph-host/in-process/start-in-process.ts';
import { TestClock } from './clock.ts';
import type { LoadOptions, LogLine } from './options.ts';
import { seededRandom } from './random.ts';
import { sourcePlaces } from './source-places.ts';
import { LoadedExtension } from './loaded-extension.ts';
import type { TestExtension } from './test-extension.ts';

const admissionTimeoutMs = 120_000;
const admissionProgram = new URL('../../subgraph-host/admission/main.ts', import.meta.url);

/**
 * Loads a component as a host does: it is admitted in a jailed process, and runs on a real database, which is thrown
 * away at the end. Time and random numbers are the test's.
 *
 * await using extension = await loadExtension('dist/issues.wasm', { now: '2026-01-31T09:30:00Z' });
 * @throws Error that says why the host would not run it, and what to do
 */
export async function loadExtension(
  file: string | URL,
  {
    config,
    now = '2026-01-01T00:00:00Z',
    seed = 1,
    user = null,
    repositories = [],
    fuelPerCall,
    cacheDir,
  }: LoadOptions = {},
): Promise<TestExtension> {
  const path = file instanceof URL ? fileURLToPath(file) : resolve(file);
  const extension = extensionNameOfFile(basename(path));
  const kept = resolve(cacheDir ?? '.forge');
  const admitted = await admitFile({
    program: admissionProgram,
    file: path,
    extension,
    storeDir: privateFolder(join(kept, 'store')),
    cacheDir: privateFolder(join(kept, 'cache')),
    timeoutMs: admissionTimeoutMs,
  });
  const revision = decideRevision(
    extension,
    admitted,
    {
      permissions: defaultGrants,
      limits: { ...defaultLimits, fuelPerCall: fuelPerCall ?? defaultLimits.fuelPerCall },
      grants: {},
      customConfig: config === undefined ? null : JSON.stringify(config),
      configPlace: 'the option "config" of loadExtension',
      howToGrant: (permission) => `Grant ${permission}.`,
    },
    hostVersion,
  );
  const clock = new TestClock(now);
  const logs: LogLine[] = [];
  const placed = sourcePlaces(path);
  const host = (level: LogLine['level'], message: string, fields: LogLine['fields']): void =>
    void logs.push({ level, message, fields, source: 'host' });
  const dataDir = mkdtempSync(join(tmpdir(), 'forgepoint-test-'));
  const removeData = (): void => rmSync(dataDir, { recursive: true, force: true });
  try {
    const running = await startInProcess({
      extension,
      artifactDir: admitted.artifactDir,
      dataDir,
      revision,
      clock: { nowMs: () => clock.now().getTime(), monotonicNs: () => clock.passedNs() },
      random: seededRandom(seed),
      onLog: ({ level, message, fields }) =>
        void logs.push({ level, message, fields: placed(fields ?? {}), source: 'extension' }),
      onDiscard: ({ code, message }) => host('warn', message, { code }),
      logger: pino(
        { level: 'warn', base: null },
        { write: (line: string) => host('error', line.trim(), {}) },
      ),
    });
    return new LoadedExtension({ running, removeData, clock, logs, user, repositories });
  } catch (error) {
    removeData();
    throw error;
  }
}

/** What is admitted here is run, so nobody else may write there. */
function privateFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
  return path;
}
