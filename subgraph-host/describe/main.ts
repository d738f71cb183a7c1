import { databaseLimitsOf } from '@forgepoint/common/database-limits.ts';
import { ForgeError } from '@forgepoint/common/forge-error.ts';
import { createLogger } from '@forgepoint/common/logging.ts';
import type { DescribeAnswer, DescribeJob } from '@forgepoint/common/process/describe-messages.ts';
import { GuestCounts } from '../component/guest-counts.ts';
import { memoryWall, overMemory, watchMemory } from '../component/memory-wall.ts';
import { startGuest, wrapGuest } from '../start-guest.ts';

/**
 * Starts one admitted component, asks it for its description and its SDL, and ends. The job comes over the IPC channel,
 * and so does the answer; what the guest logs goes to standard output, as in a host.
 */
const shutdownGraceMs = 1_000;

async function describe(job: DescribeJob): Promise<DescribeAnswer> {
  const { extension } = job;
  const giveUp = (error: ForgeError): void => answer({ kind: 'failed', error: error.toWire() });
  watchMemory(memoryWall, (mebibytes) => giveUp(overMemory(extension, mebibytes)));
  try {
    const { guest, abiVersion } = await startGuest({
      ...job,
      durable: false,
      databaseLimits: databaseLimitsOf(job.limits.databaseMb),
      logger: createLogger('subgraph-host', 'debug').child({ extension }),
      counts: new GuestCounts(),
      onLost: giveUp,
      killProcess: giveUp,
    });
    const { description } = guest;
    const wrapped = wrapGuest(extension, description, job.grants);
    await guest.shutdown(shutdownGraceMs);
    return {
      kind: 'described',
      info: { ...description.info, abiVersion },
      sdl: description.sdl,
      wrapped: wrapped.kind === 'wrapped' ? { kind: 'wrapped', sdl: wrapped.plan.sdl } : wrapped,
    };
  } catch (error) {
    return {
      kind: 'failed',
      error: ForgeError.from(error, 'EXTENSION_INIT_FAILED', { extension }).toWire(),
    };
  }
}

/** Not by process.exit(): the guest's thread may be inside of SQLite, and that would be waited for. */
function answer(message: DescribeAnswer): void {
  process.send?.(message, undefined, {}, () => process.kill(process.pid, 'SIGKILL'));
}

process.once('message', (job: DescribeJob) => void describe(job).then(answer));
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
