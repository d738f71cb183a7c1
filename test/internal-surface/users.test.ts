import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { linkSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { HostUsers } from '../../gateway/supervisor/host-users.ts';
import { Gateway } from '../support/gateway.ts';
import { exampleIssues, fixture } from '../support/guests.ts';
import { projectRoot } from '../support/program.ts';

const first = 61_000;

/** Whether another user can run what is installed here. */
const isReadable = (): boolean =>
  spawnSync(process.execPath, ['--check', `${projectRoot}gateway/main.ts`], {
    uid: first,
    gid: first,
    stdio: 'ignore',
  }).status === 0;
const impossible =
  process.getuid?.() !== 0
    ? 'only root can give processes users of their own'
    : isReadable()
      ? false
      : `other users cannot read ${projectRoot}`;

describe('subgraphs under users of their own', { skip: impossible }, () => {
  let dir: string;
  let gateway: Gateway;
  let refusal: string;
  let pids: Readonly<Record<'core' | 'issues' | 'demo', number>>;

  const start = (env: Record<string, string>): Promise<Gateway> => Gateway.start({ dir, env });
  const userOf = (pid: number): string => {
    const [, real, effective, saved] =
      /^Uid:\s+(\d+)\s+(\d+)\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    assert.deepEqual([effective, saved], [real, real]);
    return real ?? '';
  };
  /** What a program of that user sees, as far as its code goes. */
  const as = (uid: number, code: string): string =>
    execFileSync(process.execPath, ['--input-type=module', '--eval', code], {
      uid,
      gid: uid,
      env: {},
      encoding: 'utf8',
    }).trim();
  const codeOf = (expression: string): string =>
    `import * as fs from 'node:fs'; import * as net from 'node:net';
     try { ${expression}; console.log('done'); } catch (error) { console.log(error.code); }`;

  before(async () => {
    dir = mkdtempSync(join(tmpdir(), 'forgepoint-test-'));
    await chmod(dir, 0o755);
    const made = await Gateway.start({
      dir,
      extensions: { issues: await exampleIssues(), demo: await fixture('misbehaves-on-demand') },
    });
    await made.data('mutation { createIssue(input: { title: "of root" }) { id } }');
    await made.stop();
    const refused = await Gateway.spawn({ dir, env: { FORGE_HOST_UID_BASE: String(first) } });
    assert.equal((await refused.program.exited).code, 1);
    refusal = refused.program.log.tail();
    await chmod(join(dir, '.forge'), 0o711);
    gateway = await start({ FORGE_HOST_UID_BASE: String(first) });
    pids = {
      core: await gateway.pidOf('core'),
      issues: await gateway.pidOf('issues'),
      demo: await gateway.pidOf('demo'),
    };
  });
  after(async () => {
    await gateway[Symbol.asyncDispose]();
    rmSync(dir, { recursive: true, force: true });
  });

  it('serve as they do otherwise, on the data that was there', async () => {
    await gateway.data('mutation { createIssue(input: { title: "of its own user" }) { id } }');
    assert.deepEqual(await gateway.data('{ getAllIssues { title } getAllGroups { id } fine }'), {
      getAllIssues: [{ title: 'of root' }, { title: 'of its own user' }],
      getAllGroups: [],
      fine: 'fine',
    });
  });

  it('are told what keeps them from their folders', () => {
    assert.match(refusal, /FOLDER_UNUSABLE.*only its owner may pass.*chmod o\+x .*\.forge/);
  });

  it('have a user each, that is not the gateway’s', () => {
    const users = Object.values(pids).map(userOf);
    assert.equal(new Set(users).size, 3);
    for (const user of users) assert.ok(Number(user) >= first && Number(user) < first + 3, user);
    for (const pid of Object.values(pids))
      assert.match(readFileSync(`/proc/${pid}/status`, 'utf8'), /^Groups:\s*$/m);
  });

  it('can neither signal nor look into each other or the gateway', () => {
    const uid = Number(userOf(pids.demo));
    for (const pid of [pids.issues, pids.core, gateway.program.pid]) {
      assert.equal(as(uid, codeOf(`process.kill(${pid}, 0)`)), 'EPERM');
      assert.equal(as(uid, codeOf(`fs.readFileSync('/proc/${pid}/environ')`)), 'EACCES');
      assert.equal(as(uid, codeOf(`fs.openSync('/proc/${pid}/mem', 'r')`)), 'EACCES');
    }
  });

  it('can neither read nor write what belongs to each other', () => {
    const uid = Number(userOf(pids.demo));
    const run = `${tmpdir()}/${
      execFileSync('ls', [tmpdir()], { encoding: 'utf8' })
        .split('\n')
        .find((name) => name.startsWith(`forgepoint-run-${gateway.program.pid}-`)) ?? ''
    }`;
    const closed = [
      join(dir, 'extensions_dir/issues/issues.db'),
      join(dir, '.forge/db/forge.db'),
      join(dir, '.forge/state/users.json'),
      join(dir, '.forge/state/claims.json'),
    ];
    for (const path of closed)
      assert.equal(as(uid, codeOf(`fs.readFileSync(${JSON.stringify(path)})`)), 'EACCES', path);
    assert.equal(as(uid, codeOf(`fs.readdirSync(${JSON.stringify(run)})`)), 'EACCES');
    assert.equal(
      as(uid, codeOf(`fs.accessSync(${JSON.stringify(`${run}/2.sock`)}, fs.constants.W_OK)`)),
      'EACCES',
    );
    assert.equal(
      as(uid, codeOf(`fs.readFileSync(${JSON.stringify(join(dir, 'extensions_dir/demo/demo.db'))})`)),
      'done',
    );
  });

  it('come back under the same user, and keep it over a restart of the gateway', async () => {
    const user = userOf(pids.issues);
    const back = gateway.nextReady('issues');
    process.kill(pids.issues, 'SIGKILL');
    await back;
    assert.equal(userOf(await gateway.pidOf('issues')), user);
    await gateway.stop();
    gateway = await start({ FORGE_HOST_UID_BASE: String(first) });
    assert.equal(userOf(await gateway.pidOf('issues')), user);
    assert.equal(String(statSync(join(dir, 'extensions_dir/issues/issues.db')).uid), user);
    assert.deepEqual(await gateway.data('{ getIssue(id: "issue-1") { title } }'), {
      getIssue: { title: 'of root' },
    });
  });

  it('start on nothing', async () => {
    const fresh = mkdtempSync(join(tmpdir(), 'forgepoint-test-'));
    await chmod(fresh, 0o755);
    {
      await using other = await Gateway.start({
        dir: fresh,
        extensions: { issues: await exampleIssues() },
        env: { FORGE_HOST_UID_BASE: String(first) },
      });
      assert.deepEqual(await other.data('{ getAllIssues { id } getAllGroups { id } }'), {
        getAllIssues: [],
        getAllGroups: [],
      });
    }
    rmSync(fresh, { recursive: true, force: true });
  });

  it('are thrown away with their data when that is kept in memory only', async () => {
    await using temporary = await Gateway.start({
      extensions: { issues: await exampleIssues() },
      env: { FORGE_HOST_UID_BASE: String(first), FORGE_IN_MEMORY_DB: 'true' },
    });
    await temporary.data('mutation { createIssue(input: { title: "short-lived" }) { id } }');
    assert.notEqual(userOf(await temporary.pidOf('issues')), '0');
  });

  it('are given the files of their folder, but nothing that somebody has linked into it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'forgepoint-test-'));
    try {
      const secret = join(dir, 'secret');
      writeFileSync(secret, 'x');
      writeFileSync(join(folder, 'a.db'), 'x');
      symlinkSync(secret, join(folder, 'a.db-wal'));
      linkSync(secret, join(folder, 'a.db-shm'));
      const users = new HostUsers({
        first,
        file: join(dir, 'table.json'),
        runFolder: mkdtempSync(join(dir, 'run-')),
      });
      users.give(folder, { uid: first, gid: first });
      assert.equal(statSync(join(folder, 'a.db')).uid, first);
      assert.equal(statSync(secret).uid, 0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('FORGE_HOST_UID_BASE without root', { skip: impossible }, () => {
  it('is refused with what to do', () => {
    const { stdout, status } = spawnSync(process.execPath, [`${projectRoot}gateway/bin.js`], {
      uid: first,
      gid: first,
      cwd: tmpdir(),
      env: { FORGE_HOST_UID_BASE: '61000', FORGE_PORT: '0', FORGE_EXTENSIONS_DIR: join(tmpdir(), 'nowhere') },
      encoding: 'utf8',
    });
    assert.equal(status, 1);
    assert.match(stdout, /CONFIG_INVALID.*Only root.*FORGE_HOST_UID_BASE/);
  });
});
