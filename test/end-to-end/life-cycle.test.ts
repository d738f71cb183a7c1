import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { exampleIssues, fixture } from '../support/guests.ts';
import { Gateway } from '../support/gateway.ts';
import { ended, isRunning } from '../support/processes.ts';

describe('the gateway', () => {
  it('serves the core and says so in one line when there is no extension', async () => {
    await using gateway = await Gateway.start();
    assert.deepEqual(await gateway.data('{ getAllGroups { id } getAllRepositories { id } }'), {
      getAllGroups: [],
      getAllRepositories: [],
    });
    const lines = gateway.program.log.lines.filter(({ msg }) => /no extension/i.test(String(msg)));
    assert.equal(lines.length, 1);
  });

  it('ends on SIGTERM: guests are shut down, no process is left', async () => {
    await using gateway = await Gateway.start({
      extensions: { demo: await fixture('misbehaves-on-demand') },
    });
    const pids = [await gateway.pidOf('core'), await gateway.pidOf('demo')];
    assert.deepEqual(await gateway.stop(), { code: 0, signal: null });
    assert.ok(
      gateway.program.log.lines.some(({ extension, msg }) => extension === 'demo' && msg === 'shutting down'),
    );
    for (const pid of pids) assert.equal(isRunning(pid), false);
    const alarms = gateway.program.log.lines.filter(({ level }) => level === 'warn' || level === 'error');
    assert.deepEqual(alarms, []);
  });

  it('answers what runs before it ends', async () => {
    await using gateway = await Gateway.start({
      extensions: { demo: await fixture('misbehaves-on-demand') },
      env: { FORGE_CALL_TIMEOUT_MS: '700' },
    });
    const running = gateway.query('{ fine spin }');
    await gateway.program.log.next('the request on its way', ({ msg }) =>
      String(msg).includes('operation started'),
    );
    const exit = gateway.stop();
    assert.deepEqual((await running).data, { fine: 'fine', spin: null });
    assert.deepEqual(await exit, { code: 0, signal: null });
  });

  it('ends when nobody reads its log any more', async () => {
    await using gateway = await Gateway.start();
    gateway.program.child.stdout?.destroy();
    assert.deepEqual(await gateway.data('{ getAllGroups { id } }'), { getAllGroups: [] });
    assert.deepEqual(await gateway.stop(), { code: 0, signal: null });
  });

  it('leaves no process behind when it is killed', async () => {
    await using gateway = await Gateway.start({ extensions: { issues: await exampleIssues() } });
    const pids = [await gateway.pidOf('core'), await gateway.pidOf('issues')];
    await gateway.program.stop('SIGKILL');
    await Promise.all(pids.map((pid) => ended(pid)));
  });

  it('names the port that is taken and what to do', async () => {
    const other = createServer();
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await using gateway = await Gateway.spawn({ env: { FORGE_PORT: String(port) } });
    assert.equal((await gateway.program.exited).code, 1);
    const line = gateway.program.log.lines.find(({ code }) => code === 'PORT_UNAVAILABLE');
    assert.match(JSON.stringify(line), new RegExp(`${port}.*FORGE_PORT`));
    other.close();
  });

  it('says what is wrong with a setting', async () => {
    await using gateway = await Gateway.spawn({ env: { FORGE_PORT: 'eight thousand' } });
    assert.equal((await gateway.program.exited).code, 1);
    const line = gateway.program.log.lines.find(({ code }) => code === 'CONFIG_INVALID');
    assert.match(JSON.stringify(line), /FORGE_PORT/);
  });
});
