import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { parse } from 'graphql';
import { fileOf, put, refuse, replace } from '../hot-reload/support/extension-files.ts';
import { Versions } from '../hot-reload/support/versions.ts';
import { Gateway } from '../support/gateway.ts';
import { exampleIssues, fixture } from '../support/guests.ts';
import { Operator } from './support/operator.ts';

describe('an operator’s view of a gateway, and what can be done to its extensions', () => {
  let gateway: Gateway;
  let operator: Operator;
  let versions: Versions;
  before(async () => {
    versions = await Versions.build();
    gateway = await Gateway.start({
      extensions: { issues: await exampleIssues(), labels: await fixture('labels') },
      config: { extensions: { issues: { memoryMb: 32 }, wiki: { enabled: false } } },
    });
    await put(gateway, 'wiki', versions.component(1));
    await put(gateway, 'notes', versions.component(1));
    await gateway.pidOf('notes');
    operator = await Operator.of(gateway);
    await operator.order('notes', 'reload');
  });
  after(() => gateway[Symbol.asyncDispose]());

  const issues = async () => (await operator.get('/v1/extensions/issues')).json;
  const notes = async () => (await operator.get('/v1/extensions/notes')).json;

  it('shows of an extension what runs, with which rights, in which process', async () => {
    const digest = createHash('sha256')
      .update(readFileSync(fileOf(gateway, 'issues')))
      .digest('hex');
    const { memoryBytes, revision, lastError, calls, ...shown } = await issues();
    assert.ok(memoryBytes > 10_000_000, String(memoryBytes));
    assert.match(revision, /^[0-9a-f]{16}$/);
    assert.equal(lastError, null);
    assert.ok(calls.calls >= 0);
    assert.deepEqual(
      { ...shown, version: undefined, permissions: undefined },
      {
        name: 'issues',
        state: 'ready',
        problem: null,
        disabled: null,
        digest,
        version: undefined,
        abi: '0.2.0',
        permissions: undefined,
        limits: {
          fuelPerCall: 10_000_000_000,
          fuelForStart: 10_000_000_000,
          memoryMb: 32,
          callTimeoutMs: 5_000,
          databaseMb: 1_024,
        },
        pid: await gateway.pidOf('issues'),
        restarts: 0,
        replacement: null,
      },
    );
  });

  it('shows all: the core, what runs and what is disabled', async () => {
    const { json: status } = await operator.get('/v1/status');
    assert.equal(status.pid, gateway.program.pid);
    assert.equal(status.url, gateway.url);
    assert.ok(status.generation >= 1);
    const states = status.subgraphs.map(({ name, state }: Record<string, string>) => [name, state]);
    assert.deepEqual(states, [
      ['core', 'ready'],
      ['issues', 'ready'],
      ['labels', 'ready'],
      ['notes', 'ready'],
      ['wiki', 'disabled'],
    ]);
    const { json: list } = await operator.get('/v1/extensions');
    assert.deepEqual(
      list.extensions.map(({ name }: Record<string, string>) => name),
      ['issues', 'labels', 'notes', 'wiki'],
    );
    assert.deepEqual(list.extensions[3].disabled, { by: 'configuration', since: null });
  });

  it('counts restarts, and keeps the last error when all is well again', async () => {
    const killed = (await issues()).pid;
    const ready = gateway.nextReady('issues');
    process.kill(killed, 'SIGKILL');
    await ready;
    const now = await issues();
    assert.notEqual(now.pid, killed);
    assert.deepEqual([now.state, now.problem, now.restarts], ['ready', null, 1]);
    assert.equal(now.lastError.code, 'SUBGRAPH_CRASHED');
    assert.match(now.lastError.message, /SIGKILL/);
  });

  it('reloads an extension as it is: another process, the same revision, and its data', async () => {
    const old = await notes();
    const { status, json: reloaded } = await operator.order('notes', 'reload');
    assert.equal(status, 200);
    assert.notEqual(reloaded.pid, old.pid);
    assert.equal(reloaded.revision, old.revision);
    assert.deepEqual(await gateway.data('{ version }'), { version: '0001' });
  });

  it('says why a reload is refused, again and again, while what runs goes on', async () => {
    const good = readFileSync(fileOf(gateway, 'notes'));
    const { pid } = await notes();
    await refuse(gateway, 'notes', Buffer.from('nothing of use'));
    const { status, json } = await operator.order('notes', 'reload');
    assert.equal(status, 422);
    assert.deepEqual([json.error.code, json.error.extension], ['EXTENSION_FILE_INVALID', 'notes']);
    const shown = await notes();
    assert.deepEqual(
      [shown.state, shown.pid, shown.replacement.code],
      ['ready', pid, 'EXTENSION_FILE_INVALID'],
    );
    const { json: report } = await operator.get('/v1/report');
    assert.deepEqual(
      report.leftOut.map(({ name, state, code }: Record<string, string>) => [name, state, code]),
      [['notes', 'replacement-refused', 'EXTENSION_FILE_INVALID']],
    );
    await put(gateway, 'notes', good);
    assert.equal((await operator.order('notes', 'reload')).json.replacement, null);
  });

  it('disables an extension until it is enabled, without touching the configuration', async () => {
    const configuration = readFileSync(join(gateway.dir, 'forge.config.json'));
    const { status, json: disabled } = await operator.order('notes', 'disable');
    assert.equal(status, 200);
    assert.deepEqual([disabled.state, disabled.disabled.by], ['disabled', 'operator']);
    const { errors } = await gateway.query('{ version }');
    assert.match(errors?.[0]?.message ?? '', /Cannot query field "version"/);
    assert.equal((await operator.order('notes', 'reload')).json.error.code, 'EXTENSION_STATE_UNFIT');
    const { json: report } = await operator.get('/v1/report');
    assert.deepEqual(report.disabled, ['notes', 'wiki']);
    assert.equal((await operator.order('notes', 'enable')).json.state, 'ready');
    assert.deepEqual(await gateway.data('{ version }'), { version: '0001' });
    assert.deepEqual(readFileSync(join(gateway.dir, 'forge.config.json')), configuration);
    const byConfiguration = await operator.order('wiki', 'enable');
    assert.equal(byConfiguration.json.error.code, 'EXTENSION_STATE_UNFIT');
    assert.match(byConfiguration.json.error.message, /"extensions.wiki" of forge.config.json/);
  });

  it('takes one version that clients lose something by when it is told to, and no other', async () => {
    await gateway.data('query HowMany { count }');
    assert.equal((await operator.order('notes', 'accept')).json.error.code, 'EXTENSION_STATE_UNFIT');
    await refuse(gateway, 'notes', versions.component(2, 'takes'));
    const { revision, code } = (await notes()).replacement;
    assert.equal(code, 'SCHEMA_CHANGE_REFUSED');
    const { json: report } = await operator.get('/v1/report');
    const [gate] = report.gate;
    assert.deepEqual([gate.policy, gate.refused], ['used', [{ extension: 'notes', revision }]]);
    assert.deepEqual(
      gate.changes.find(({ coordinate }: Record<string, string>) => coordinate === 'Query.count').users,
      ['HowMany'],
    );
    const { json: accepted } = await operator.order('notes', 'accept');
    assert.deepEqual([accepted.revision, accepted.replacement], [revision, null]);
    assert.deepEqual(await gateway.data('{ version }'), { version: '0002' });

    // The way back and forth is judged anew.
    await replace(gateway, 'notes', versions.component(1));
    await gateway.data('query HowMany { count }');
    await refuse(gateway, 'notes', versions.component(2, 'takes'));
    await put(gateway, 'notes', versions.component(1));
    await operator.order('notes', 'reload');
  });

  it('tells of files that are none, and of what waits for another', async () => {
    writeFileSync(join(gateway.dir, 'extensions_dir/Not_A_Name.wasm'), '');
    await operator.order('issues', 'disable');
    const { json: report } = await operator.get('/v1/report');
    assert.deepEqual(
      report.leftOut.map(({ name, state, code }: Record<string, string>) => [name, state, code]),
      [
        ['labels', 'waiting', 'EXTENSION_DEPENDENCY_MISSING'],
        ['Not_A_Name.wasm', 'refused', 'EXTENSION_NAME_INVALID'],
      ],
    );
    assert.deepEqual(report.served, ['core', 'notes']);
    await operator.order('issues', 'enable');
  });

  it('gives the supergraph that is served', async () => {
    const { headers, text } = await operator.get('/v1/supergraph');
    assert.match(headers.get('content-type') ?? '', /^application\/graphql/);
    assert.ok(parse(text).definitions.length > 10);
    assert.equal(text, readFileSync(join(gateway.dir, '.forge/state/supergraph.graphql'), 'utf8'));
  });

  it('gives the last lines of the log by extension and level, and follows it', async () => {
    const lines = async (query: string) =>
      (await operator.get(`/v1/logs?${query}`)).text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const all = await lines('lines=10000');
    assert.ok(all.some(({ msg }) => msg === 'composed'));
    assert.ok(
      all.some(({ msg }) => msg === 'operation started'),
      'of the processes that serve clients',
    );
    const own = all.filter(({ pid }) => pid === gateway.program.pid).map(({ time }) => String(time));
    assert.deepEqual(own, own.toSorted());
    const ofNotes = await lines('extension=notes&level=error');
    assert.ok(ofNotes.length > 1);
    for (const { extension, level } of ofNotes) assert.deepEqual([extension, level], ['notes', 'error']);
    assert.deepEqual(await lines('extension=notes&level=error&lines=1'), ofNotes.slice(-1));

    const follow = await fetch(`${operator.url}/v1/logs?follow=true&lines=0&extension=notes`, {
      headers: { authorization: `Bearer ${operator.token}` },
    });
    await operator.order('notes', 'reload');
    let read = '';
    for await (const chunk of follow.body ?? []) {
      read += Buffer.from(chunk as Uint8Array).toString('utf8');
      if (read.includes('an extension is replaced')) break;
    }
    assert.ok(read.split('\n').every((line) => line === '' || line.includes('"extension":"notes"')));
  });

  it('gives figures of all processes to monitoring', async () => {
    const { text, headers } = await operator.get('/metrics');
    assert.match(headers.get('content-type') ?? '', /^text\/plain/);
    assert.match(text, /^forgepoint_guest_fuel_total\{[^}]*"issues"[^}]*\} \d/m);
  });

  it('is described by OpenAPI: a valid document, and every operation of it has answered as it says', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(operator.contract.document));
    assert.ok(valid, JSON.stringify(errors));
    const untried = operator.contract.operations.filter((id) => !operator.contract.answered.has(id));
    const elsewhere = ['makeBackup', 'purgeExtension', 'releaseExtension', 'restoreBackup'];
    assert.deepEqual(untried.toSorted(), ['getDescription', 'getHealth', ...elsewhere]);
    await operator.get('/openapi.json');
    await operator.get('/healthz');
  });
});

