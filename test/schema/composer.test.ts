import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, it } from 'node:test';
import { schema } from '../../core-subgraph/graph/schema.ts';
import { Composer } from '../../gateway/composition/composer/composer.ts';
import { composerEnvironment, composerFlags } from '../../gateway/composition/composer/jail.ts';
import { ended, isRunning } from '../support/processes.ts';
import { explodingSubgraphs } from './support/exploding-subgraphs.ts';

const core = { name: 'core', sdl: schema, url: 'http://core.subgraph' };
const endless = [core, ...explodingSubgraphs(40)];
const never = new AbortController().signal;

/** Far more than composing core takes. */
const ampleMs = 60_000;

describe('the process that composes', () => {
  it('composes one job after the other', async () => {
    await using composer = new Composer(never);
    const first = await composer.compose([core], ampleMs);
    const { pid } = composer;
    assert.equal(first.kind, 'composed');
    assert.deepEqual(await composer.compose([core], ampleMs), first);
    assert.equal(composer.pid, pid, 'one process serves both');
  });

  it('has no descriptor of the gateway', async () => {
    const own = openSync(fileURLToPath(import.meta.url), 'r');
    await using composer = new Composer(never);
    await composer.compose([core], ampleMs);
    const folder = `/proc/${composer.pid}/fd`;
    const open = readdirSync(folder).map((descriptor) => readlinkSync(`${folder}/${descriptor}`));
    assert.deepEqual(
      open.filter((target) => target.startsWith('/') && !target.startsWith('/dev/')),
      [],
    );
    closeSync(own);
  });

  it('says what does not compose', async () => {
    await using composer = new Composer(never);
    const composed = await composer.compose([core, { ...core, name: 'copy' }], ampleMs);
    assert.equal(composed.kind, 'failed');
    assert.equal(composed.problems[0]?.code, 'INVALID_FIELD_SHARING');
  });

  it('is killed when an SDL explodes it, and the next job has a new one', async () => {
    await using composer = new Composer(never);
    await composer.compose([core], ampleMs);
    const pid = composer.pid ?? 0;
    assert.deepEqual(await composer.compose(endless, 200), {
      kind: 'over-budget',
      spent: 'longer than 200 ms',
    });
    assert.equal(isRunning(pid), false);
    assert.equal((await composer.compose([core], ampleMs)).kind, 'composed');
  });

  it('ends at its memory, not at that of the machine', async () => {
    await using composer = new Composer(never, 40);
    assert.deepEqual(await composer.compose([core, manyInterfaces(70)], ampleMs), {
      kind: 'over-budget',
      spent: 'more than 40 MiB of memory',
    });
  });

  it('ends at once when the gateway is told to', async () => {
    const stopping = new AbortController();
    await using composer = new Composer(stopping.signal);
    await composer.compose([core], ampleMs);
    const pid = composer.pid ?? 0;
    const composing = composer.compose(endless, ampleMs);
    stopping.abort(new Error('the gateway ends'));
    await assert.rejects(composing, /the gateway ends/);
    await ended(pid);
  });

  it('leaves by itself when the gateway was killed, also in the middle of an endless composition', async () => {
    const parent = spawn(
      process.execPath,
      [fileURLToPath(new URL('./support/composing-parent.ts', import.meta.url))],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [output] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(output.toString());
    assert.equal(isRunning(pid), true);
    parent.kill('SIGKILL');
    await ended(pid);
  });

  it('may neither write, nor read other files, nor connect, nor start a process', async () => {
    const probe = `
      import { readFileSync, writeFileSync } from 'node:fs';
      import { execFileSync } from 'node:child_process';
      import { connect } from 'node:net';
      const codeOf = (attempt) => { try { attempt(); return 'permitted'; } catch (error) { return error.code; } };
      const network = new Promise((resolve) => {
        try { connect(9, '127.0.0.1').once('error', ({ code }) => resolve(code)); } catch (error) { resolve(error.code); }
      });
      console.log(JSON.stringify({
        environment: Object.keys(process.env),
        read: codeOf(() => readFileSync('/etc/passwd')),
        write: codeOf(() => writeFileSync('/tmp/forgepoint-probe', '')),
        run: codeOf(() => execFileSync('/bin/true')),
        network: await network,
        sqlite: codeOf(() => process.getBuiltinModule('node:sqlite').DatabaseSync),
      }));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [...composerFlags(64), '--input-type=module', '--eval', probe],
      { env: { ...composerEnvironment } },
    );
    const { sqlite, ...denied } = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual(denied, {
      environment: Object.keys(composerEnvironment),
      read: 'ERR_ACCESS_DENIED',
      write: 'ERR_ACCESS_DENIED',
      run: 'ERR_ACCESS_DENIED',
      network: 'ERR_ACCESS_DENIED',
    });
    assert.notEqual(sqlite, 'permitted', 'SQLite in Node ignores these permissions');
  });
});

/** Every type implements every interface: what composing needs grows with the square. */
function manyInterfaces(count: number) {
  const each = Array.from({ length: count }, (_, index) => index);
  const names = each.map((index) => `I${index}`);
  const sdl = [
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@shareable"])',
    ...names.map((name) => `interface ${name} { f: Int }`),
    ...each.map(
      (index) =>
        `type T${index} implements ${names.join(' & ')} @shareable { f: Int ${names.map((name) => `a${name}: ${name}`).join(' ')} }`,
    ),
    'type Query { many: I0 }',
  ].join('\n');
  return { name: 'many', sdl, url: 'http://many.subgraph' };
}
