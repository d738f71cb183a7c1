import { join } from 'node:path';
import { loadArtifact } from '@forgepoint/common/admission/artifact.ts';
import { defaultDatabaseLimits } from '@forgepoint/common/database-limits.ts';
import { noGrants } from '@forgepoint/common/extension-grants.ts';
import { defaultLimits } from '@forgepoint/common/extension-limits.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { createLogger } from '@forgepoint/common/logging.ts';
import { StatementCounts } from '@forgepoint/common/metrics/statement-counts.ts';
import type { CallOutcome } from '../../../subgraph-host/component/guest-call.ts';
import { Guest } from '../../../subgraph-host/component/guest.ts';
import { growPagesOf } from '../../../subgraph-host/component/memory-grant.ts';
import { wrapSdl } from '../../../subgraph-host/schema/wrap/wrap-sdl.ts';

/**
 * Hosts admitted mutants one after the other, in the threads that a host has for them, and prints a line of JSON for each.
 * Started with the flags of a host.
 */
const [, , artifacts = '', dataDir = '', ...numbers] = process.argv;
const logger = createLogger('subgraph-host', 'silent');
const fuel = 10_000_000;
const startTimeoutMs = 10_000;

for (const number of numbers) {
  const outcome = await host(number);
  process.stdout.write(`${JSON.stringify({ number: Number(number), outcome })}\n`);
}

async function host(number: string): Promise<string> {
  try {
    const artifact = loadArtifact(join(artifacts, number));
    const limits = { ...defaultLimits, fuelPerCall: fuel, fuelForStart: fuel * 10, callTimeoutMs: 2_000 };
    const guest = await Guest.start({
      settings: {
        extension: 'mutant',
        hostVersion: '0.0.0',
        abiVersion: artifact.abiVersion,
        gluePath: artifact.gluePath,
        modules: new Map([...artifact.modules].map(([file, bytes]) => [file, new WebAssembly.Module(bytes)])),
        databaseFile: join(dataDir, `mutant-${number}.db`),
        durable: false,
        databaseLimits: defaultDatabaseLimits,
        configuration: { schema: null, custom: '{"a": 1}', place: '' },
        permissions: { database: true, log: true, clock: true, random: true },
        limits,
        growPages: growPagesOf('mutant', limits.memoryMb, artifact.initialPages),
        maxResultLength: 1_000_000,
        liveSource: null,
        replaces: false,
      },
      statementCounts: new StatementCounts(),
      onPrepared: () => Promise.resolve(),
      startTimeoutMs,
      logger,
      onLost: () => undefined,
      killProcess: () => process.kill(process.pid, 'SIGKILL'),
    });
    const { info, sdl } = guest.description;
    const wrapped = wrapSdl({
      extension: 'mutant',
      sdl,
      entities: info.entities,
      grants: noGrants,
      repositoryFields: info.repositoryFields,
    });
    const scope = { requestId: 'r', repository: null, user: null };
    const calls = ['pages', 'getAllIssues', 'nothing'].map((field) => ({
      kind: 'root' as const,
      field,
      parentType: 'Query',
      args: '{"id": "1"}',
      scope,
    }));
    const deadline = performance.now() + 20_000;
    const read = await guest.call('read', calls, deadline);
    const write = await guest.call('write', calls.slice(0, 1), deadline);
    await guest.shutdown(2_000);
    return `hosted, ${wrapped.kind}: ${[...read, ...write].map(kindOf).join(', ')}`;
  } catch (error) {
    return ForgeError.from(error, 'EXTENSION_INIT_FAILED').code;
  }
}

function kindOf(outcome: CallOutcome): string {
  return outcome.kind === 'failed' ? outcome.code : outcome.kind;
}
