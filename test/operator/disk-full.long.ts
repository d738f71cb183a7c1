import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { Gateway } from '../support/gateway.ts';
import { exampleIssues } from '../support/guests.ts';
import { Operator } from './support/operator.ts';

const dir = mkdtempSync(join(tmpdir(), 'forgepoint-full-'));
const disk = join(dir, 'extensions_dir/issues');
mkdirSync(disk, { recursive: true });
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'none', disk]).status === 0;

after(() => {
  if (isMounted) spawnSync('umount', ['-l', disk]);
  rmSync(dir, { recursive: true, force: true });
});

it(
  'a full disk loses no write that was acknowledged: those that cannot be stored have a code, as have backups, until there is room',
  { skip: isMounted ? false : 'this user may not mount a small disk' },
  async () => {
    await using gateway = await Gateway.start({ dir, extensions: { issues: await exampleIssues() } });
    const operator = await Operator.of(gateway);
    const add = async (title: string): Promise<unknown> => {
      const answer = await gateway.query(
        'mutation Add($title: String!, $text: String!) { createIssue(input: { title: $title, description: $text }) { id } }',
        { title, text: 'x'.repeat(3_000) },
      );
      return answer.errors?.[0]?.extensions?.['code'] ?? 'stored';
    };
    assert.equal(await add('first'), 'stored');
    assert.throws(() => writeFileSync(join(disk, 'fill'), Buffer.alloc(4_000_000)), { code: 'ENOSPC' });
    assert.equal(await add('second'), 'MUTATION_NOT_STORED');
    assert.equal(await add('third'), 'MUTATION_NOT_STORED');
    assert.deepEqual(await gateway.data('{ getAllIssues { title } }'), {
      getAllIssues: [{ title: 'first' }],
    });
    const to = join(dir, 'backup');
    const { json } = await operator.post('/v1/backups', { to });
    assert.deepEqual([json.error.code, json.error.extension], ['BACKUP_FAILED', 'issues']);
    assert.match(json.error.message, /disk is full/);
    assert.deepEqual(
      readdirSync(dir).filter((name) => name.startsWith('backup')),
      [],
    );

    rmSync(join(disk, 'fill'));
    assert.equal(await add('fourth'), 'stored');
    assert.equal((await operator.post('/v1/backups', { to })).status, 200);
    assert.ok(existsSync(join(to, 'issues.db')));
  },
);
