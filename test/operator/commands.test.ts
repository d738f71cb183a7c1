import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { forgeBinary, runForge, strangersEnvironment, type Run } from '../cli/support/forge.ts';
import { Output } from '../cli/support/running-forge.ts';
import { refuse } from '../hot-reload/support/extension-files.ts';
import { Gateway } from '../support/gateway.ts';
import { exampleIssues } from '../support/guests.ts';

describe('the commands for operators', () => {
  let gateway: Gateway;
  before(async () => {
    gateway = await Gateway.start({ extensions: { issues: await exampleIssues() } });
  });
  after(() => gateway[Symbol.asyncDispose]());

  const forge = (...args: readonly string[]): Promise<Run> => runForge(gateway.dir, args);

  it('show the gateway and its extensions as a table, and as JSON', async () => {
    const status = await forge('status');
    assert.deepEqual([status.code, status.stderr], [0, '']);
    const pid = await gateway.pidOf('issues');
    assert.match(
      status.stdout,
      new RegExp(`^${gateway.url} {2}ready, generation 1, .*process ${gateway.program.pid}\n`),
    );
    assert.match(status.stdout, /^NAME +STATE +VERSION +ABI +REVISION +PID +MEMORY +RESTARTS$/m);
    assert.match(
      status.stdout,
      new RegExp(`^issues  ready  0\\.1\\.0 +0\\.2\\.0 +[0-9a-f]{16}  ${pid} +\\d+ MiB  0$`, 'm'),
    );
    const list = await forge('list', '--json');
    const { extensions } = JSON.parse(list.stdout) as { extensions: readonly Record<string, unknown>[] };
    assert.deepEqual(
      extensions.map(({ name, pid: own, permissions }) => [name, own, permissions]),
      [['issues', pid, ['database', 'log']]],
    );
  });

  it('reload, disable and enable an extension, and end with 2 at one that is not there', async () => {
    const old = await gateway.pidOf('issues');
    const reloaded = await forge('reload', 'issues', '--json');
    assert.equal(reloaded.code, 0);
    assert.notEqual((JSON.parse(reloaded.stdout) as { pid: number }).pid, old);
    const disabled = await forge('disable', 'issues');
    assert.equal(disabled.code, 0);
    assert.match(disabled.stdout, /^issues  disabled [\s\S]*issues: disabled by the operator$/m);
    assert.match((await forge('report')).stdout, /^generation \d+ serves core\ndisabled: issues$/m);
    assert.equal((await forge('enable', 'issues')).code, 0);
    assert.deepEqual(await gateway.data('{ getAllIssues { id } }'), { getAllIssues: [] });
    const mistyped = await forge('reload', 'isues');
    assert.deepEqual([mistyped.code, mistyped.stdout], [2, '']);
    assert.match(mistyped.stderr, /EXTENSION_UNKNOWN[\s\S]*Write "issues"/);
    const unfit = await forge('release', 'issues');
    assert.deepEqual([unfit.code, unfit.stdout], [2, '']);
    assert.match(unfit.stderr, /EXTENSION_STATE_UNFIT/);
  });

  it('end with 1 and the reason when the gateway refuses what is there', async () => {
    await refuse(gateway, 'issues', Buffer.from('nothing of use'));
    const refused = await forge('reload', 'issues');
    assert.equal(refused.code, 1);
    assert.match(refused.stdout, /^issues EXTENSION_FILE_INVALID\n {2}The file is not WebAssembly/);
    const report = await forge('report');
    assert.equal(report.code, 1);
    assert.match(report.stdout, /^issues is replacement refused: EXTENSION_FILE_INVALID$/m);
    assert.match(
      (await forge('list')).stdout,
      /^issues  ready\*[\s\S]*^issues\*: another version was refused/m,
    );
  });

  it('print the supergraph, and the log as text or as it is', async () => {
    assert.match((await forge('supergraph')).stdout, /^schema\n {2}@link\([\s\S]*createIssue/);
    const logs = await forge('logs', 'issues', '--level', 'error', '--lines', '1');
    assert.match(
      logs.stdout,
      /^\S+Z {2}error {2}issues {2}a new version is refused[^\n]*EXTENSION_FILE_INVALID[^\n]*\n$/,
    );
    const [line = ''] = (await forge('logs', '--json', '--lines', '1')).stdout.split('\n');
    assert.equal(typeof (JSON.parse(line) as { msg: unknown }).msg, 'string');
    const unknown = await forge('logs', '--level', 'loud');
    assert.deepEqual([unknown.code, unknown.stdout], [2, '']);
  });

  it('follow the log until they are interrupted', async () => {
    const child = spawn(forgeBinary, ['logs', '-f', '--lines', '1'], {
      cwd: gateway.dir,
      env: strangersEnvironment(gateway.dir),
    });
    const output = new Output([child.stdout, child.stderr]);
    const ended = new Promise((resolve) => {
      child.once('exit', (code) => resolve(code));
    });
    await output.next(/Z {2}\w+/);
    await gateway.query('{ getAllIssues { id } }');
    await output.next(/operation ended/);
    child.kill('SIGINT');
    assert.equal(await ended, 0);
  });
});

describe('the commands for operators, where no gateway runs', () => {
  it('end with 2 and say so', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'forge-none-'));
    try {
      const none = await runForge(dir, ['status']);
      assert.deepEqual([none.code, none.stdout], [2, '']);
      assert.match(
        none.stderr,
        /GATEWAY_NOT_RUNNING\n {2}No gateway runs here: .*names no gateway\.\n.*forge start/,
      );
      await using gateway = await Gateway.start({ dir });
      assert.equal((await runForge(dir, ['status'])).code, 0);
      // Settings that put the state elsewhere are those of another gateway.
      writeFileSync(join(dir, 'other.json'), JSON.stringify({ stateDir: 'elsewhere' }));
      assert.equal((await runForge(dir, ['status', '--config', 'other.json'])).code, 2);
      await gateway.program.stop('SIGKILL');
      const killed = await runForge(dir, ['list', '--json']);
      assert.equal(killed.code, 2);
      assert.match(killed.stderr, /GATEWAY_NOT_RUNNING\n.*does not answer: .*ECONNREFUSED/);
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});