describe('an extension that was disabled by the operator', () => {
  it('stays so over a restart, and is shown so', async () => {
    await using first = await Gateway.start({ extensions: { issues: await exampleIssues() } });
    await (await Operator.of(first)).order('issues', 'disable');
    await first.stop();
    await using second = await Gateway.start({ dir: first.dir });
    const operator = await Operator.of(second);
    const { json: shown } = await operator.get('/v1/extensions/issues');
    assert.deepEqual([shown.state, shown.disabled.by], ['disabled', 'operator']);
    assert.equal((await operator.order('issues', 'enable')).json.state, 'ready');
    assert.equal(existsSync(join(second.dir, 'forge.config.json')), false);
  });
});

describe('an extension in quarantine', () => {
  const awaited: ReadonlySet<string> = new Set(['starting', 'quarantined']);

  it('is left alone until it is released', async () => {
    await using gateway = await Gateway.start({ extensions: { issues: await exampleIssues() } });
    const operator = await Operator.of(gateway);
    for (let state: unknown; state !== 'quarantined';) {
      const { json } = await operator.get('/v1/extensions/issues');
      const changed = gateway.program.log.next(
        'what becomes of it',
        (line) => line['subgraph'] === 'issues' && awaited.has(String(line['state'])),
      );
      if (json.pid !== null) process.kill(json.pid, 'SIGKILL');
      ({ state } = await changed);
    }
    const { json: shown } = await operator.get('/v1/extensions/issues');
    assert.deepEqual(
      [shown.state, shown.problem.code, shown.restarts],
      ['quarantined', 'SUBGRAPH_QUARANTINED', 7],
    );
    const { status, json: released } = await operator.order('issues', 'release');
    assert.deepEqual([status, released.state, released.restarts], [200, 'ready', 0]);
  });
});
