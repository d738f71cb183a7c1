import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ComposeProject } from './compose-project.ts';

const megabyte = 1024 * 1024;

/** Looks at a container from inside, and attacks it. */
export function itIsHardened(service: string, running: () => ComposeProject): void {
  describe(`the container of ${service}`, () => {
    it('runs as an ordinary user without capabilities, and can gain none', async () => {
      const status = await running().inside(
        service,
        `console.log(fs.readFileSync('/proc/1/status', 'utf8'))`,
      );
      const of = (name: string): string | undefined =>
        new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1];
      assert.equal(of('Uid'), '1000\t1000\t1000\t1000');
      assert.equal(of('Gid'), '1000\t1000\t1000\t1000');
      for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'])
        assert.equal(of(set), '0'.repeat(16), set);
      assert.equal(of('NoNewPrivs'), '1');
      assert.equal(of('Seccomp'), '2');
    });

    it('cannot write but to its data and a small /tmp, where nothing can be run', async () => {
      for (const path of ['/x', '/app/x', '/app/.forge/cache/x', '/home/node/x']) {
        assert.equal(await running().inside(service, write(path)), 'EROFS', path);
      }
      for (const path of ['/data/x', '/tmp/x'])
        assert.equal(await running().inside(service, write(path)), 'written', path);
      const script = `fs.writeFileSync('/tmp/x.sh', '#!/bin/sh\\n', { mode: 0o700 });
        try { child_process.execFileSync('/tmp/x.sh'); console.log('run') } catch ({ code }) { console.log(code) }
        fs.rmSync('/tmp/x.sh')`;
      assert.equal(await running().inside(service, script), 'EACCES');
      const fill = `try { fs.writeFileSync('/tmp/x', Buffer.alloc(65 * ${megabyte})) } catch ({ code }) { console.log(code) }
        fs.rmSync('/tmp/x')`;
      assert.equal(await running().inside(service, fill), 'ENOSPC');
    });

    it('gets no more memory and no more processes than it is allowed', async () => {
      const { [service]: configured } = await running().config();
      const { memory, pids } = configured?.deploy.resources.limits ?? { memory: '', pids: 0 };
      assert.ok(Number(memory) >= 128 * megabyte && Number(memory) <= 1024 * megabyte, memory);
      assert.equal(await running().inside(service, 'console.log(process.constrainedMemory())'), memory);
      const { State } = await running().container(service);
      const { code } = await running().tryDocker(
        ...`compose exec -T ${service} node -e`.split(' '),
        `const held = []; for (;;) held.push(Buffer.alloc(16 * ${megabyte}, 1))`,
      );
      assert.equal(code, 137, 'what takes too much is killed');

      assert.ok(pids >= 32 && pids <= 256, String(pids));
      const spawned = `const { spawn } = child_process; const children = [];
        for (let i = 0; i < 300; i += 1) {
          try {
            const child = spawn('sleep', ['60'], { stdio: 'ignore' });
            child.on('error', () => undefined);
            if (child.pid === undefined) break;
            children.push(child);
          } catch { break }
        }
        for (const child of children) child.kill('SIGKILL');
        console.log(children.length)`;
      const count = Number(await running().inside(service, spawned));
      assert.ok(count > 0 && count < pids, `${count} processes`);
      const now = await running().container(service);
      assert.equal(now.State.Pid, State.Pid, 'the service itself goes on');
    });
  });
}

/** Prints `written`, or the code of the failure. */
export function write(path: string): string {
  return `try { fs.appendFileSync('${path}', ''); console.log('written') } catch ({ code }) { console.log(code) }
    if ('${path}'.endsWith('/x')) fs.rmSync('${path}', { force: true })`;
}
