import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createLogger } from '@forgepoint/common/logging.ts';
import { relayOutput } from '../../../gateway/supervisor/relay-output.ts';

/** Starts a hostile child and relays what it prints, as the supervisor does. */
const child = spawn(
  process.execPath,
  [fileURLToPath(new URL('hostile-child.ts', import.meta.url)), process.argv[2] ?? ''],
  { stdio: ['ignore', 'pipe', 'pipe'] },
);
relayOutput(child.stdout, child.stderr, {
  logger: createLogger('gateway', 'info'),
  labels: { program: 'subgraph-host', pid: child.pid ?? 0, subgraph: 'demo', extension: 'demo' },
});
