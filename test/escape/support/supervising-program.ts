import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLogger } from '@forgepoint/common/logging.ts';
import { SubgraphRecord } from '../../../gateway/observability/subgraph-record.ts';
import { SubgraphProcess } from '../../../gateway/supervisor/subgraph-process.ts';

/**
 * Supervises one hostile process as the gateway does, until that has ended once, and logs how it ended and what it cost:
 * `peakMebibytes` of memory beyond what this program began with.
 */
const [, , behaviour = ''] = process.argv;
const logger = createLogger('gateway', 'info');
const rss = (): number => process.memoryUsage.rss() / 1024 ** 2;
const base = rss();
let peak = base;
const sampling = setInterval(() => {
  peak = Math.max(peak, rss());
}, 5);

const subgraph = await SubgraphProcess.start({
  name: 'demo',
  socketPath: join(tmpdir(), `forgepoint-escape-${process.pid}.sock`),
  child: {
    // Node gives what follows the program’s file to that.
    entry: behaviour,
    flags: [fileURLToPath(new URL('hostile-process.ts', import.meta.url))],
    environment: {},
    folder: tmpdir(),
    user: undefined,
    boot: {
      program: 'core-subgraph',
      databaseDir: tmpdir(),
      durable: false,
      internalToken: 'x',
      logLevel: 'info',
    },
  },
  policy: { firstDelayMs: 60_000, maxDelayMs: 60_000, crashBudget: 2, windowMs: 60_000 },
  random: () => 0.5,
  replaces: false,
  startTimeoutMs: 30_000,
  logger,
  observer: new SubgraphRecord(),
  labels: {},
  onState: (state) => {
    if (state.phase !== 'backing-off') return;
    clearInterval(sampling);
    logger.info({ error: state.error, peakMebibytes: Math.round(peak - base) }, 'the process ended');
    setImmediate(() => void subgraph.stop());
  },
});
