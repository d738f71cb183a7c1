import assert from 'node:assert/strict';
import { copyFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { exampleIssues, fixture } from '../support/guests.ts';
import { MeteredGateway } from './support/metered-gateway.ts';

const createIssue = 'mutation Add { createIssue(input: { title: "counted" }) { id } }';

describe('what a gateway has done, as it tells it to monitoring', () => {
  let gateway: MeteredGateway;
  before(async () => {
    gateway = await MeteredGateway.start({
      issues: await exampleIssues(),
      demo: await fixture('misbehaves-on-demand'),
    });
  });
  after(() => gateway[Symbol.asyncDispose]());

  /** How much a figure grows while something is done. */
  const growth = async (
    done: () => Promise<unknown>,
    figures: Readonly<Record<string, readonly [string, Readonly<Record<string, string>>]>>,
  ): Promise<Readonly<Record<string, number>>> => {
    const earlier = await gateway.scrape();
    await done();
    const later = await gateway.scrape();
    return Object.fromEntries(
      Object.entries(figures).map(([key, [name, labels]]) => [
        key,
        later.value(name, labels) - earlier.value(name, labels),
      ]),
    );
  };

  for (const how of ['executed by @apollo/gateway', 'executed by our own means']) {
    it(`counts a mutation ${how} in the gateway, at its subgraph, in the guest and in the database`, async () => {
      const grown = await growth(() => gateway.query(createIssue), {
        requests: ['forgepoint_requests_total', { operation: 'mutation', outcome: 'success' }],
        durations: ['forgepoint_request_duration_seconds_count', { operation: 'mutation' }],
        fetches: ['forgepoint_subgraph_fetch_duration_seconds_count', { subgraph: 'issues' }],
        fetchesOfAnother: ['forgepoint_subgraph_fetch_duration_seconds_count', { subgraph: 'demo' }],
        calls: ['forgepoint_guest_call_duration_seconds_count', { extension: 'issues' }],
        callsOfAnother: ['forgepoint_guest_call_duration_seconds_count', { extension: 'demo' }],
        inFlight: ['forgepoint_requests_in_flight', {}],
      });
      assert.deepEqual(grown, {
        requests: 1,
        durations: 1,
        fetches: 1,
        fetchesOfAnother: 0,
        calls: 1,
        callsOfAnother: 0,
        inFlight: 0,
      });
    });
  }

  it('counts statements, their rows and their time, and the fuel of the guest', async () => {
    await gateway.query('mutation { write(name: "a row") { id } }');
    const grown = await growth(() => gateway.query('{ items { name } }'), {
      statements: ['forgepoint_sql_statement_duration_seconds_count', { extension: 'demo' }],
      seconds: ['forgepoint_sql_statement_duration_seconds_sum', { extension: 'demo' }],
      rows: ['forgepoint_sql_rows_total', { extension: 'demo' }],
      failed: ['forgepoint_sql_statement_errors_total', { extension: 'demo' }],
      fuel: ['forgepoint_guest_fuel_total', { extension: 'demo' }],
    });
    assert.equal(grown['statements'], 1);
    assert.equal(grown['rows'], 1);
    assert.equal(grown['failed'], 0);
    assert.ok((grown['seconds'] ?? 0) > 0);
    assert.ok((grown['fuel'] ?? 0) > 1_000);
  });

  it('counts a statement that is refused as failed', async () => {
    const grown = await growth(() => gateway.query('{ writesInAQuery }'), {
      failed: ['forgepoint_sql_statement_errors_total', { extension: 'demo' }],
      rows: ['forgepoint_sql_rows_total', { extension: 'demo' }],
    });
    assert.deepEqual(grown, { failed: 1, rows: 0 });
  });

  for (const how of ['executed by @apollo/gateway', 'executed by our own means']) {
    it(`counts errors by their codes, for an operation ${how}`, async () => {
      const grown = await growth(() => gateway.query('query Trap { trap }'), {
        requests: ['forgepoint_requests_total', { operation: 'query', outcome: 'errors' }],
        codes: ['forgepoint_request_errors_total', { code: 'EXTENSION_TRAPPED' }],
        calls: ['forgepoint_guest_call_errors_total', { extension: 'demo', code: 'EXTENSION_TRAPPED' }],
      });
      assert.deepEqual(grown, { requests: 1, codes: 1, calls: 1 });
    });
  }

  it('counts what is refused before it is executed', async () => {
    const grown = await growth(
      async () => {
        await gateway.query('{ noSuchField }');
        await gateway.query('{ syntax');
        await fetch(gateway.url, {
          method: 'POST',
          body: 'no json',
          headers: { 'content-type': 'application/json' },
        });
      },
      {
        requests: ['forgepoint_requests_total', { operation: 'unknown', outcome: 'refused' }],
        validation: ['forgepoint_request_errors_total', { code: 'GRAPHQL_VALIDATION_FAILED' }],
        parsing: ['forgepoint_request_errors_total', { code: 'GRAPHQL_PARSE_FAILED' }],
      },
    );
    assert.deepEqual(grown, { requests: 3, validation: 1, parsing: 1 });
  });

  it('tells the size and the delays of each process', async () => {
    const figures = await gateway.scrape();
    for (const labels of [
      { process: 'control', extension: '' },
      { process: 'serving', extension: '' },
      { process: 'core', extension: '' },
      { process: 'host', extension: 'issues' },
      { process: 'host', extension: 'demo' },
    ]) {
      assert.ok(
        figures.value('forgepoint_process_resident_memory_bytes', labels) > 10_000_000,
        labels.process,
      );
      assert.ok(figures.value('forgepoint_process_heap_used_bytes', labels) > 1_000_000, labels.process);
      const longest = figures
        .of('forgepoint_event_loop_delay_seconds')
        .has(
          `forgepoint_event_loop_delay_seconds{process="${labels.process}",extension="${labels.extension}",quantile="1"}`,
        );
      assert.ok(longest, labels.process);
    }
  });

  it('tells the operator of the calls of an extension', async () => {
    await gateway.query('{ fine }');
    await gateway.scrape();
    const calls = gateway.metrics.callsOf('demo');
    assert.ok(calls !== undefined);
    assert.ok(calls.calls > 0 && calls.errors > 0 && calls.fuel > 0);
    assert.ok(calls.p50Ms !== null && calls.p99Ms !== null && calls.p50Ms <= calls.p99Ms);
    assert.equal(gateway.metrics.callsOf('no-such-extension'), undefined);
    assert.equal(gateway.metrics.callsOf('core'), undefined);
  });

  it('keeps what a killed process had counted, and counts that another was started', async () => {
    await gateway.query('{ fine }');
    const ready = gateway.log.waitFor('a ready demo', (line) => isReady(line, 'demo'));
    const { childPid } = await ready;
    const grown = await growth(
      async () => {
        const again = gateway.log.next('demo ready again', (line) => isReady(line, 'demo'));
        process.kill(Number(childPid), 'SIGKILL');
        await again;
        await gateway.query('{ fine }');
      },
      {
        calls: ['forgepoint_guest_call_duration_seconds_count', { extension: 'demo' }],
        restarts: ['forgepoint_subgraph_restarts_total', { subgraph: 'demo' }],
        quarantines: ['forgepoint_subgraph_quarantines_total', { subgraph: 'demo' }],
      },
    );
    assert.deepEqual(grown, { calls: 1, restarts: 1, quarantines: 0 });
  });

  it('goes on counting for an extension that is replaced, and counts the swap', async () => {
    const grown = await growth(
      async () => {
        await gateway.query('{ fine }');
        const stopped = gateway.log.next('an old process of demo that ended', (line) =>
          hasStopped(line, 'demo'),
        );
        await put(gateway, 'demo', await fixture('keeps-values'));
        await stopped;
      },
      {
        calls: ['forgepoint_guest_call_duration_seconds_count', { extension: 'demo' }],
        requests: ['forgepoint_requests_total', { operation: 'query', outcome: 'success' }],
        swaps: ['forgepoint_swap_duration_seconds_count', {}],
      },
    );
    assert.deepEqual(grown, { calls: 1, requests: 1, swaps: 1 });
  });

  it('counts a version that is refused by the code of its refusal', async () => {
    const grown = await growth(
      async () => {
        const refused = gateway.log.next(
          'a refusal',
          ({ state, subgraph }) => state === 'refused' && subgraph === 'demo',
        );
        await writeFile(join(gateway.dir, 'demo.tmp'), 'no component');
        await rename(join(gateway.dir, 'demo.tmp'), join(gateway.dir, 'extensions_dir/demo.wasm'));
        const { code } = await refused;
        assert.equal(code, 'EXTENSION_FILE_INVALID');
      },
      {
        failures: ['forgepoint_swap_failures_total', { code: 'EXTENSION_FILE_INVALID' }],
        swaps: ['forgepoint_swap_duration_seconds_count', {}],
      },
    );
    assert.deepEqual(grown, { failures: 1, swaps: 0 });
  });
});

function isReady(line: Readonly<Record<string, unknown>>, subgraph: string): boolean {
  return line['subgraph'] === subgraph && line['state'] === 'ready';
}

function hasStopped(line: Readonly<Record<string, unknown>>, subgraph: string): boolean {
  return line['subgraph'] === subgraph && line['state'] === 'stopped';
}

/** As a careful operator does: whole, in one step. */
async function put(gateway: MeteredGateway, name: string, component: string): Promise<void> {
  const copy = join(gateway.dir, `${name}.tmp`);
  await copyFile(component, copy);
  await rename(copy, join(gateway.dir, 'extensions_dir', `${name}.wasm`));
}
