import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { createLogger } from '@forgepoint/common/logging.ts';
import { SubgraphRecord } from '../../gateway/observability/subgraph-record.ts';
import type { ProcessState } from '../../gateway/supervisor/process-state.ts';
import { SubgraphProcess } from '../../gateway/supervisor/subgraph-process.ts';
import { ended } from '../support/processes.ts';

const dir = mkdtempSync(join(tmpdir(), 'forgepoint-test-'));
after(() => rmSync(dir, { recursive: true, force: true }));

/** Runs a program as a subgraph. @returns the states until one that lasts, and the process */
async function run(program: string): Promise<{ states: readonly ProcessState[]; subgraph: SubgraphProcess }> {
  const entry = join(dir, `${crypto.randomUUID()}.mjs`);
  writeFileSync(entry, program);
  const states: ProcessState[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const subgraph = await SubgraphProcess.start({
    name: 'mute',
    replaces: false,
    labels: {},
    socketPath: join(dir, `${crypto.randomUUID().slice(0, 8)}.sock`),
    child: {
      entry,
      flags: [],
      environment: {},
      folder: dir,
      user: undefined,
      boot: {
        program: 'core-subgraph',
        databaseDir: dir,
        durable: false,
        internalToken: '',
        logLevel: 'silent',
      },
    },
    policy: { firstDelayMs: 1, maxDelayMs: 1, crashBudget: 3, windowMs: 60_000 },
    random: () => 0,
    startTimeoutMs: 500,
    logger: createLogger('test', 'silent'),
    observer: new SubgraphRecord(),
    onState: (state) => {
      states.push(state);
      if (state.phase === 'refused' || state.phase === 'quarantined') resolve();
    },
  });
  await promise;
  return { states, subgraph };
}

describe('a process of a subgraph', () => {
  it('that never says that it is ready is ended and refused, and holds up nobody again', async () => {
    const { states, subgraph } = await run(
      'setInterval(() => undefined, 1_000); process.on("SIGTERM", () => undefined);',
    );
    assert.deepEqual(
      states.map(({ phase }) => phase),
      ['starting', 'refused'],
    );
    const [first, last] = states;
    assert.ok(first?.phase === 'starting' && last?.phase === 'refused');
    assert.equal(last.error.code, 'SUBGRAPH_START_FAILED');
    assert.match(last.error.message, /"mute" was not ready within 500 ms/);
    assert.match(last.error.remedy ?? '', /Restart the gateway/);
    await ended(first.pid);
    await subgraph.stop();
  });

  it('that says something else is ended for it', async () => {
    const { states, subgraph } = await run(
      'process.send({ type: "ready", sdl: 7 }); setInterval(() => undefined, 1_000);',
    );
    const [, crash] = states;
    assert.ok(crash?.phase === 'backing-off');
    assert.equal(crash.error.code, 'SUBGRAPH_MISBEHAVED');
    assert.equal(states.at(-1)?.phase, 'quarantined');
    await subgraph.stop();
  });

  it('that ends again and again is left alone, and told of once', async () => {
    const { states, subgraph } = await run('process.exit(3);');
    assert.deepEqual(
      states.map(({ phase }) => phase),
      ['starting', 'backing-off', 'starting', 'backing-off', 'starting', 'quarantined'],
    );
    const crash = states[1];
    assert.ok(crash?.phase === 'backing-off');
    assert.equal(crash.error.code, 'SUBGRAPH_START_FAILED');
    assert.match(crash.error.message, /ended with the code 3 before it was ready/);
    const last = states.at(-1);
    assert.ok(last?.phase === 'quarantined');
    assert.equal(last.error.code, 'SUBGRAPH_QUARANTINED');
    await subgraph.stop();
  });
});
